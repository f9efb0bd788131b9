"""Posts for the calendar to show."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.walltime import of_instant, resolve


@pytest.fixture
def write(harbour: Any, ada: Any, acting: Any) -> Callable[..., Post]:
    """A post of Ada's on all channels; its time is an instant, or the harbour's wall clock."""

    def make(title: str, at: datetime | None = None) -> Post:
        wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all())
        post = Post.objects.write(harbour, acting(ada), Content(title=title, text="Fog.", wordings=wordings))
        if at is not None:
            aware = at.tzinfo is not None
            post.plan_for(of_instant(at, harbour.timezone) if aware else resolve(at, harbour.timezone))
        return post

    return make

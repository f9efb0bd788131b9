"""A short link to a page of the harbour."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from planner.channels.models import Channel
from planner.clicks import opening
from planner.clicks.models import ShortLink
from planner.clicks.visitors import Visitors
from planner.history.models import Actor
from planner.posts.content import Content, Wording
from planner.posts.models import Post

PAGE = "https://example.org/fog?utm_source=mastodon"


class Ticks:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> Ticks:
    """The seconds by which a double click is told, turned by hand."""
    made = Ticks()
    monkeypatch.setattr(opening, "visitors", Visitors(made))
    return made


@pytest.fixture
def link(harbour: Any, olga: Any) -> ShortLink:
    channel = Channel.objects.create(workspace=harbour, network="mastodon", name="Harbour")
    content = Content(text=f"Read {PAGE}", wordings=(Wording(channel.pk),))
    post = Post.objects.write(harbour, Actor(olga.pk, str(olga)), content)
    return ShortLink.objects.create(
        code="7Gh2kQ9x", workspace=harbour, post=post, channel=channel, url=PAGE, made_at=timezone.now()
    )


@pytest.fixture(autouse=True)
def counted_by_hand(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is written until a test says so; nothing is left for the next one."""
    monkeypatch.setattr(opening.writer, "wake", lambda: None)
    opening.counts._take()
    yield
    opening.counts._take()

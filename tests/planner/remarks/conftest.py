"""A post of Ada's that people speak about, and a client without an account."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from planner.history.models import Actor
from planner.people.groups import Contact, Group
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.remarks import discussing
from planner.remarks.models import Thread
from planner.writing.desk import Person

TEXT = "Ships wait in the fog. Ships leave at nine."


@pytest.fixture
def post(harbour: Any, ada: Any, acting: Any) -> Post:
    wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all())
    return Post.objects.write(harbour, acting(ada), Content("Fog", TEXT, "", wordings))


@pytest.fixture
def contact(harbour: Any) -> Contact:
    group = Group.objects.create(workspace=harbour, name="Lighthouse Ltd", is_client=True)
    return Contact.objects.create(workspace=harbour, group=group, name="Carl", email="carl@example.org")


@pytest.fixture
def carl(contact: Contact) -> Actor:
    return Actor(None, contact.name, via="link")


@pytest.fixture
def begin(post: Post, acting: Any, now: datetime) -> Callable[..., Thread]:
    """begin(grace, "Really?", quote="Ships")."""

    def made(user: Any, text: str = "", **said: Any) -> Thread:
        return discussing.begin(post, acting(user), discussing.Said(text, **said), now)

    return made


@pytest.fixture
def write(post: Post, acting: Any) -> Callable[..., None]:
    """write(ada, "Other words."): a newer version."""

    def changed(user: Any, text: str) -> None:
        content = post.newest.content()
        post.rewrite(acting(user), Content(content.title, text, "", content.wordings))

    return changed


@pytest.fixture
def desk(harbour: Any, acting: Any) -> Callable[[Any], Person]:
    def sits(user: Any) -> Person:
        return Person.who(acting(user), harbour.memberships.get(user=user).may)

    return sits

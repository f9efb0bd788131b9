"""A harbour in which things were written, asked, answered, changed and sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from planner.channels.models import Channel
from planner.deliveries import agree, edit
from planner.deliveries.models import Delivery
from planner.evidence.check import Findings, check_text
from planner.evidence.pack import Wanted, pack
from planner.history.models import Actor
from planner.people.groups import Contact, Group
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from tests.hands import HandClock, Hands
from tests.planner.deliveries.conftest import channels, hand_clock, hands, network, nothing_watched

__all__ = ["channels", "hand_clock", "hands", "network", "nothing_watched"]  # fixtures


@dataclass
class Story:
    """A post with a long way behind it, and who was there."""

    post: Post
    workspace: Any
    by: Actor
    now: datetime


@pytest.fixture
def story(
    harbour: Any, hands: Hands, hand_clock: HandClock, channels: dict[str, Channel], ada: Any, grace: Any
) -> Story:
    """Written, asked, sent back, changed, asked, approved, changed again, agreed again, sent."""
    writes, answers = Actor(ada.pk, str(ada)), Actor(grace.pk, str(grace))
    channel = channels["mastodon"]

    def words(text: str) -> Content:
        return Content(title="Fog", text=text, wordings=(Wording(channel.pk),))

    def later() -> datetime:
        hand_clock.pass_(60)
        return hand_clock.wall

    post = Post.objects.write(harbour, writes, words("Ships wait. CANARY-DRAFT"))
    agree.ask(post, writes, later())
    agree_no(post, answers, later())
    edit.edit(post, writes, words("Ships wait in the fog."), 1)
    post.refresh_from_db()
    agree.ask(post, writes, later())
    agree.approve(post, answers, 2, later(), note="CANARY-NOTE of the house")
    post.refresh_from_db()
    hands.schedule(post)
    hands.until_over()
    assert Delivery.objects.get(post=post).state == "published"
    post.refresh_from_db()
    return Story(post, harbour, hands.by, hand_clock.wall)


def agree_no(post: Post, by: Actor, now: datetime) -> None:
    from planner.reviews import answer

    answer.request_changes(post, by, 1, "CANARY-CHANGES say where", now)
    post.refresh_from_db()


@pytest.fixture
def client_group(harbour: Any) -> Contact:
    group = Group.objects.create(workspace=harbour, name="Client", is_client=True)
    return Contact.objects.create(workspace=harbour, group=group, name="Carl", email="carl@client.example")


@pytest.fixture
def text_of() -> Callable[..., str]:
    """The pack of something, as its file says it."""

    def made(wanted: Wanted, by: Actor, now: datetime) -> str:
        one = pack(wanted, by, now)
        try:
            return b"".join(one.chunks()).decode()
        finally:
            one.close()

    return made


@pytest.fixture
def found_in() -> Callable[[str], Findings]:
    return lambda text: check_text(text)[1]

"""Slots, posts that stand in them, and somebody at the desk."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from planner.deliveries import agree, plan
from planner.people.permissions import verbs_of
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.queues import weekly
from planner.walltime import When, resolve
from planner.writing.desk import Person

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # Monday, 09:00 in Moscow


@pytest.fixture
def channel(harbour: Any) -> Any:
    return harbour.channels.select_related("workspace").get(network="sandbox")


@pytest.fixture
def other_channel(harbour: Any) -> Any:
    return harbour.channels.select_related("workspace").get(network="site")


@pytest.fixture
def at_desk(harbour: Any, acting: Callable[[Any], Any]) -> Callable[[Any], Person]:
    """at_desk(grace): her, with what her role lets her do."""

    def who(user: Any) -> Person:
        role = harbour.memberships.get(user=user).role
        return Person(acting(user), verbs_of(role))

    return who


@pytest.fixture
def slots(channel: Any, olga: Any, acting: Callable[[Any], Any]) -> Callable[..., None]:
    """slots("Mon 10:00", "Wed 18:00"): the channel's weekly times."""

    def have(*walls: str, of: Any = None, pillar: Any = None) -> None:
        named = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        wanted = [
            weekly.Given(named.index(wall[:3]), wall[4:], pillar.pk if pillar else None) for wall in walls
        ]
        weekly.add(of or channel, wanted, acting(olga))

    return have


@pytest.fixture
def write(harbour: Any, channel: Any, ada: Any, acting: Callable[[Any], Any]) -> Callable[..., Post]:
    """write("Spring fair", "2026-11-25T18:00"): a draft of Ada's on the channel, at a wall time in Moscow."""

    def make(title: str = "Fog", wall: str = "", on: Any = (), by: Any = None, **labels: Any) -> Post:
        there = tuple(Wording(one.pk) for one in (on or [channel]))
        content = Content(title=title, text=f"{title}: ships wait.", wordings=there)
        post = Post.objects.write(harbour, acting(by or ada), content, **labels)
        if wall:
            post.plan_for(resolve(datetime.fromisoformat(wall), harbour.timezone))
        return post

    return make


@pytest.fixture
def scheduled(write: Callable[..., Post], grace: Any, acting: Callable[[Any], Any]) -> Callable[..., Post]:
    """A post that is agreed to and on the calendar."""

    def make(title: str, wall: str, **how: Any) -> Post:
        post = write(title, wall, **how)
        post.submit(acting(grace))
        agree.approve(post, acting(grace), 1, NOW)
        post.refresh_from_db()
        assert post.planned_at is not None
        when = When(post.planned_at, post.planned_wall, post.planned_zone, post.planned_fold)
        if not post.deliveries.exists():  # its time is past NOW, so the yes did not put it there
            plan.schedule(post, plan.Plan(when), acting(grace), NOW)
        return Post.objects.select_related("head", "workspace").get(pk=post.pk)

    return make

"""A harbour whose posts say things that may stop being so, with the hands that send."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from planner import outside
from planner.freshness import facts, judging
from planner.freshness.facts import FactForm
from planner.freshness.models import Fact
from planner.history.models import Actor
from planner.people.permissions import Verb
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.walltime import of_instant
from planner.writing.desk import Person
from tests.fakes.server import FakeServer, Reply, Request
from tests.hands import HandClock, Hands
from tests.planner.deliveries.conftest import channels, hand_clock, hands, network, nothing_watched

__all__ = ["channels", "hand_clock", "hands", "network", "nothing_watched"]  # fixtures
PRICE = {"name": "Price", "value": "990 ₽", "kind": "price"}


@pytest.fixture
def boss(olga: Any) -> Person:
    return Person(Actor(olga.pk, str(olga)), frozenset(Verb))


@pytest.fixture
def price(harbour: Any, boss: Person, hand_clock: HandClock) -> Fact:
    form = FactForm(PRICE, workspace=harbour)
    assert form.is_valid()
    return facts.add(harbour, boss, form, hand_clock.wall)


@pytest.fixture
def another_price(harbour: Any, boss: Person, hand_clock: HandClock) -> Callable[..., int]:
    """Change the fact to this value. How many posts that flags."""

    def change(fact: Fact, value: str = "1 190 ₽") -> int:
        form = FactForm(PRICE | {"value": value}, workspace=harbour)
        assert form.is_valid()
        hand_clock.pass_(60)
        return facts.change(Fact.objects.get(pk=fact.pk), boss, form, hand_clock.wall)

    return change


@pytest.fixture
def written(harbour: Any, boss: Person, hand_clock: HandClock, channels: Any) -> Callable[..., Post]:
    """A draft with these words, judged."""

    def write(text: str, after: timedelta | None = None, **labels: Any) -> Post:
        content = Content(text=text, wordings=(Wording(channels["mastodon"].pk),))
        post = Post.objects.write(harbour, boss.actor, content, **labels)
        if after is not None:
            post.plan_for(of_instant(hand_clock.wall + after, harbour.timezone))
        judging.judge_posts([post.pk], hand_clock.wall)
        return Post.objects.select_related("head", "workspace").get(pk=post.pk)

    return write


@pytest.fixture
def planned(hands: Hands, channels: Any, hand_clock: HandClock) -> Callable[..., Any]:
    """A delivery of a post with these words, agreed and on the calendar, some seconds ahead."""

    def plan(text: str, after: float = 3600) -> Any:
        delivery = hands.plan(channels["mastodon"], text, after)
        judging.judge_posts([delivery.post_id], hand_clock.wall)
        return delivery

    return plan


class Pages(FakeServer):
    """Pages that answer as a test says: {path: (status, headers, body)}."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}

    def say(self, path: str, status: int = 200, body: bytes = b"<title>Fine</title>", **headers: str) -> str:
        self.answers[path] = (status, headers | {"content-type": "text/html"}, body)
        return f"{self.url}{path}"

    async def handle(self, request: Request) -> Reply:
        status, headers, body = self.answers.get(request.path, (404, {}, b""))
        return Reply(status, body, dict(headers))


@pytest.fixture
def pages(settings: Any) -> Iterator[Pages]:
    settings.ALLOW_PRIVATE_HOSTS = frozenset({"127.0.0.1:*", "localhost:*", "[::1]:*"})
    outside.web.cache_clear()
    with Pages() as server:
        yield server
    outside.web.cache_clear()

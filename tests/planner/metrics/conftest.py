"""A loft of pigeons whose letters are counted, with time turned by hand."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from planner.channels import connect
from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.history.models import Actor
from tests.hands import HandClock, Hands

Send = Callable[..., Delivery]


@pytest.fixture
def hands(harbour: Any, olga: Any) -> Iterator[Hands]:
    clock = HandClock()
    clock.install()
    yield Hands(harbour, Actor(olga.pk, str(olga)), clock)
    clock.remove()


@pytest.fixture
def loft(harbour: Any, hands: Hands, pigeons: Any) -> Channel:
    return connect.connect(harbour, "pigeon", "Our pigeon", {"ring": "7"}, hands.by, hands.time.wall)


@pytest.fixture
def letter(hands: Hands, loft: Channel) -> Send:
    """A post that is out, published at the time that the hands show."""

    def send(words: str = "Fog") -> Delivery:
        delivery = hands.plan(loft, words)
        hands.time.pass_(10)
        hands.tick()
        Delivery.objects.filter(pk=delivery.pk).update(published_at=hands.time.wall)
        delivery.refresh_from_db()
        assert delivery.state == "published"
        return delivery

    return send


@pytest.fixture
def later(hands: Hands) -> Callable[..., Any]:
    """The time that the hands will show after so long; they stay as they are."""
    return lambda **much: hands.time.wall + timedelta(**much)

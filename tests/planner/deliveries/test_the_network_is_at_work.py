"""A network that digests a video for long is waited for: that is no failed try, and no other post waits."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from publishers.meta import containers
from tests.hands import HandClock, Hands
from tests.planner.deliveries.conftest import connected
from tests.publishers.places import Place, place

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.begins_now]


@pytest.fixture
def instagram(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr(containers, "WAITS", ())
    with place("instagram", tmp_path) as found:
        yield found


@pytest.fixture
def channel(instagram: Place, harbour: Any, hand_clock: HandClock, settings: Any) -> Channel:
    settings.PUBLIC_URL = "https://almanac.example.org"
    return connected(instagram, harbour, hand_clock.wall)


def minutes(hands: Hands, count: int) -> None:
    for _minute in range(count):
        hands.tick()
        hands.time.pass_(60)


def test_longer_than_any_number_of_tries(hands: Hands, channel: Channel, instagram: Place) -> None:
    instagram.fake.patience = 40
    delivery = hands.plan(channel)
    hands.time.pass_(10)
    minutes(hands, 8)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == ("waiting", 0)
    channel.refresh_from_db()
    assert channel.rest_until is None, "other posts of the channel go out meanwhile"
    minutes(hands, 40)
    delivery.refresh_from_db()
    assert delivery.state == "published"
    assert len(instagram.fake.containers) == 1


def test_but_not_beyond_its_grace(hands: Hands, channel: Channel, instagram: Place) -> None:
    instagram.fake.patience = 10_000
    delivery = hands.plan(channel)
    hands.time.pass_(10)
    late = delivery.late_until
    while hands.time.wall < late:
        minutes(hands, 5)
        assert Delivery.objects.get(pk=delivery.pk).state != "failed"
    minutes(hands, 2)
    delivery.refresh_from_db()
    assert delivery.state == "missed"

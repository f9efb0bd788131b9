"""A network that digests a video for long is waited for: that is no failed try, and no other post waits."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from publishers.meta import containers
from tests.fakes.mastodon import FakeMastodon
from tests.hands import HandClock, Hands
from tests.publishers.places import Place, place

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hand_clock(network: FakeMastodon) -> Iterator[HandClock]:
    clock = HandClock(wall=datetime.now(UTC))
    clock.install()
    yield clock
    clock.remove()


@pytest.fixture
def instagram(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr(containers, "WAITS", ())
    with place("instagram", tmp_path) as found:
        yield found


@pytest.fixture
def channel(instagram: Place, harbour: Any, hand_clock: HandClock, settings: Any) -> Channel:
    settings.PUBLIC_URL = "https://almanac.example.org"
    made: Channel = Channel.objects.create(workspace=harbour, network="instagram", name="Instagram")
    made.lock_in(dataclasses.asdict(instagram.publisher.credentials))
    made.learn(instagram.publisher.account, hand_clock.wall)
    return made


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

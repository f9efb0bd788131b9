"""A harbour with a channel of every promise, on a fake network that can be told to fail."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from planner import outside
from planner.channels.models import Channel
from planner.deliveries import points
from planner.deliveries.models import Delivery
from planner.history.models import Actor
from planner.people.models import Workspace
from publishers import afterwards
from publishers.base import Deletable
from tests.fakes.mastodon import FakeMastodon
from tests.hands import HandClock, Hands
from tests.publishers.places import Place, place
from tests.torture.networks import CLASSES, add_networks


@pytest.fixture
def network(settings: Any) -> Iterator[FakeMastodon]:
    settings.ALLOW_PRIVATE_HOSTS = frozenset({"127.0.0.1:*"})
    settings.REQUEST_TIMEOUT = 1.0
    outside.web.cache_clear()
    with FakeMastodon(port=0) as fake:
        yield fake
    outside.web.cache_clear()


@pytest.fixture
def hand_clock(request: pytest.FixtureRequest, network: FakeMastodon) -> Iterator[HandClock]:
    """With the mark `begins_now` it begins now: some networks' own clocks are not turned by hand."""
    begins_now = request.node.get_closest_marker("begins_now") is not None
    clock = HandClock(wall=datetime.now(UTC)) if begins_now else HandClock()
    clock.install()
    network.clock = lambda: clock.wall
    yield clock
    clock.remove()


@pytest.fixture
def channels(harbour: Any, network: FakeMastodon) -> dict[str, Channel]:
    """By the name of their network: mastodon knows keys, torture-readable forgets, torture-blind is blind."""
    add_networks()
    made = {}
    for kind in CLASSES:
        channel = Channel.objects.create(workspace=harbour, network=kind.name, name=kind.name, account_id="1")
        channel.lock_in({"instance": network.url, "access_token": "token"})
        made[kind.name] = channel
    return made


@pytest.fixture
def there(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Iterator[Place]:
    """A network with a fake of its own: parametrize it by name, indirectly."""
    settings.PUBLIC_URL = "https://almanac.example.org"  # where networks may fetch pictures
    monkeypatch.setattr(afterwards, "WAITS", (0.0,))
    with place(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def channel(there: Place, harbour: Any, hand_clock: HandClock) -> Channel:
    return connected(there, harbour, hand_clock.wall)


def connected(there: Place, workspace: Workspace, at: datetime) -> Channel:
    """A channel on this place's network, as after it was connected."""
    kind = there.publisher
    made: Channel = Channel.objects.create(workspace=workspace, network=kind.name, name=kind.title)
    made.lock_in(dataclasses.asdict(kind.credentials))
    made.learn(kind.account, at)
    return made


def at_its_time(hands: Hands, delivery: Delivery) -> Delivery:
    """As it stands when its time has come and a worker was at it once."""
    hands.time.pass_(10)
    hands.tick()
    delivery.refresh_from_db()
    return delivery


def after(hands: Hands, delivery: Delivery, minutes: int) -> Delivery:
    """What is known of it some minutes later; no person does anything."""
    for _minute in range(minutes):
        hands.time.pass_(60)
        hands.tick()
    delivery.refresh_from_db()
    return delivery


def taken_back_there(there: Place, receipt_id: str) -> None:
    """Somebody deletes the post on the network itself."""
    assert isinstance(there.publisher, Deletable)
    there.publisher.delete(receipt_id)


@pytest.fixture
def hands(harbour: Any, olga: Any, hand_clock: HandClock, network: FakeMastodon) -> Hands:
    def truth(delivery: Delivery) -> str:
        return next((one.id for one in network.published if one.text == delivery.version.text), "")

    return Hands(harbour, Actor(olga.pk, str(olga)), hand_clock, truth)


@pytest.fixture(autouse=True)
def nothing_watched() -> Iterator[None]:
    yield
    points.watch = None

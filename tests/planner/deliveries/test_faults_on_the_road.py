"""Every fault that a network can play, on every kind of network, down the whole road.

The gate, the one request, what is made of its answer, and the looks after it are the product's own. The end
must be true, nothing may arrive twice, and where nobody can look a person is asked.
"""

import resource
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from tests.fakes.faults import FAULTS
from tests.fakes.faulty import FaultyServer
from tests.fakes.mastodon import FakeMastodon
from tests.fakes.webhook import SECRET, FakeWebhook
from tests.hands import Hands

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = ("mastodon", "torture-readable", "torture-blind", "webhook")
MOST_MEMORY = 60_000  # kB more than before, at the highest
WAITS = {"busy_seconds": 7, "busy_date": 3600, "busy_for_ages": 3600, "busy_negative": 0, "busy_absent": 0}


@pytest.fixture
def hook() -> Iterator[FakeWebhook]:
    with FakeWebhook(port=0) as fake:
        yield fake


@pytest.fixture
def places(
    channels: dict[str, Channel], network: FakeMastodon, hook: FakeWebhook, harbour: Any
) -> dict[str, tuple[Channel, FaultyServer]]:
    made: dict[str, tuple[Channel, FaultyServer]] = {name: (one, network) for name, one in channels.items()}
    channel = Channel.objects.create(workspace=harbour, network="webhook", name="webhook", account_id="1")
    channel.lock_in({"url": hook.url, "secret": SECRET})
    return made | {"webhook": (channel, hook)}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", FAULTS)
def test_one_arrival_at_most_and_a_true_end(
    name: str, kind: str, hands: Hands, places: dict[str, tuple[Channel, FaultyServer]]
) -> None:
    channel, fake = places[kind]
    fault = FAULTS[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    hands.truth = lambda delivery: next((one["id"] for one in _new(fake)), "")
    delivery = hands.plan(channel, f"{name} on {kind}")
    fake.arm(name)
    hands.time.pass_(10)
    hands.tick()
    delivery.refresh_from_db()
    if "Busy" in fault.outcomes:
        _rests_as_asked(delivery, name, hands)
    if kind == "torture-blind" and delivery.state in {"uncertain", "held"}:
        hands.tick()
        delivery.refresh_from_db()
        assert delivery.state == "held"  # and is not repeated by itself
        assert len([one for one in fake.requests if fake.is_commit(one)]) == 1
    hands.until_over(ticks=20, seconds=15)
    hands.until_over(ticks=100, seconds=2000)
    _is_true(delivery, kind, name, fake)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY


def _rests_as_asked(delivery: Delivery, name: str, hands: Hands) -> None:
    assert delivery.state == "waiting"
    assert delivery.next_try_at is not None
    wait = delivery.next_try_at - hands.time.wall
    assert wait >= timedelta(seconds=max(WAITS[name], 30))
    assert wait <= timedelta(seconds=max(WAITS[name], 40))
    if WAITS[name]:
        delivery.channel.refresh_from_db()
        assert delivery.channel.rest_until == hands.time.wall + timedelta(seconds=WAITS[name])


def _is_true(delivery: Delivery, kind: str, name: str, fake: FaultyServer) -> None:
    delivery.refresh_from_db()
    story: Any = [step.what for step in delivery.story.all()]
    there = [one["id"] for one in _new(fake)]
    assert len(there) <= 1, story
    if delivery.state == "published":
        assert there or (kind == "webhook" and "ok" in (FAULTS[name].by_status or ())), story
        assert kind == "webhook" or name == "duplicate_keys" or there == [delivery.receipt_id], story
    else:
        assert not there, (delivery.state, story)
        assert delivery.state in {"failed", "missed", "blocked"}, story
        told_to_wait = name in {"busy_date", "busy_for_ages"}  # longer than its grace
        refused = "Rejected" in (FAULTS[name].by_status or FAULTS[name].outcomes)
        assert told_to_wait or refused, (delivery.state, story)


def _new(fake: FaultyServer) -> list[dict[str, Any]]:
    return [one for one in fake.arrivals if not one["repeat"]]

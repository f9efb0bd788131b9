"""Our clock against those of the networks: a fast one would publish early, and nothing else would show it."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from planner import outside
from planner.deliveries import now as clocks
from planner.deliveries import send
from planner.deliveries.clock import Claim, Clock
from planner.deliveries.health import health
from planner.deliveries.models import Delivery
from planner.deliveries.skew import COUNTS, Skew
from planner.deliveries.watch import TimeWatch
from planner.frame import read
from planner.installation import Installation
from publishers.answer import Answer
from tests.fakes.mastodon import FakeMastodon
from tests.hands import BEGIN, Hands

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("ahead", "believed"),
    [
        ([], 0),
        ([7], 7),
        ([500], 500),
        ([0, 500], 0),
        ([-600, 0], 0),
        ([1, 500, 501], 500),
        ([-200, -201, 3], -200),
    ],
)
def test_what_most_servers_say_counts(ahead: list[int], believed: int) -> None:
    skew = Skew(lambda: BEGIN)
    for number, seconds in enumerate(ahead):
        skew.hear(f"https://{number}.example", BEGIN - timedelta(seconds=seconds))
    assert round(skew.seconds()) == believed


def test_what_was_heard_long_ago_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    skew, began = Skew(lambda: BEGIN), time.monotonic()
    skew.hear("https://a.example", BEGIN - timedelta(seconds=500))
    assert round(skew.seconds()) == 500
    monkeypatch.setattr(clocks, "ticking", lambda: began + COUNTS + 60)
    assert skew.seconds() == 0


def test_a_clock_that_is_set_wrong_after_they_spoke_shows_at_once_and_so_does_its_repair() -> None:
    wall = {"now": BEGIN}
    skew = Skew(lambda: wall["now"])
    for number in range(3):
        skew.hear(f"https://{number}.example", BEGIN)
    wall["now"] = BEGIN + timedelta(hours=1)
    assert round(skew.seconds()) == 3600
    assert not skew.may_publish()
    wall["now"] = BEGIN
    assert skew.may_publish()


def test_a_time_that_nobody_confirms_is_not_remembered_and_one_that_they_confirm_counts(db: None) -> None:
    watch, ahead = TimeWatch(), BEGIN + timedelta(days=1)
    assert watch.is_sane(ahead, 1000.0, 86400.0)
    assert Installation.get().clock_mark is None
    assert TimeWatch().is_sane(ahead, 1000.0)  # nobody to ask: remembered
    assert not TimeWatch().is_sane(BEGIN, 1000.0)
    assert TimeWatch().is_sane(BEGIN, 1000.0, 0.5)  # set right, and the networks say so
    assert Installation.get().clock_mark == BEGIN


def test_what_the_queue_loses_or_refuses_does_not_fill_the_hands_for_ever(
    hands: Hands, channels: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_claim: Claim) -> None:
        raise ConnectionError("the queue is away")

    hands.plan(channels["mastodon"], "First", after=0)
    hands.plan(channels["mastodon"], "Second", after=1)
    clock = Clock(refuse, workers=1)
    with pytest.raises(ConnectionError):
        clock.tick()
    assert clock.in_hand == 0
    clock.hand_over = lambda claim: None  # taken, and never seen again
    _later(hands, clock, 1, forget=False)
    assert clock.in_hand == 1
    began = time.monotonic()
    monkeypatch.setattr("planner.deliveries.clock.time.monotonic", lambda: began + 500)
    clock._forget_the_lost()
    assert clock.in_hand == 0


def test_a_cache_on_the_way_says_how_old_its_answer_is() -> None:
    date = format_datetime(BEGIN, usegmt=True)
    assert Answer(200, {"date": date}, b"").clock == BEGIN
    assert Answer(200, {"date": date, "age": "90"}, b"").clock == BEGIN + timedelta(seconds=90)
    assert Answer(200, {"date": date, "age": "long"}, b"").clock == BEGIN
    assert Answer(200, {"date": "yesterday"}, b"").clock is None


def test_a_clock_that_is_minutes_off_stops_publishing_says_so_and_goes_on_when_it_is_right(
    hands: Hands, channels: dict[str, Any], network: FakeMastodon, harbour: Any, request: Any
) -> None:
    off = {"seconds": 300.0}
    _say_the_time(network, lambda: hands.time.wall - timedelta(seconds=off["seconds"]))
    clock = Clock(_do_at_once, workers=1)
    clock.skew.begin()
    request.addfinalizer(lambda: setattr(outside, "on_answer", None))
    first, second = (hands.plan(channels["mastodon"], f"Post {number}", after=number) for number in (0, 20))
    clock.tick()
    assert _state(first) == "published"  # nobody had told us the time before
    _later(hands, clock, 30)
    assert _state(second) == "scheduled"
    assert Installation.get().clock_skew == 300
    answer = health(hands.time.wall)
    assert answer.status == "down"
    assert "300 s ahead of the networks" in str(answer.checks)
    shown = read(harbour, hands.time.wall)
    assert (shown.clock_ahead, shown.clock_behind, shown.clock_holds) == (300, 0, True)
    off["seconds"] = 0
    clock.skew.ask_again()
    _later(hands, clock, 10)
    assert _state(second) == "published"
    assert Installation.get().clock_skew == 0


def test_half_a_minute_is_told_and_holds_up_nothing(
    hands: Hands, channels: dict[str, Any], network: FakeMastodon, harbour: Any, request: Any
) -> None:
    _say_the_time(network, lambda: hands.time.wall + timedelta(seconds=45))
    clock = Clock(_do_at_once, workers=1)
    clock.skew.begin()
    request.addfinalizer(lambda: setattr(outside, "on_answer", None))
    first, second = (hands.plan(channels["mastodon"], f"Post {number}", after=number) for number in (0, 20))
    clock.tick()
    _later(hands, clock, 30)
    assert [_state(first), _state(second)] == ["published", "published"]
    assert health(hands.time.wall).status == "degraded"
    assert Installation.get().clock_skew == -45
    shown = read(harbour, hands.time.wall)
    assert (shown.clock_ahead, shown.clock_behind, shown.clock_holds) == (0, 45, False)


def _say_the_time(network: FakeMastodon, their_time: Callable[[], datetime]) -> None:
    answer = network.handle

    async def dated(request: Any) -> Any:
        reply = await answer(request)
        reply.headers["date"] = format_datetime(their_time(), usegmt=True)
        return reply

    network.handle = dated  # type: ignore[method-assign]


def _do_at_once(claim: Claim) -> None:
    send.deliver(claim.delivery_id, claim.fence)


def _later(hands: Hands, clock: Clock, seconds: float, forget: bool = True) -> None:
    """Time goes on, evenly; the next tick sweeps and tells."""
    hands.time.pass_(seconds)
    clock._time._last = None
    clock._swept = float("-inf")
    if forget:
        clock._out.clear()
    clock.tick()


def _state(delivery: Delivery) -> str:
    return Delivery.objects.get(pk=delivery.pk).state

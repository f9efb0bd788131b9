"""When slots come, whatever the clocks do; and which of them is free. Pure."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from planner.queues.slots import Asking, Holder, Place, Weekly, Why, first_free, minute, places
from planner.walltime import Change

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
NEVER = lambda place: False  # noqa: E731
CHANGES = [  # zone, the day of the change, a wall time in it, what it becomes, the change
    ("Europe/Berlin", date(2026, 10, 25), "02:30", "02:30", Change.FOLD),
    ("Europe/Berlin", date(2027, 3, 28), "02:30", "03:30", Change.GAP),
    ("Australia/Lord_Howe", date(2026, 10, 4), "02:10", "02:40", Change.GAP),  # by half an hour
    ("Australia/Lord_Howe", date(2027, 4, 4), "01:45", "01:45", Change.FOLD),
    ("America/New_York", date(2026, 11, 1), "01:30", "01:30", Change.FOLD),
    ("America/New_York", date(2027, 3, 14), "02:30", "03:30", Change.GAP),
    ("Africa/Casablanca", date(2027, 2, 7), "02:30", "02:30", Change.FOLD),
    ("Europe/Moscow", date(2027, 3, 28), "02:30", "02:30", Change.NONE),
]


@pytest.mark.parametrize(("zone", "day", "wall", "shown", "change"), CHANGES)
def test_a_slot_at_a_clock_change_comes_once_and_says_so(
    zone: str, day: date, wall: str, shown: str, change: Change
) -> None:
    found = places([Weekly(1, day.weekday(), wall, zone)], day, day)
    assert [(place.when.wall[11:16], place.when.change) for place in found] == [(shown, change)]
    assert found[0].when.asked[11:16] == (wall if change is Change.GAP else "")


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "Australia/Lord_Howe", "America/New_York", "Europe/Moscow"]
)
def test_the_wall_hour_stays_across_every_change_of_a_year(zone: str) -> None:
    weekly = [Weekly(1, day, "10:00", zone) for day in range(7)]
    found = places(weekly, date(2026, 9, 1), date(2027, 8, 31))
    assert len(found) == 365
    assert {place.at.astimezone(ZoneInfo(zone)).strftime("%H:%M") for place in found} == {"10:00"}


def test_of_two_slots_that_meet_behind_a_gap_the_one_that_is_meant_stays() -> None:
    day = date(2027, 3, 28)
    weekly = [Weekly(1, 6, "02:30", "Europe/Berlin", 7, "tips"), Weekly(1, 6, "03:30", "Europe/Berlin")]
    found = places(weekly, day, day)
    assert [(place.when.wall[11:16], place.pillar) for place in found] == [("03:30", "")]


@settings(max_examples=60, deadline=None)
@given(
    weekly=some.lists(
        some.builds(
            Weekly,
            some.integers(1, 3),
            some.integers(0, 6),
            some.builds(lambda h, m: f"{h:02}:{m:02}", some.integers(0, 23), some.integers(0, 59)),
            some.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "Asia/Tokyo", "America/St_Johns"]),
        ),
        max_size=12,
    ),
    first=some.dates(date(2026, 1, 1), date(2027, 12, 1)),
)
def test_places_are_in_order_and_no_channel_has_two_at_one_instant(weekly: list[Weekly], first: date) -> None:
    found = places(weekly, first, first + timedelta(days=20))
    assert [place.at for place in found] == sorted(place.at for place in found)
    keys = [(place.channel_id, place.at) for place in found]
    assert len(keys) == len(set(keys))


def offered(*walls: str) -> list[Place]:
    zone = "Europe/Moscow"
    weekly = [Weekly(1, datetime.fromisoformat(wall).weekday(), wall[11:], zone) for wall in walls]
    days = sorted(datetime.fromisoformat(wall).date() for wall in walls)
    return [place for place in places(weekly, days[0], days[-1]) if place.when.wall[:16] in walls]


def test_what_is_passed_over_is_said_with_its_reason() -> None:
    early, taken, held, pillar, holiday, full, free = walls = (
        "2026-11-23T08:00", "2026-11-24T10:00", "2026-11-25T10:00", "2026-11-26T10:00", "2026-11-27T10:00",
        "2026-11-28T10:00", "2026-11-29T10:00",
    )  # fmt: skip
    there = {place.when.wall[:16]: place for place in offered(*walls)}
    there[pillar] = Place(1, there[pillar].when, 5, "tips")
    holders = {
        (1, minute(there[taken].at)): Holder(9, "Spring fair"),
        (1, minute(there[held].at)): Holder(8, "Sale", is_held=True),
    }
    asking = Asking(NOW, closed={date(2026, 11, 27): "Unity Day"})
    place, skipped = first_free(
        [there[wall] for wall in walls], holders, asking, lambda one: one.at == there[full].at
    )
    assert place == there[free]
    assert [(one.why, one.what) for one in skipped] == [
        (Why.PAST, ""), (Why.TAKEN, "Spring fair"), (Why.HELD, "Sale"), (Why.PILLAR, "tips"),
        (Why.HOLIDAY, "Unity Day"), (Why.FULL, ""),
    ]  # fmt: skip
    assert [one.when.wall[:16] for one in skipped if one.when] == [early, taken, held, pillar, holiday, full]


def test_a_slot_is_taken_for_the_whole_minute_but_not_by_the_post_itself() -> None:
    [place] = offered("2026-11-24T10:00")
    holders = {(1, minute(place.at + timedelta(seconds=40))): Holder(9, "Spring fair")}
    assert first_free([place], holders, Asking(NOW), NEVER)[0] is None
    assert first_free([place], holders, Asking(NOW, post_id=9), NEVER)[0] == place


def test_a_post_that_is_valid_no_longer_gets_no_slot() -> None:
    [place] = offered("2026-11-24T10:00")
    found, skipped = first_free([place], {}, Asking(NOW, valid_until=NOW), NEVER)
    assert (found, skipped[0].why) == (None, Why.EXPIRED)

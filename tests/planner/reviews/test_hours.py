"""The clock that runs while people answer, and what it is good for, on made-up teams in the same run."""

import random
from datetime import UTC, datetime, timedelta
from statistics import fmean
from zoneinfo import ZoneInfo

import pytest

from planner.reviews.forecast import Range, Wait, Wish, misses, pace
from planner.reviews.hours import WEEK, hours_of

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
ZONE = ZoneInfo("UTC")


def at(hours: float) -> datetime:
    return MONDAY + timedelta(hours=hours)


def test_a_few_answers_leave_the_clock_on_the_wall() -> None:
    clock = hours_of([at(10)] * 23, ZoneInfo("Europe/Berlin"))
    assert clock.between(at(3), at(57.5)) == pytest.approx(54.5)


def test_a_week_is_a_week_and_time_never_runs_back() -> None:
    clock = hours_of([at(24 * day + 10) for day in range(40) if day % 7 < 5], ZONE)
    assert clock.between(at(5.5), at(5.5 + 3 * WEEK)) == pytest.approx(3 * WEEK)
    shown = [clock.at(at(quarter / 4)) for quarter in range(4 * WEEK * 2)]
    assert shown == sorted(shown)


def test_it_rests_where_nobody_answers() -> None:
    clock = hours_of([at(24 * day + 9 + day % 9) for day in range(200) if day % 7 < 5], ZONE)
    worked, night, weekend = (clock.between(at(a), at(b)) for a, b in ((33, 42), (42, 57), (5 * 24, 7 * 24)))
    assert worked > 20 * 0.9
    assert night < 4  # of fifteen on the wall
    assert weekend < 3


def test_it_is_the_workspaces_own_zone() -> None:
    answers = [datetime(2026, 3, day, 10, tzinfo=ZoneInfo("Asia/Tokyo")) for day in range(1, 31)]
    clock = hours_of(answers, ZoneInfo("Asia/Tokyo"))
    assert clock.between(at(24 + 1), at(24 + 2)) > 5 * clock.between(
        at(24 + 10), at(24 + 11)
    )  # 01:00 UTC is 10:00


def answered(asked: float, work: float, office: bool) -> float:
    """When: after so many hours of work, in an office from nine to six on weekdays, or at any hour."""
    now = asked
    while office:
        day, hour = int(now // 24), now % 24
        if day % 7 >= 5 or hour >= 18:
            now = (day + 1) * 24 + 9
        elif hour < 9:
            now = day * 24 + 9
        elif work <= 18 - hour:
            break
        else:
            work -= 18 - hour
            now = (day + 1) * 24 + 9
    return now + work


def world(seed: int, now: float, reviews: int, office: bool, own_clock: bool) -> tuple[Range, int]:
    """What is foretold of twelve posts, and how many of them really miss their time."""
    chance = random.Random(seed)

    def asked_between(low: float, high: float) -> float:
        while True:
            one = chance.uniform(low, high)
            if not office or (int(one // 24) % 7 < 5 and 9 <= one % 24 < 18):
                return one

    def over(asked: float) -> float:
        return answered(asked, chance.weibullvariate(6 if office else 20, 1.2), office)

    past = [(asked, over(asked)) for asked in (asked_between(now - 90 * 24, now) for _n in range(reviews))]
    clock = hours_of([at(end) for _asked, end in past if end <= now] if own_clock else [], ZONE)
    seen = pace([Wait(clock.between(at(a), at(min(end, now))), end <= now) for a, end in past])
    wishes: list[Wish] = []
    late = 0
    while len(wishes) < 12:
        asked = asked_between(now - 70, now)
        end, left = over(asked), chance.uniform(1, 48)
        if end > now:
            wishes.append(Wish(clock.between(at(asked), at(now)), clock.between(at(now), at(now + left))))
            late += end > now + left
    return misses(seen, wishes), late


def told(reviews: int, office: bool, own_clock: bool) -> tuple[float, float]:
    """Of 200 worlds on four weekdays: by how much it is off on the worst day, how often the range holds."""
    off, holds = 0.0, []
    for hour in (10, 34, 62, 112):  # Monday, Tuesday, Wednesday, Friday afternoon
        runs = [world(seed, 20 * WEEK + hour, reviews, office, own_clock) for seed in range(50)]
        really = fmean(late for _range, late in runs)
        off = max(off, abs(fmean(one.expected for one, _late in runs) / really - 1))
        holds += [one.low <= late <= one.high for one, late in runs]
    return off, fmean(holds)


def test_for_an_office_it_is_much_better_than_the_clock_on_the_wall() -> None:
    (own, own_holds), (wall, wall_holds) = told(200, True, True), told(200, True, False)
    assert wall > 0.5
    assert wall_holds < 0.65
    assert own < 0.25
    assert own_holds >= 0.75


def test_for_who_answers_at_any_hour_it_is_no_worse() -> None:
    (own, own_holds), (wall, wall_holds) = told(200, False, True), told(200, False, False)
    assert own < wall + 0.1
    assert own_holds >= 0.75
    assert wall_holds >= 0.75

"""A gap is said only where there is a rhythm, and no longer than it takes."""

from datetime import date, timedelta

import pytest

from planner.schedule.gaps import Gap, gaps, usual

TODAY = date(2026, 11, 23)  # a Monday
VK, TG = 1, 2


def past(channel: int, weekday: int, posts: list[int]) -> dict[tuple[int, date], int]:
    """Posts on this weekday in the weeks before today, the latest first."""
    latest = TODAY - timedelta(days=(TODAY.weekday() - weekday) % 7 or 7)
    return {(channel, latest - timedelta(weeks=n)): count for n, count in enumerate(posts) if count}


def ahead(days: int = 14) -> list[date]:
    return [TODAY + timedelta(days=n) for n in range(days)]


@pytest.mark.parametrize(
    ("posts", "expected"),
    [
        ([2, 2, 2, 2, 2, 2, 2, 2], 2),
        ([2, 3, 2, 1, 2, 2, 4, 2], 2),
        ([1, 2, 1, 2, 1, 2, 1, 2], 1),  # between two, the smaller: a notice too few rather than one too many
        ([0, 0, 0, 0, 0, 2, 2, 2], None),  # given up
        ([2, 2, 2, 2], 2),
        ([2, 2, 2], None),  # three weeks are no rhythm
        ([2, 2, 2, 2, 2, 2, 2, 2, 9, 9, 9, 9, 9, 9, 9, 9, 9], 2),  # what is older is forgotten
    ],
)
def test_without_slots_the_rhythm_is_the_median_of_eight_weeks(
    posts: list[int], expected: int | None
) -> None:
    assert usual({}, past(VK, 3, posts), TODAY).get((VK, 3)) == expected


def test_slots_settle_it_whatever_was_before() -> None:
    rhythm = usual({VK: {3: 1}}, past(VK, 0, [5] * 8) | past(TG, 0, [1] * 8), TODAY)
    assert rhythm == {(VK, 3): 1, (TG, 0): 1}


def test_an_empty_thursday_is_a_gap_and_a_planned_one_is_none() -> None:
    thursday = date(2026, 11, 26)
    rhythm = {(VK, 3): 2}
    assert gaps(rhythm, {}, ahead(7)) == [Gap(VK, thursday, thursday, 2, 2)]
    assert gaps(rhythm, {(VK, thursday): 1}, ahead(7)) == []
    assert gaps(rhythm, {(TG, thursday): 1}, ahead(7)) != []


def test_days_that_follow_each_other_are_one_gap() -> None:
    rhythm = {(VK, 3): 2, (VK, 4): 1, (VK, 5): 2}
    assert gaps(rhythm, {}, ahead(7)) == [Gap(VK, date(2026, 11, 26), date(2026, 11, 28), 1, 2)]


def test_what_is_planned_between_parts_them() -> None:
    rhythm = {(VK, 3): 2, (VK, 5): 2}
    parted = gaps(rhythm, {(VK, date(2026, 11, 27)): 1}, ahead(7))
    assert [(gap.first.day, gap.last.day) for gap in parted] == [(26, 26), (28, 28)]


def test_a_day_that_is_spared_is_not_missed() -> None:
    holiday = date(2026, 11, 26)
    assert gaps({(VK, 3): 2}, {}, ahead(7), {(VK, holiday)}) == []


def test_no_rhythm_no_gap() -> None:
    assert gaps({}, {}, ahead()) == []

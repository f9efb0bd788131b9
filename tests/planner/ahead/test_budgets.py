"""What a network takes in a time, and what is planned beyond it."""

from datetime import UTC, datetime, timedelta

from planner.ahead.budgets import beyond, by_channel, overflows
from publishers.limits import Budget
from publishers.message import Allowance

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = 86400


def at(*hours: float) -> list[datetime]:
    return [NOON + timedelta(hours=hour) for hour in hours]


def test_what_fits_is_no_trouble() -> None:
    assert overflows(at(1, 2, 3), [Budget(3, DAY)], NOON) == []


def test_one_too_many_is_free_when_the_first_leaves_the_window() -> None:
    [over] = overflows(at(1, 2, 3, 4), [Budget(3, DAY)], NOON)
    assert (over.at, over.free_at, over.most) == (at(4)[0], at(25)[0], 3)


def test_what_is_moved_takes_a_place_itself() -> None:
    found = overflows(at(1, 2, 3, 4), [Budget(2, DAY)], NOON)
    assert [over.free_at for over in found] == at(25, 26)
    found = overflows(at(1, 2, 25), [Budget(1, DAY)], NOON)
    assert [over.free_at for over in found] == at(25, 49)


def test_posts_that_are_out_count_and_are_not_blamed() -> None:
    assert overflows(at(-3, -2, -1), [Budget(2, DAY)], NOON) == []
    [over] = overflows(at(-3, -2, 1), [Budget(2, DAY)], NOON)
    assert over.at == at(1)[0]


def test_points_are_posts_times_what_each_costs_and_the_stricter_budget_wins() -> None:
    [over] = overflows(at(1, 2), [Budget(5, DAY, each=3), Budget(100, 3600)], NOON)
    assert (over.most, over.free_at) == (1, at(25)[0])


def test_what_the_network_said_is_left_counts_until_it_counts_anew() -> None:
    found = beyond(at(1, 2, 3, 9), Allowance(2, at(5)[0]), NOON)
    assert [(over.at, over.free_at) for over in found] == [(at(3)[0], at(5)[0])]


def test_a_budget_of_the_app_counts_all_channels_that_share_it() -> None:
    own, shared = (Budget(2, DAY),), (Budget(2, DAY, of_app=True),)
    rows = [(1, one) for one in at(1, 2)] + [(2, one) for one in at(3)]
    assert by_channel(rows, {1: own, 2: own}, NOON) == {}
    [over] = by_channel(rows, {1: shared, 2: shared}, NOON)[2]
    assert over.at == at(3)[0]

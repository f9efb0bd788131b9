"""A timer's round ends in time, and never goes on beside itself."""

from planner.rounds import Round


def test_what_is_left_when_the_time_is_over_is_not_begun() -> None:
    assert list(Round(60).over([1, 2, 3])) == [1, 2, 3]
    assert list(Round(-1).over([1, 2, 3])) == [1]


def test_a_second_round_beside_the_first_does_nothing_and_the_next_one_goes_on() -> None:
    timer = Round(60)
    first = timer.over([1, 2])
    assert next(first) == 1
    assert list(timer.over([1, 2])) == []
    assert list(first) == [2]
    assert list(timer.over([3])) == [3]


def test_a_round_that_breaks_lets_the_next_one_in() -> None:
    timer = Round(60)
    for _ in timer.over([1, 2]):
        break
    assert list(timer.over([3])) == [3]

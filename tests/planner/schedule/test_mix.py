"""The content mix: the worked example of the plan 70/20/10, and few posts say nothing."""

import pytest

from planner.schedule.mix import Counted, Verdict, mix, wilson

PLAN = [Counted(1, "value", 12, 70), Counted(2, "curated", 3, 20), Counted(3, "promo", 9, 10)]


def test_the_worked_example() -> None:
    value, curated, promo = mix(PLAN)
    for share, actual, low, high, need, verdict in (
        (value, 0.5, 0.341, 0.659, 5, Verdict.UNDER),
        (curated, 0.125, 0.051, 0.275, 2, Verdict.AS_PLANNED),
        (promo, 0.375, 0.233, 0.542, 0, Verdict.OVER),
    ):
        assert share.share == pytest.approx(actual)
        assert (round(share.low, 3), round(share.high, 3)) == (low, high)
        assert (share.need, share.verdict, share.of) == (need, verdict, 24)


def test_too_few_posts_are_no_verdict() -> None:
    value, promo = mix([Counted(1, "value", 0, 70), Counted(2, "promo", 7, 30)])
    assert (value.verdict, promo.verdict) == (Verdict.TOO_FEW, Verdict.TOO_FEW)
    assert value.need == 5


def test_a_pillar_without_a_plan_counts_and_is_not_judged() -> None:
    value, free = mix([Counted(1, "value", 8, 50), Counted(2, "free", 8, None)])
    assert value.share == 0.5
    assert (free.verdict, free.need, free.target) == (None, 0, None)


def test_nothing_at_all_breaks_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert mix([]) == []
    assert mix([Counted(1, "value", 0, 70)])[0].verdict is Verdict.TOO_FEW


def test_all_of_them_is_no_more_than_all() -> None:
    low, high = wilson(10, 10)
    assert 0.7 < low < high <= 1.0

"""The models on small examples of their own, and what must always be true of them."""

import math
import random
from collections import Counter
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from planner.insights import best_hour, compare, forecast, halflife, lift, rates, same_age, trials
from planner.insights.channel_life import Life, of_channel
from planner.insights.halflife import Prior
from planner.insights.spread import quantile, solve, winsorised
from planner.queues.other_hours import hour_to_try
from tests.planner.insights.generator import vector_hours

USUAL = [12, 15, 9, 30, 22, 18, 14, 40, 11, 16, 19, 25]
quick = settings(max_examples=150, deadline=None, derandomize=True)
counts = some.lists(some.integers(0, 10_000).map(float), min_size=1, max_size=30)


def test_each_rate_has_its_formula_and_what_is_not_known_has_none() -> None:
    full, bare = rates.Counts(180, 3900, 6200, 5000, 93), rates.Counts(engagement=5, reach=0)
    assert [round(rates.rate(formula, full) or 0, 4) for formula in rates.Formula] == [
        4.6154,
        2.9032,
        3.6,
        1.5,
    ]
    assert [rates.rate(formula, bare) for formula in rates.Formula] == [None] * 4
    assert rates.rates([bare]) == []


def test_a_rate_of_many_posts_is_the_sum_and_the_median_apart() -> None:
    small, large = rates.Counts(engagement=1, reach=10), rates.Counts(engagement=10, reach=1000)
    found = rates.rates([small, large, rates.Counts(engagement=4)])
    assert [(one.formula, one.posts) for one in found] == [(rates.Formula.BY_REACH, 2)]
    assert found[0].overall == pytest.approx(1100 / 1010)
    assert found[0].median == pytest.approx(5.5)


def test_nothing_is_zero_only_where_it_was_given_as_zero() -> None:
    assert rates.rate(rates.Formula.BY_REACH, rates.Counts(engagement=0, reach=10)) == 0
    assert rates.rate(rates.Formula.BY_REACH, rates.Counts(reach=10)) is None


def test_a_lift_against_the_usual() -> None:
    found = lift.lift(60, USUAL)
    assert found is not None
    assert (round(found.percent, 1), round(found.robust_z or 0, 3), found.percentile) == (239.4, 2.889, 100)
    assert found.verdict is lift.Verdict.ABOVE
    assert lift.lift(60, []) is None


def test_only_the_last_fifty_are_the_usual() -> None:
    old = lift.lift(10, [1000.0] * 200 + [10.0] * 50)
    assert old is not None
    assert (old.percent, old.percentile, old.posts) == (0, 50, 50)
    assert old.robust_z is None  # no spread, so no measure of it
    assert old.verdict is lift.Verdict.USUAL


@given(counts, some.integers(0, 10_000).map(float))
@quick
def test_a_lift_is_never_out_of_bounds_and_more_is_never_less(before: list[float], own: float) -> None:
    one, two = lift.lift(own, before), lift.lift(own + 1, before)
    assert one is not None
    assert two is not None
    assert 0 <= one.percentile <= two.percentile <= 100
    assert one.log < two.log
    assert lift.log_of(one.percent) == pytest.approx(one.log)


def test_half_of_it_has_come_at_the_half_life() -> None:
    assert halflife.attention_gone(6, 6) == pytest.approx(0.5)
    assert halflife.attention_left(6, 6) == pytest.approx(0.5)
    assert halflife.attention_gone(0, 6) == 0
    assert halflife.age_when(0.95, 6) == pytest.approx(33.574, abs=0.001)


def test_a_half_life_is_reported_when_seen_for_three_of_them_with_thirty_reactions() -> None:
    prior = Prior(2.0, 0.8)
    assert halflife.of_post([1, 3, 6, 24], [152, 328, 500, 878], prior, 0.8).is_measured
    assert not halflife.of_post([1, 3], [152, 328], prior, 0.8).is_measured  # too short
    few = halflife.of_post([1, 3, 6, 24, 72, 168], [2, 4, 6, 11, 12, 12], prior, 0.8)
    assert (round(few.hours, 3), round(few.deviation, 3), few.is_measured) == (2.787, 0.626, False)


def test_what_was_taken_back_does_not_count_against_the_curve() -> None:
    steady = halflife.of_post([1, 3, 6, 24], [100, 200, 200, 400], Prior(3, 0.8))
    assert halflife.of_post([1, 3, 6, 24], [100, 200, 180, 400], Prior(3, 0.8)).hours == steady.hours


def test_a_channel_without_numbers_has_its_prior() -> None:
    found = of_channel([Life((1.0, 24.0), (0.0, 0.0))], halflife.PRIORS["x"])
    assert (found.hours, found.is_measured) == (2.0, False)


def test_a_loud_post_has_hardly_more_to_say_than_a_quiet_one() -> None:
    quiet = Life(same_age.AGES, tuple(60 * halflife.attention_gone(age, 2) for age in same_age.AGES))
    loud = Life(same_age.AGES, tuple(60_000 * halflife.attention_gone(age, 30) for age in same_age.AGES))
    assert of_channel([quiet] * 9 + [loud], Prior(6, 1)).hours < 4


def test_ages_are_read_between_looks_and_not_across_gaps() -> None:
    curve = same_age.Curve(2.0)
    assert same_age.at_age([(1, 10), (2, 20)], 2, curve) == pytest.approx(20)
    between = same_age.at_age([(20, 100), (28, 110)], 24, curve)
    assert between is not None
    assert 100 < between < 110
    assert same_age.at_age([(10, 100), (26, 110)], 24, curve) == 110  # too far apart; but one is near
    assert same_age.at_age([(10, 100), (40, 110)], 24, curve) is None
    assert same_age.at_age([(21, 100)], 24, curve) == 100
    assert same_age.at_age([(20, 100)], 24, curve) is None
    assert same_age.at_age([(6, None)], 6, curve) is None  # not given is not zero
    assert same_age.at_age([(5, 0), (7, 0)], 6, curve) == 0


def test_between_looks_most_comes_early() -> None:
    found = same_age.at_age([(2, 0), (4, 99)], 3, same_age.Curve(2.0))
    assert found is not None
    assert math.log1p(found) > math.log(100) / 2


@given(some.floats(0.5, 100), some.floats(1, 1e4), some.floats(1, 1e4))
@quick
def test_between_looks_lies_between(age: float, one: float, two: float) -> None:
    found = same_age.at_age([(age, one), (age * 2, two)], age * 1.5, same_age.Curve(3.0))
    assert found is not None
    assert min(one, two) - 1e-6 <= found <= max(one, two) + 1e-6


def test_a_few_posts_recommend_no_hour() -> None:
    found = best_hour.panel(vector_hours(49, 1.5))
    assert (found.verdict, found.posts, found.recommended) == (best_hour.Verdict.NOT_ENOUGH, 49, ())
    assert not any(cell.effect for cell in found.cells)
    assert best_hour.panel([]).posts == 0


def test_a_strong_hour_is_found_and_lies_in_its_interval() -> None:
    found = best_hour.panel(vector_hours(240, 1.5))
    assert {cell.at for cell in found.recommended} >= {19, 20}
    assert found.promised > 30
    for cell in found.cells:
        assert cell.low <= cell.percent <= cell.high
    assert [cell.posts > 0 for cell in found.cells] == [
        hour in {8, 9, 10, 11, 12, 13, 18, 19, 20, 21} for hour in range(24)
    ]


def test_hours_that_are_all_alike_do_no_harm() -> None:
    assert best_hour.panel([(9, 0.0)] * 80).verdict is best_hour.Verdict.NOTHING
    assert best_hour.panel([(9, float(at % 7)) for at in range(80)]).verdict is best_hour.Verdict.NOTHING


def test_days_of_the_week_pass_the_same_gate() -> None:
    draw = random.Random(1)
    posts = [(at % 7, (1.2 if at % 7 == 5 else 0.0) + draw.gauss(0, 1)) for at in range(300)]
    found = best_hour.panel(posts, best_hour.WEEKDAYS)
    assert found.verdict is best_hour.Verdict.EVIDENCE
    assert found.recommended[0].at == 5


def test_better_hours_are_tried_more_often_and_every_hour_where_nothing_is_known() -> None:
    known = trials.beliefs(best_hour.panel(vector_hours(240, 1.5)))
    tried = Counter(hour_to_try([8, 10, 19], known, turn, seed=1) for turn in range(200))
    assert tried[19] > 190
    nothing = trials.beliefs(best_hour.panel(vector_hours(30, 0.5)))
    tried = Counter(hour_to_try([8, 10, 19], nothing, turn, seed=1) for turn in range(300))
    assert min(tried[hour] for hour in (8, 10, 19)) > 70
    assert trials.beliefs(None) == []


def test_a_difference_is_told_only_where_the_interval_leaves_it() -> None:
    clear = compare.compare(
        [40, 55, 61, 70, 38, 90, 65, 58, 77, 49], [20, 35, 31, 44, 28, 50, 39, 26, 33, 41]
    )
    assert (round(clear.ratio, 3), round(clear.low, 3), round(clear.high, 3)) == (1.729, 1.366, 2.153)
    assert clear.verdict is compare.Verdict.BETTER
    assert compare.compare([90] * 7, [10] * 80).verdict is compare.Verdict.NOT_ENOUGH
    mixed = compare.compare([20, 80, 30, 60, 25, 90, 40, 35], [22, 70, 33, 58, 28, 75, 41, 36])
    assert mixed.verdict is compare.Verdict.NO_DIFFERENCE
    with pytest.raises(ValueError, match="without posts"):
        compare.compare([], [1])


def test_many_posts_are_drawn_as_few_are() -> None:
    """Drawing the middle alone is the same as drawing all: the intervals agree."""
    draw = random.Random(5)
    one, two = [draw.gauss(0.3, 1) for _ in range(60)], [draw.gauss(0, 1) for _ in range(60)]
    slow = compare.compare_logs(one, two)
    fast = sorted(
        compare._drawn_median(sorted(one), draw) - compare._drawn_median(sorted(two), draw)
        for _ in range(4000)
    )
    assert math.log(slow.low) == pytest.approx(fast[200], abs=0.05)
    assert math.log(slow.high) == pytest.approx(fast[3800], abs=0.05)


def test_a_forecast_needs_posts_and_time_and_is_never_below_what_is_there() -> None:
    lives = [(1.0 + at % 5, 3.0 + at % 7, 9.0 + at % 11) for at in range(20)]
    assert not forecast.is_too_early(3, 20)
    assert forecast.is_too_early(2.9, 20)
    assert forecast.is_too_early(3, 19)
    found = forecast.foretell(forecast.learn(lives), 900, 1000)
    assert 1000 <= found.low <= found.point <= found.high
    with pytest.raises(ValueError, match="too few"):
        forecast.learn(lives[:4])


def test_the_small_tools() -> None:
    assert quantile([4, 1, 3, 2], 0.5) == 2.5
    assert quantile([1], 2) == 1
    assert winsorised([1, 1, 1, 1, 99]) == [1, 1, 1, 1, 99]  # no spread is known
    assert max(winsorised([1, 2, 3, 4, 99])) == pytest.approx(median([1, 2, 3, 4, 99]) + 3 * 1.4826)
    assert solve([[0, 2], [1, 1]], [[4], [3]]) == [[1], [2]]
    with pytest.raises(ValueError, match="no values"):
        quantile([], 0.5)

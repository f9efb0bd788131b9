"""The estimate itself: by hand, against brute force, and against what really happens in a made-up world."""

import itertools
import random
from collections.abc import Sequence
from math import comb
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from planner.reviews import forecast
from planner.reviews.forecast import Pace, Wait, Wish, misses, pace, summed

DAY = 24.0
quick = settings(max_examples=200, deadline=None, derandomize=True)
waits = some.lists(some.builds(Wait, some.integers(0, 60).map(float), some.booleans()), max_size=40)
wishes = some.builds(Wish, some.integers(0, 50).map(float), some.integers(-5, 50).map(float))


def test_the_estimate_of_an_example_done_by_hand() -> None:
    """Answers after 1, 3, 3 and 6 hours; two only wait: for 3 and for 5 hours.

    6 there at 1: 5/6 are left. 5 at 3, of whom 2 are answered: 3/5 of that, 1/2. 1 at 6: 0.
    """
    found = pace([Wait(1), Wait(3), Wait(3), Wait(3, False), Wait(5, False), Wait(6)])
    assert found.times == (1, 3, 6)
    assert found.left == pytest.approx((5 / 6, 1 / 2, 0))
    assert found.finished == 4
    assert [found.takes_longer(at) for at in (0, 1, 2.9, 3, 5.9, 6, 99)] == pytest.approx(
        [1, 5 / 6, 5 / 6, 1 / 2, 1 / 2, 0, 0]
    )
    assert found.misses(Wish(1, 2)) == pytest.approx((1 / 2) / (5 / 6))  # S(3) / S(1)
    assert found.misses(Wish(0, 0.5)) == 1
    assert found.misses(Wish(3, 3)) == 0
    assert found.misses(Wish(7, 10)) == 1  # longer than any: not usual


def test_greenwoods_terms_of_the_same_example() -> None:
    found = pace([Wait(1), Wait(3), Wait(3), Wait(3, False), Wait(5, False), Wait(6)])
    assert found.doubt[:2] == pytest.approx((1 / (6 * 5), 2 / (5 * 3)))


@given(waits)
@quick
def test_without_who_only_waits_it_is_the_share_that_took_longer(those: list[Wait]) -> None:
    hours = [wait.hours for wait in those]
    found = pace([Wait(one) for one in hours])
    for at in range(62):
        if hours:
            assert found.takes_longer(at) == pytest.approx(sum(one > at for one in hours) / len(hours))


@given(waits)
@quick
def test_it_is_the_product_over_all_hours(those: list[Wait]) -> None:
    """Brute force: hour by hour, whoever is there and whoever is answered."""
    share = 1.0
    found = pace(those)
    for hour in range(62):
        there = sum(wait.hours >= hour for wait in those)
        over = sum(wait.hours == hour and wait.is_over for wait in those)
        share *= 1 - over / there if there else 1
        assert found.takes_longer(hour) == pytest.approx(share)


@given(waits, wishes, some.integers(0, 20))
@quick
def test_more_time_left_is_never_worse(those: list[Wait], wish: Wish, more: int) -> None:
    found = pace(those)
    chance = found.misses(wish)
    assert 0 <= chance <= 1
    assert found.misses(Wish(wish.waited, wish.left + more)) <= chance + 1e-12


@given(some.lists(some.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]), max_size=9))
@quick
def test_the_range_is_that_of_all_ways_it_may_come(chances: list[float]) -> None:
    """Brute force over all 2^n ways; of a pace that is known exactly."""
    spread = [0.0] * (len(chances) + 1)
    for way in itertools.product([0, 1], repeat=len(chances)):
        chance = 1.0
        for missed, one in zip(way, chances, strict=True):
            chance *= one if missed else 1 - one
        spread[sum(way)] += chance
    sums = list(itertools.accumulate(spread))
    low, high = (next(k for k, one in enumerate(sums) if one >= share - 1e-9) for share in (0.1, 0.9))
    found = summed([forecast.Tally(tuple(chances), 0.0)])
    assert (found.low, found.high) == (low, high)
    assert found.expected == pytest.approx(sum(chances))


def test_of_many_posts_the_curve_is_as_good_as_the_sum() -> None:
    for chance in (0.02, 0.2, 0.5, 0.97):
        count = forecast.EXACT + 1
        found = summed([forecast.Tally((chance,) * count, 0.0)])
        spread = [comb(count, k) * chance**k * (1 - chance) ** (count - k) for k in range(count + 1)]
        sums = list(itertools.accumulate(spread))
        low, high = (next(k for k, one in enumerate(sums) if one >= share) for share in (0.1, 0.9))
        assert abs(found.low - low) <= 1
        assert abs(found.high - high) <= 1


def test_of_no_posts_none_miss_their_time() -> None:
    found = misses(pace([]), [])
    assert (found.expected, found.low, found.high) == (0, 0, 0)


# --- In a made-up world ---------------------------------------------------------------------------
#
# Reviews begin evenly over 90 days and take as long as a Weibull distribution says; what has no answer today
# only waits. Posts that wait today have waited up to a day, and have an hour to three days left.


def world(seed: int, reviews: int, posts: int, shape: float, scale: float) -> tuple[Pace, list[Wish], int]:
    """The pace that is seen there, what waits, and how many of that really will miss its time."""
    chance = random.Random(seed)
    past = []
    for _n in range(reviews):
        took, since = chance.weibullvariate(scale, shape), chance.uniform(0, 90 * DAY)
        past.append(Wait(min(took, since), took <= since))
    waiting: list[Wish] = []
    late = 0
    while len(waiting) < posts:
        took, waited = chance.weibullvariate(scale, shape), chance.uniform(0, DAY)
        if took > waited:
            waiting.append(Wish(waited, chance.uniform(1, 3 * DAY)))
            late += took > waited + waiting[-1].left
    return pace(past), waiting, late


WORLDS = [(8, 12), (20, 12), (40, 5), (40, 12), (40, 40), (100, 120), (400, 12)]


@pytest.mark.parametrize("shape", [0.8, 1.2, 2.5])
@pytest.mark.parametrize(("reviews", "posts"), WORLDS)
def test_what_is_foretold_comes_true(reviews: int, posts: int, shape: float) -> None:
    """Over 200 worlds: as many posts miss their time as foretold, and the range holds what it promises."""
    runs = [world(seed, reviews, posts, shape, 20) for seed in range(300)]
    runs = [run for run in runs if run[0].is_enough][:200]
    assert len(runs) == 200
    told = [misses(seen, waiting) for seen, waiting, _late in runs]
    late = [late for _seen, _waiting, late in runs]
    assert within(told, late) >= 0.75
    if reviews >= 20:
        assert fmean(one.expected for one in told) == pytest.approx(fmean(late), rel=0.1)


def within(told: Sequence[forecast.Range], late: Sequence[int]) -> float:
    """In how many worlds the number lies in the range that was given."""
    return fmean(one.low <= real <= one.high for one, real in zip(told, late, strict=True))


def test_who_only_waits_counts() -> None:
    """Without them, what takes long would be left out and all would look quick."""
    seen = [world(seed, 60, 20, 0.8, 200) for seed in range(60)]
    late = fmean(late for _pace, _waiting, late in seen)
    assert fmean(misses(one, waiting).expected for one, waiting, _late in seen) == pytest.approx(
        late, rel=0.1
    )

"""Will the posts that wait for a yes get it in time, at the usual pace? Pure.

How long a review takes is estimated from the finished ones and from those that still wait, by the
product-limit estimator (E. L. Kaplan, P. Meier, "Nonparametric Estimation from Incomplete Observations",
Journal of the American Statistical Association 53, 1958): with d(t) answers at the time t among n(t) that
waited that long,

    S(t) = P(T > t) = product over all times s <= t of (1 - d(s) / n(s)).

A post that has waited e and has r left gets its yes in time with

    P(T <= e + r | T > e) = 1 - S(e + r) / S(e).

How many of several posts miss their time is a sum of independent yes-and-no's with different chances, a
Poisson-binomial distribution; its quantiles are exact, by adding one post at a time, for up to EXACT posts.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from math import hypot, sqrt
from statistics import NormalDist

ENOUGH = 8  # finished reviews: with fewer nothing is said
EXACT = 150  # posts
LOW, HIGH = 0.1, 0.9  # the range holds the true number in eight of ten cases, if the pace stays as it was


@dataclass(frozen=True, slots=True)
class Wait:
    """One review: how many hours it took, or has waited so far."""

    hours: float
    is_over: bool = True


@dataclass(frozen=True, slots=True)
class Wish:
    """A post that has waited so many hours for its yes, and has so many left."""

    waited: float
    left: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How long reviews take: at each of `times` (hours, rising) the share `left` that takes longer.

    `doubt` is each factor's part of Greenwood's variance of log S: d / (n (n - d)).
    """

    times: tuple[float, ...]
    left: tuple[float, ...]
    doubt: tuple[float, ...]
    finished: int

    @property
    def is_enough(self) -> bool:
        return self.finished >= ENOUGH

    def takes_longer(self, hours: float) -> float:
        """S(hours): the share of reviews that take longer than that."""
        at = bisect_right(self.times, hours)
        return self.left[at - 1] if at else 1.0

    def misses(self, wish: Wish) -> float:
        """The chance that its yes comes too late, from 0 to 1.

        What has waited longer than any review took is not usual, and of its future nothing is known: 1.
        """
        if wish.left <= 0:
            return 1.0
        still = self.takes_longer(wish.waited)
        return self.takes_longer(wish.waited + wish.left) / still if still > 0 else 1.0


@dataclass(frozen=True, slots=True)
class Range:
    """How many miss their time: on average, and between which numbers in about eight of ten cases."""

    expected: float
    low: int
    high: int


def pace(waits: Sequence[Wait]) -> Pace:
    """The Kaplan-Meier estimate. Who is answered and who only waits at the same time: the answer is first."""
    there, share = len(waits), 1.0
    times: list[float] = []
    left: list[float] = []
    doubt: list[float] = []
    for hours, group in groupby(sorted(waits, key=lambda wait: wait.hours), key=lambda wait: wait.hours):
        those = list(group)
        if over := sum(wait.is_over for wait in those):
            share *= 1 - over / there
            times.append(hours)
            left.append(share)
            doubt.append(over / (there * max(there - over, 1)))  # the last one has no finite variance
        there -= len(those)
    return Pace(tuple(times), tuple(left), tuple(doubt), sum(wait.is_over for wait in waits))


def misses(pace: Pace, wishes: Sequence[Wish]) -> Range:
    """How many of these posts miss their time: by chance, and by how little the pace is known."""
    return summed([tally(pace, wishes)])


@dataclass(frozen=True, slots=True)
class Tally:
    """Posts held against one pace: the chance of each to miss its time, and the doubt about their sum."""

    chances: tuple[float, ...]
    variance: float


def tally(pace: Pace, wishes: Sequence[Wish]) -> Tally:
    """With few reviews the variance is a guess too: widened as Student’s t is over the normal curve."""
    chances = tuple(pace.misses(wish) for wish in wishes)
    wider = 1 + (NormalDist().inv_cdf(HIGH) ** 2 + 1) / (4 * max(1, pace.finished - 1))
    return Tally(chances, _variance(pace, wishes, chances) * wider**2)


def summed(tallies: Sequence[Tally]) -> Range:
    """Over posts that are held against different paces, which are taken as independent of each other."""
    chances = [chance for one in tallies for chance in one.chances]
    expected = sum(chances)
    low, high = _by_chance(chances)
    unsure = NormalDist().inv_cdf(HIGH) * sqrt(sum(one.variance for one in tallies))
    low = round(expected - hypot(max(0.0, expected - low), unsure))
    high = round(expected + hypot(max(0.0, high - expected), unsure))
    return Range(expected, max(0, low), min(len(chances), high))


def _variance(pace: Pace, wishes: Sequence[Wish], chances: Sequence[float]) -> float:
    """Of the expected number, from the estimate of the pace (the delta method over Greenwood's terms).

    A post's chance is the product of the factors between the time it has waited and its end; their logarithms
    are independent, so each counts with its own variance and the sum of the chances it is in.
    """
    steps, least = (
        [0.0] * (len(pace.times) + 1),
        1 / (pace.finished + 1),
    )  # the next may be the slowest of all
    for wish, chance in zip(wishes, chances, strict=True):
        if wish.left > 0:
            steps[bisect_right(pace.times, wish.waited)] += max(least, chance)
            steps[bisect_right(pace.times, wish.waited + wish.left)] -= max(least, chance)
    return sum(doubt * inside**2 for doubt, inside in zip(pace.doubt, accumulate(steps[:-1]), strict=True))


def _by_chance(chances: Sequence[float]) -> tuple[int, int]:
    certain = sum(chance >= 1 for chance in chances)
    unsure = [chance for chance in chances if 0 < chance < 1]
    low, high = _exact(unsure) if len(unsure) <= EXACT else _about(unsure)
    return certain + low, certain + high


def _exact(chances: Sequence[float]) -> tuple[int, int]:
    spread = [1.0]  # spread[k]: the chance that exactly k of those so far miss it
    for chance in chances:
        missed = [0.0, *(one * chance for one in spread)]
        spread = [a + b for a, b in zip([*(one * (1 - chance) for one in spread), 0.0], missed, strict=True)]
    sums = list(accumulate(spread))
    low, high = (
        next((k for k, one in enumerate(sums) if one >= share - 1e-12), len(chances)) for share in (LOW, HIGH)
    )
    return low, high


def _about(chances: Sequence[float]) -> tuple[int, int]:
    """For many posts: the sum is close to a normal one with the same mean and variance."""
    curve = NormalDist(sum(chances), sqrt(sum(one * (1 - one) for one in chances)))
    low, high = (round(curve.inv_cdf(share)) for share in (LOW, HIGH))
    return max(0, low), min(len(chances), high)

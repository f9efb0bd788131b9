"""How fast attention goes: half of what a post will get has come after its half-life. Pure.

The curve is Weibull's with the half-life as its parameter, `F(t) = 1 - 2^-((t/h)^k)`: of four shapes it lay
nearest to the middle curve in four sets of public posts. Times are in hours.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

SHAPE = 0.85  # k, until a channel's own is known
DISPERSION = 10.0  # counts differ far more than by chance: 100 reactions say as much as 10 independent ones
POST_SPREAD = 0.8  # sd of ln h of posts about that of their channel
LEAST_EVENTS = 30
LEAST_LIVES = 3.0  # observed for at least three half-lives: with less, what is yet to come is only guessed
NINETY = 1.645  # deviations to each side that hold 90 %


@dataclass(frozen=True, slots=True)
class Prior:
    """What is supposed before anything was measured. `is_assumed`: no study was found, it is a guess."""

    hours: float
    spread: float
    is_assumed: bool = False


# Middles of published figures, which differ by up to fifteen times; so they weigh little.
_STUDIED = {"x": 2.0, "facebook": 3.0, "instagram": 19.0, "linkedin": 20.0, "youtube": 144.0,
            "pinterest": 2500.0}  # fmt: skip
_ASSUMED = {"telegram": 8.0, "vk": 10.0, "mastodon": 3.0, "bluesky": 3.0, "discourse": 72.0,
            "site": 72.0}  # fmt: skip
PRIORS = {name: Prior(hours, 1.0) for name, hours in _STUDIED.items()} | {
    name: Prior(hours, 1.2, is_assumed=True) for name, hours in _ASSUMED.items()
}
UNKNOWN = Prior(6.0, 1.2, is_assumed=True)


@dataclass(frozen=True, slots=True)
class HalfLife:
    """`deviation` is that of ln(hours). `observed`: hours that were watched; `events`: reactions counted."""

    hours: float
    deviation: float
    observed: float
    events: float
    shape: float = SHAPE

    @property
    def low(self) -> float:
        """With `high`: holds it in nine of ten cases."""
        return self.hours * math.exp(-NINETY * self.deviation)

    @property
    def high(self) -> float:
        return self.hours * math.exp(NINETY * self.deviation)

    @property
    def is_measured(self) -> bool:
        """Watched for three half-lives and seen thirty reactions; else only the prior speaks."""
        return self.observed >= LEAST_LIVES * self.hours and self.events >= LEAST_EVENTS


def attention_gone(age: float, half_life: float, shape: float = SHAPE) -> float:
    """The share (0 to 1) of all a post will get that has come at this age."""
    lives: float = (max(age, 0.0) / half_life) ** shape
    return -math.expm1(-math.log(2) * lives)


def attention_left(age: float, half_life: float, shape: float = SHAPE) -> float:
    return 1.0 - attention_gone(age, half_life, shape)


def age_when(share: float, half_life: float, shape: float = SHAPE) -> float:
    """The age at which `share` (0 up to, not including, 1) has come: with 0.95 and k = .85 5.6 half-lives."""
    lives: float = math.log2(1.0 / (1.0 - share)) ** (1.0 / shape)
    return half_life * lives


def of_post(
    ages: Sequence[float],
    counts: Sequence[float],
    prior: Prior,
    shape: float = SHAPE,
    dispersion: float = DISPERSION,
) -> HalfLife:
    """From running totals at rising ages. The prior is the channel's half-life, its spread 0.8 as a rule.

    The likeliest value, and the deviation from the curvature there. Counts that fall (what was taken back)
    are kept at their highest. Raises ValueError where there is no age.
    """
    if not ages:
        raise ValueError("nothing was observed")
    came = increments(counts)
    weighed = [count / dispersion for count in came]

    def score(log: float) -> float:
        return likelihood(math.exp(log), shape, ages, weighed) - distance(log, prior)

    best, deviation = peak(score)
    return HalfLife(math.exp(best), deviation, ages[-1], sum(came), shape)


def increments(counts: Sequence[float]) -> list[float]:
    """What came between one look and the next, of totals that never fall."""
    came, highest = [], 0.0
    for count in counts:
        came.append(max(0.0, count - highest))
        highest = max(highest, count)
    return came


def likelihood(half_life: float, shape: float, ages: Sequence[float], weighed: Sequence[float]) -> float:
    """Of what came when, given that it came before the last look (what is yet to come is not known)."""
    total, before = 0.0, 0.0
    seen = attention_gone(ages[-1], half_life, shape)
    for age, weight in zip(ages, weighed, strict=True):
        now = attention_gone(age, half_life, shape)
        if weight:
            total += weight * math.log(max((now - before) / seen, 1e-300))
        before = now
    return total


def distance(log: float, prior: Prior) -> float:
    return (log - math.log(prior.hours)) ** 2 / (2 * prior.spread**2)


def peak(
    score: Callable[[float], float], low: float = math.log(0.01), high: float = math.log(1e5)
) -> tuple[float, float]:
    """Where `score`, a log density with one top, is highest, and the deviation its curvature there means."""
    steps = 64
    at = [low + (high - low) * step / steps for step in range(steps + 1)]
    top = max(range(steps + 1), key=lambda step: score(at[step]))
    left, right = at[max(0, top - 1)], at[min(steps, top + 1)]
    ratio = (math.sqrt(5) - 1) / 2
    while right - left > 1e-7:
        one, two = right - ratio * (right - left), left + ratio * (right - left)
        left, right = (one, right) if score(one) < score(two) else (left, two)
    best, step = (left + right) / 2, 1e-3
    curvature = (score(best + step) - 2 * score(best) + score(best - step)) / step**2
    return best, 1 / math.sqrt(-curvature) if curvature < 0 else math.inf

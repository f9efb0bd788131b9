"""A channel's half-life, from its posts. Pure.

Posts of one channel differ (sd of ln h about 0.8), so each has one vote, and one that is loud or was watched
for long has hardly more. For every half-life a post could have it is asked how well that fits what was seen
of it, and for every half-life the channel could have, how well that fits its posts. Putting the posts' curves
on one heap first, as is often done, says a fifth too much: docs/decisions/0025-insights.md.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median

from planner.insights.halflife import (
    DISPERSION,
    POST_SPREAD,
    SHAPE,
    HalfLife,
    Prior,
    attention_gone,
    distance,
    increments,
)

MOST = 50  # posts, the last ones
FULL_WEEK = 168.0  # hours
LEAST_FOR_SHAPE = 30  # posts that were watched a whole week
SHAPES = tuple(step / 10 for step in range(5, 16))
STEP = 0.2
GRID = tuple(math.log(0.05) + STEP * step for step in range(60))  # ln hours: three minutes to nine months

# How likely a post's half-life lies so many steps from its channel's.
_ABOUT = tuple(math.exp(-((STEP * step / POST_SPREAD) ** 2) / 2) for step in range(len(GRID)))


@dataclass(frozen=True, slots=True)
class Life:
    """Running totals of one post at rising ages (hours)."""

    ages: tuple[float, ...]
    counts: tuple[float, ...]


def of_channel(posts: Sequence[Life], prior: Prior) -> HalfLife:
    """From posts in the order of time, the last 50 that got anything. Without any: the prior.

    `observed` is the middle post's. The shape is 0.85 until thirty posts were watched for a week.
    """
    lives = [life for life in posts if life.ages and max(life.counts) > 0][-MOST:]
    if not lives:
        return HalfLife(prior.hours, prior.spread, 0.0, 0.0)
    whole = sum(life.ages[-1] >= FULL_WEEK for life in lives)
    tried = {
        shape: _scores(lives, prior, shape) for shape in (SHAPES if whole >= LEAST_FOR_SHAPE else (SHAPE,))
    }
    shape = max(tried, key=lambda one: _heaped(tried[one]))
    mean, deviation = _middle(tried.values())
    watched = median(life.ages[-1] for life in lives)
    return HalfLife(math.exp(mean), deviation, watched, sum(max(life.counts) for life in lives), shape)


def _scores(lives: Sequence[Life], prior: Prior, shape: float) -> list[float]:
    """The log density of each half-life of GRID as the channel's."""
    scores = [-distance(log, prior) for log in GRID]
    gone = {age: [attention_gone(age, math.exp(log), shape) for log in GRID] for age in _ages(lives)}
    for life in lives:
        fits = _fits(life, gone)
        best = max(fits)
        likely = [math.exp(fit - best) for fit in fits]
        for at in range(len(GRID)):
            about = sum(one * _ABOUT[abs(at - to)] for to, one in enumerate(likely))
            scores[at] += best + math.log(max(about, 1e-300))
    return scores


def _fits(life: Life, gone: dict[float, list[float]]) -> list[float]:
    """The log likelihood of each half-life of GRID as this post's, of what came before its last look."""
    fits = [0.0] * len(GRID)
    seen, before = gone[life.ages[-1]], [0.0] * len(GRID)
    for age, came in zip(life.ages, increments(life.counts), strict=True):
        now, weight = gone[age], came / DISPERSION
        if weight:
            for at in range(len(GRID)):
                fits[at] += weight * math.log(max((now[at] - before[at]) / seen[at], 1e-300))
        before = now
    return fits


def _ages(lives: Sequence[Life]) -> set[float]:
    return {age for life in lives for age in life.ages}


def _heaped(scores: Sequence[float]) -> float:
    """The log of the whole density: how well this shape fits with whatever half-life."""
    best = max(scores)
    return best + math.log(sum(math.exp(score - best) for score in scores))


def _middle(tried: Collection[Sequence[float]]) -> tuple[float, float]:
    """Mean and deviation of ln hours, with the shape itself unknown."""
    best = max(max(scores) for scores in tried)
    weights = [sum(math.exp(scores[at] - best) for scores in tried) for at in range(len(GRID))]
    total = sum(weights)
    mean = sum(weight * log for weight, log in zip(weights, GRID, strict=True)) / total
    square = sum(weight * (log - mean) ** 2 for weight, log in zip(weights, GRID, strict=True)) / total
    return mean, math.sqrt(square)

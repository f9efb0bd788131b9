"""What a post will have in the end, as a range. Pure.

What is yet to come, as a step d = ln(1 + end) - ln(1 + now), is the same for all posts up to small
corrections (Szabo and Huberman, 2008): by how much there is and how fast it came lately. A ridge holds these
back, its weight chosen on posts not seen, and the range is what happened to those.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from planner.insights.spread import quantile, solve

LEAST = 20  # posts that came to their end
EARLIEST = 3.0  # hours
RIDGES = (1.0, 5.0, 20.0, 100.0, 1000.0)
BLOCKS = 5
SHARES = 0.1, 0.9  # eight of ten

Life = tuple[float, float, float]  # totals at the look before, now, and in the end


@dataclass(frozen=True, slots=True)
class Model:
    """`rest` is the usual step, `weights` those of the corrections, `low` and `high` how far off it was."""

    posts: int
    ridge: float
    rest: float
    centres: tuple[float, float, float]
    scales: tuple[float, float, float]
    weights: tuple[float, float, float]
    low: float = 0.0
    high: float = 0.0

    def step(self, before: float, now: float) -> float:
        drawn = zip(_features(before, now), self.centres, self.scales, self.weights, strict=True)
        return self.rest + sum(weight * (value - centre) / scale for value, centre, scale, weight in drawn)


@dataclass(frozen=True, slots=True)
class Foretold:
    """Totals in the end: from `low` to `high` in eight of ten cases. Never less than there is now."""

    point: float
    low: float
    high: float
    posts: int


def is_too_early(age: float, posts: int) -> bool:
    """Before three hours, or with fewer than twenty posts to learn from, a range would be a guess."""
    return age < EARLIEST or posts < LEAST


def learn(lives: Sequence[Life]) -> Model:
    """From posts in the order of time. Raises ValueError with fewer than five."""
    if len(lives) < BLOCKS:
        raise ValueError("too few posts to learn from")
    found = {ridge: _left_out(lives, ridge) for ridge in RIDGES}
    ridge = min(RIDGES, key=lambda one: sum(miss * miss for miss in found[one]))
    model, wider = _fit(lives, ridge), 0.5 / len(lives)
    low, high = quantile(found[ridge], SHARES[0] - wider), quantile(found[ridge], SHARES[1] + wider)
    return Model(
        len(lives),
        ridge,
        model.rest,
        model.centres,
        model.scales,
        model.weights,
        min(0.0, low),
        max(0.0, high),
    )


def foretell(model: Model, before: float, now: float) -> Foretold:
    """From totals at the look before and now, at the ages that the model learned from."""
    step = model.step(before, now)

    def end(off: float) -> float:
        return max(now, (1 + now) * math.exp(step + off) - 1)

    return Foretold(end(0.0), end(model.low), end(model.high), model.posts)


def _left_out(lives: Sequence[Life], ridge: float) -> list[float]:
    """How far off it would have been, block by block of time, learned from the other blocks."""
    misses, count = [], len(lives)
    for block in range(BLOCKS):
        start, end = block * count // BLOCKS, (block + 1) * count // BLOCKS
        model = _fit([*lives[:start], *lives[end:]], ridge)
        misses += [_rest(life) - model.step(life[0], life[1]) for life in lives[start:end]]
    return misses


def _fit(lives: Sequence[Life], ridge: float) -> Model:
    count = len(lives)
    rows = [_features(before, now) for before, now, _ in lives]
    rests = [_rest(life) for life in lives]
    mean = sum(rests) / count
    columns = list(zip(*rows, strict=True))
    centres = [sum(column) / count for column in columns]
    scales = [
        math.sqrt(sum((value - centre) ** 2 for value in column) / count) or 1.0
        for column, centre in zip(columns, centres, strict=True)
    ]
    drawn = [
        [(value - centre) / scale for value in column]
        for column, centre, scale in zip(columns, centres, scales, strict=True)
    ]
    matrix = [[_dot(one, two) + (ridge if one is two else 0.0) for two in drawn] for one in drawn]
    solved = solve(matrix, [[_dot(column, [rest - mean for rest in rests])] for column in drawn])
    return Model(count, ridge, mean, _three(centres), _three(scales), _three([row[0] for row in solved]))


def _features(before: float, now: float) -> tuple[float, float, float]:
    size = math.log1p(now)
    return size, size - math.log1p(before), size * size


def _rest(life: Life) -> float:
    return math.log1p(life[2]) - math.log1p(life[1])


def _dot(one: Sequence[float], two: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, two, strict=True))


def _three(values: Sequence[float]) -> tuple[float, float, float]:
    return values[0], values[1], values[2]

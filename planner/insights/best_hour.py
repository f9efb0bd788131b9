"""Which hours, or days of the week, did better: shrunken, smoothed and gated. Pure.

Raw means of hours promise what chance made: on 136 public pages they promised several hundred per cent and
delivered some ten. Here hours lean on their neighbours and on the mean (a normal prior whose spread is
estimated by DerSimonian and Laird), what is shown is shrunken again by what it foretold of posts it had not
seen (five blocks of time), and where it foretold nothing, nothing is shown.
docs/decisions/0025-insights.md has the figures.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from planner.insights.hour_interval import intervals
from planner.insights.hour_model import Circle, Fit, Post, fit
from planner.insights.lift import percent
from planner.insights.spread import winsorised

HOURS = Circle(24, 2.0)
WEEKDAYS = Circle(7, 0.0)  # no day is like its neighbour: Sunday is not nearly Monday
LEAST = 50
LEAST_FOR_EVIDENCE = 100
SURE = 1.64  # one side, 5 %
HALF = 120.0  # posts at which half of what is found is shown
BLOCKS = 5
TOP = 3


class Verdict(StrEnum):
    NOT_ENOUGH = "not enough data"
    NOTHING = "no effect found"
    WEAK = "weak"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Cell:
    """An hour or a day. In percent against the channel's usual; from `low` to `high` lies the true value
    in nine of ten cases. `posts` is 0 where nothing was ever posted and only the neighbours speak."""

    at: int
    posts: int
    effect: float  # on the log scale, as shown
    deviation: float  # of what the model found, before it was shrunken
    low: float
    high: float

    @property
    def percent(self) -> float:
        return percent(self.effect)


@dataclass(frozen=True, slots=True)
class Panel:
    cells: tuple[Cell, ...]
    posts: int
    agreement: float  # λ: 0 to 1, how much of what was found foretold posts not seen
    z: float
    factor: float  # n / (n + 120)
    verdict: Verdict
    tried: int = 0  # of the posts, at an hour that a queue tried on purpose

    @property
    def recommended(self) -> tuple[Cell, ...]:
        """The best three that there were posts at and that are above the usual; none without evidence."""
        if self.verdict is not Verdict.EVIDENCE:
            return ()
        tried = [cell for cell in self.cells if cell.posts and cell.effect > 0]
        return tuple(sorted(tried, key=lambda cell: -cell.effect)[:TOP])

    @property
    def promised(self) -> float:
        """What the recommended ones would bring on average, in percent; 0 where there are none."""
        best = self.recommended
        return percent(sum(cell.effect for cell in best) / len(best)) if best else 0.0


def panel(posts: Sequence[Post], circle: Circle = HOURS) -> Panel:
    """From (hour or day, log-lift) of posts in the order of time; hours in the audience's own zone."""
    count = len(posts)
    factor = count / (count + HALF)
    if count < LEAST:
        return Panel(_empty(posts, circle), count, 0.0, 0.0, factor, Verdict.NOT_ENOUGH)
    kept = _tamed(posts)
    agreement, z = _foretold(kept, circle)
    whole = fit(kept, circle)
    verdict = _verdict(count, whole.seen.variance, agreement, z)
    shown = agreement * factor if verdict is not Verdict.NOTHING else 0.0
    return Panel(_cells(whole, circle, shown), count, agreement, z, factor, verdict)


def _empty(posts: Sequence[Post], circle: Circle) -> tuple[Cell, ...]:
    counts = Counter(at for at, _ in posts)
    return tuple(Cell(at, counts[at], 0.0, 0.0, 0.0, 0.0) for at in range(circle.size))


def _cells(whole: Fit, circle: Circle, shown: float) -> tuple[Cell, ...]:
    """What is shown always lies within its own interval, which holds the unshrunken effect."""
    counts = dict(zip(whole.seen.places, whole.seen.counts, strict=True))
    middle, found = whole.weighted_mean, intervals(whole.seen, circle)
    cells = []
    for at in range(circle.size):
        effect, (low, high) = shown * (whole.mean[at] - middle), found[at]
        reach = percent(min(low, effect)), percent(max(high, effect))
        cells.append(Cell(at, counts.get(at, 0), effect, whole.deviation[at], *reach))
    return tuple(cells)


def _verdict(count: int, variance: float, agreement: float, z: float) -> Verdict:
    if not variance or not agreement:
        return Verdict.NOTHING
    return Verdict.EVIDENCE if z > SURE and count >= LEAST_FOR_EVIDENCE else Verdict.WEAK


def _foretold(posts: Sequence[Post], circle: Circle) -> tuple[float, float]:
    """λ and z, over blocks of time that the model had not seen."""
    found: list[tuple[float, float]] = []
    count = len(posts)
    for block in range(BLOCKS):
        start, end = block * count // BLOCKS, (block + 1) * count // BLOCKS
        model = fit([*posts[:start], *posts[end:]], circle)
        found += [(model.mean[at], value - model.seen.middle) for at, value in posts[start:end]]
    squares = sum(said * said for said, _ in found)
    if not squares:
        return 0.0, 0.0
    products = [said * came for said, came in found]
    mean = sum(products) / count
    deviation = math.sqrt(sum((product - mean) ** 2 for product in products) / count)
    z = mean / (deviation / math.sqrt(count)) if deviation else 0.0
    return min(1.0, max(0.0, sum(products) / squares)), z


def _tamed(posts: Sequence[Post]) -> list[Post]:
    values = winsorised([value for _, value in posts])
    return [(at, value) for (at, _), value in zip(posts, values, strict=True)]

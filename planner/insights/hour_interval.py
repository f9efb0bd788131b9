"""How sure an hour's effect is, with the spread of the effects themselves unknown. Pure.

One estimated spread would be too sure of itself: where it is zero, all hours would be exactly alike. And
hours may differ from their neighbours more than a smooth curve allows. So several spreads are tried, and for
each a smooth curve, one that is half its own, and hours that have nothing to do with each other; each with
the weight that the posts give it.
"""

import math
from collections.abc import Sequence

from planner.insights.hour_model import Circle, Seen
from planner.insights.spread import solve_and_size

NINETY = 1.645
SPREADS = (0.03, 0.08, 0.15, 0.25, 0.4, 0.7, 1.2)  # of effects, times that of posts
OWN = (0.0, 0.5, 1.0)  # how much of an hour's effect its neighbours do not share
LIKELY = 1.0  # such a spread and smaller ones are likely, before anything is seen


def intervals(seen: Seen, circle: Circle) -> list[tuple[float, float]]:
    """For each place, on the log scale, against the usual: holds the effect in nine of ten cases."""
    if not seen.noise:
        return [(0.0, 0.0)] * circle.size
    noise = math.sqrt(seen.noise)
    ways = [(spread, own) for spread in SPREADS for own in (OWN if circle.reach else (1.0,))]
    tried = [_with(spread * noise, own, seen, circle) for spread, own in ways]
    scores = [_before(spread) + score for (spread, _), (score, _) in zip(ways, tried, strict=True)]
    best = max(scores)
    weights = [math.exp(score - best) for score in scores]
    return [_mixed(weights, [found[at] for _, found in tried]) for at in range(circle.size)]


def _before(spread: float) -> float:
    """Half a normal times the spread itself, on steps that are even on the log scale.

    That no spread at all is believed from the start keeps intervals from being too narrow where hours do
    differ: Chung et al. (2013), A nondegenerate penalized likelihood estimator, with a gamma of shape 2.
    """
    return 2 * math.log(spread) - spread**2 / (2 * LIKELY**2)


def _mixed(weights: Sequence[float], found: Sequence[tuple[float, float]]) -> tuple[float, float]:
    total = sum(weights)
    mean = sum(weight * one for weight, (one, _) in zip(weights, found, strict=True)) / total
    square = sum(w * (var + (one - mean) ** 2) for w, (one, var) in zip(weights, found, strict=True)) / total
    reach = NINETY * math.sqrt(square)
    return mean - reach, mean + reach


def _with(spread: float, own: float, seen: Seen, circle: Circle) -> tuple[float, list[tuple[float, float]]]:
    """The log density of the means with this spread, and mean and variance of each place less the usual."""
    alike = [
        [spread**2 * _alike(own, circle, at, place) for place in range(circle.size)]
        for at in range(circle.size)
    ]
    near = [[line[place] for place in seen.places] for line in alike]
    matrix = [[*near[place]] for place in seen.places]
    for row, count in enumerate(seen.counts):
        matrix[row][row] += seen.noise / count
    off = [mean - seen.middle for mean in seen.means]
    solved, size = solve_and_size(matrix, [[o, *(line[row] for line in near)] for row, o in enumerate(off)])
    score = -0.5 * (size + sum(o * row[0] for o, row in zip(off, solved, strict=True)))
    mean = [sum(k * row[0] for k, row in zip(line, solved, strict=True)) for line in near]
    left = [
        [
            alike[at][to] - sum(k * row[to + 1] for k, row in zip(line, solved, strict=True))
            for to in range(circle.size)
        ]
        for at, line in enumerate(near)
    ]
    return score, _against_usual(mean, left, seen)


def _alike(own: float, circle: Circle, at: int, place: int) -> float:
    return (1 - own) * circle.likeness(at, place) + own * (at == place)


def _against_usual(mean: list[float], left: list[list[float]], seen: Seen) -> list[tuple[float, float]]:
    total = sum(seen.counts)
    share = [(place, count / total) for place, count in zip(seen.places, seen.counts, strict=True)]
    usual = sum(part * mean[place] for place, part in share)
    with_usual = [sum(part * line[place] for place, part in share) for line in left]
    of_usual = sum(part * with_usual[place] for place, part in share)
    return [
        (mean[at] - usual, max(0.0, left[at][at] - 2 * with_usual[at] + of_usual)) for at in range(len(mean))
    ]

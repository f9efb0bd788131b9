"""Did one kind of post do better than the rest? Ratios of medians, with their uncertainty. Pure.

Groups of fewer than eight posts say nothing. Where many are looked at together the best of them is partly
luck, so with more than five they are shrunken towards each other first.
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median

LEAST = 8  # posts in each group
MANY = 5  # groups; with more they are shrunken
DRAWS = 4000
SEED = 7
SMALL = 60  # up to so many posts every draw is made post by post
NINETY = 1.645
INTERVAL = 0.05, 0.95
SPREADS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)  # of the groups about each other, on the log scale


class Verdict(StrEnum):
    NOT_ENOUGH = "not enough data"
    NO_DIFFERENCE = "no clear difference"
    BETTER = "A better"
    WORSE = "B better"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`ratio` of 1.2: the first group's middle post had a fifth more. `low` to `high`: nine of ten."""

    ratio: float
    low: float
    high: float
    chance_better: float  # 0 to 1
    posts: int
    others: int
    verdict: Verdict


def compare(one: Sequence[float], two: Sequence[float], seed: int = SEED) -> Comparison:
    """Of engagements, 0 or more. Raises ValueError where a group is empty."""
    return compare_logs([math.log1p(value) for value in one], [math.log1p(value) for value in two], seed)


def compare_logs(one: Sequence[float], two: Sequence[float], seed: int = SEED) -> Comparison:
    """Of log-lifts. Bootstrap: 4,000 draws, the same for the same posts."""
    if not one or not two:
        raise ValueError("a group without posts cannot be compared")
    steps = sorted(_steps(one, two, seed))
    low, high = (steps[min(DRAWS - 1, int(DRAWS * share))] for share in INTERVAL)
    better = sum(step > 0 for step in steps) / DRAWS
    enough = min(len(one), len(two)) >= LEAST
    verdict = _verdict(low, high) if enough else Verdict.NOT_ENOUGH
    ratio = math.exp(median(one) - median(two))
    return Comparison(ratio, math.exp(low), math.exp(high), better, len(one), len(two), verdict)


def compare_each(
    groups: Mapping[str, Sequence[float]], others: Mapping[str, Sequence[float]]
) -> dict[str, Comparison]:
    """Each group's log-lifts with those of all the other posts; shrunken where there are many groups."""
    found = {
        name: compare_logs(group, others[name]) for name, group in groups.items() if group and others[name]
    }
    enough = [name for name, made in found.items() if made.verdict is not Verdict.NOT_ENOUGH]
    if len(enough) > MANY:
        found |= _shrunken({name: found[name] for name in enough})
    return found


def _verdict(low: float, high: float) -> Verdict:
    if low > 0:
        return Verdict.BETTER
    return Verdict.WORSE if high < 0 else Verdict.NO_DIFFERENCE


def _steps(one: Sequence[float], two: Sequence[float], seed: int) -> list[float]:
    draw = random.Random(seed)  # noqa: S311 (no secret; the same posts give the same answer)
    if max(len(one), len(two)) <= SMALL:
        return [
            median(draw.choices(one, k=len(one))) - median(draw.choices(two, k=len(two)))
            for _ in range(DRAWS)
        ]
    first, second = sorted(one), sorted(two)
    return [_drawn_median(first, draw) - _drawn_median(second, draw) for _ in range(DRAWS)]


def _drawn_median(ordered: Sequence[float], draw: random.Random) -> float:
    """The median of as many draws from `ordered`, at the cost of one or two: which posts lie in the middle
    follows the order statistics of uniform numbers (Beta, and then the least of those above)."""
    count = len(ordered)
    middle = (count + 1) // 2
    lower = draw.betavariate(middle, count + 1 - middle)
    one = ordered[min(count - 1, int(lower * count))]
    if count % 2:
        return one
    upper = lower + (1 - lower) * (1 - draw.random() ** (1 / (count - middle)))
    return (one + ordered[min(count - 1, int(upper * count))]) / 2


def _shrunken(found: Mapping[str, Comparison]) -> dict[str, Comparison]:
    """Normal effects about "no difference", with the spread between groups unknown: several are tried, each
    with the weight that all groups together give it. One estimate of it, where it came out as zero, would
    make every interval a point."""
    steps = {name: math.log(made.ratio) for name, made in found.items()}
    noise = {
        name: max(1e-6, (math.log(made.high / made.low) / (2 * NINETY)) ** 2) for name, made in found.items()
    }
    scores = [sum(_log_density(steps[name], spread**2 + noise[name]) for name in found) for spread in SPREADS]
    weights = [math.exp(score - max(scores)) for score in scores]
    return {name: _drawn_in(made, steps[name], noise[name], weights) for name, made in found.items()}


def _log_density(step: float, variance: float) -> float:
    return -0.5 * (math.log(variance) + step**2 / variance)


def _drawn_in(made: Comparison, step: float, noise: float, weights: Sequence[float]) -> Comparison:
    kept = [spread**2 / (spread**2 + noise) for spread in SPREADS]
    total = sum(weights)
    mean = sum(weight * part * step for weight, part in zip(weights, kept, strict=True)) / total
    square = (
        sum(w * (part * noise + (part * step - mean) ** 2) for w, part in zip(weights, kept, strict=True))
        / total
    )
    deviation = math.sqrt(square)
    low, high = mean - NINETY * deviation, mean + NINETY * deviation
    return replace(
        made,
        ratio=math.exp(mean),
        low=math.exp(low),
        high=math.exp(high),
        chance_better=0.5 * math.erfc(-mean / (deviation * math.sqrt(2))),
        verdict=_verdict(low, high),
    )

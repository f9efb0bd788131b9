"""Made-up channels with a known truth, to hold the models against. All from `random.Random(seed)`.

What it takes from public posts: engagement is spread as a lognormal (sd of ln about 1), the hour explains one
or two per cent of that at most, reactions come in bursts (a burst of ten or so says as much as one reaction),
attention fades as Weibull's curve with shape 0.85, and half-lives of posts spread by 0.8 about the channel's.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from planner.insights.halflife import age_when
from planner.insights.same_age import AGES

WORKING = (8, 9, 10, 11, 12, 13, 18, 19, 20, 21)
BURST = 10.0


@dataclass(frozen=True)
class Hours:
    """A channel's posts as (hour, log-lift), and what each hour is truly worth against the usual."""

    posts: tuple[tuple[int, float], ...]
    worth: dict[int, float]


def hours(draw: random.Random, count: int, spread: float, tails: float = 0.1) -> Hours:
    """`spread`: sd of what hours are worth (0: nothing), half of it smooth over the day and half of it not.
    `tails`: the share of posts that are three times as scattered as the others."""
    turn = draw.uniform(0, 2 * math.pi)
    smooth = {hour: spread * math.cos(2 * math.pi * hour / 12 + turn) for hour in range(24)}
    worth = {hour: smooth[hour] + draw.gauss(0, spread / math.sqrt(2)) for hour in range(24)}
    weights = [draw.uniform(0.3, 1.7) for _ in WORKING]
    posts = []
    for _ in range(count):
        hour = draw.choices(WORKING, weights)[0]
        scatter = 3.0 if draw.random() < tails else 1.0
        posts.append((hour, worth[hour] + scatter * draw.gauss(0, 1)))
    used = [hour for hour, _ in posts]
    usual = sum(worth[hour] for hour in used) / count
    return Hours(tuple(posts), {hour: worth[hour] - usual for hour in range(24)})


def vector_hours(count: int, effect: float) -> list[tuple[int, float]]:
    """The posts of the worked examples (`best_hour*` in the vectors): seed 3, the effect at 19 and 20."""
    draw, posts = random.Random(3), []
    for _ in range(count):
        hour = draw.choice(WORKING)
        posts.append((hour, round((effect if hour in {19, 20} else 0) + draw.gauss(0, 1), 3)))
    return posts


def cascade(
    draw: random.Random, half_life: float, total: float, shape: float, ages: Sequence[float] = AGES
) -> tuple[float, ...]:
    """Running totals at `ages` of a post that gets about `total` reactions, in bursts."""
    came = []
    for _ in range(poisson(draw, 2 * total / BURST)):
        size = int(draw.expovariate(2 / BURST)) + 1
        came.append((age_when(draw.random(), half_life, shape), size))
    return tuple(float(sum(size for at, size in came if at <= age)) for age in ages)


def channel(
    draw: random.Random, posts: int, half_life: float, shape: float = 0.85, size: float = 90.0
) -> list[tuple[float, ...]]:
    """Cascades of a channel's posts that got anything; `size` is what the middle one gets."""
    made: list[tuple[float, ...]] = []
    while len(made) < posts:
        own = half_life * math.exp(draw.gauss(0, 0.8))
        came = cascade(draw, own, size * math.exp(draw.gauss(0, 0.8)), shape)
        if came[-1]:
            made.append(came)
    return made


def poisson(draw: random.Random, mean: float) -> int:
    """Knuth's way; from 50 on a normal one."""
    if mean > 50:
        return max(0, round(draw.gauss(mean, math.sqrt(mean))))
    count, product, least = 0, draw.random(), math.exp(-mean)
    while product > least:
        count, product = count + 1, product * draw.random()
    return count

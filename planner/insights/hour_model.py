"""The model below the best hour: normal effects on a circle that lean on their neighbours. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from planner.insights.spread import solve

Post = tuple[int, float]  # (place on the circle, log-lift)


@dataclass(frozen=True, slots=True)
class Circle:
    """Places 0 to size - 1, the last beside the first; effects are alike up to some `reach` places."""

    size: int
    reach: float

    def likeness(self, one: int, two: int) -> float:
        apart = min(abs(one - two), self.size - abs(one - two))
        if not self.reach:
            return 1.0 if not apart else 0.0
        return math.exp(-(apart**2) / (2 * self.reach**2))


@dataclass(frozen=True, slots=True)
class Seen:
    """What the posts say, place by place: only places with posts are here."""

    places: tuple[int, ...]
    counts: tuple[int, ...]
    means: tuple[float, ...]
    noise: float  # variance of a post within its place
    middle: float
    variance: float  # of effects between places


@dataclass(frozen=True, slots=True)
class Fit:
    """`mean` and `deviation` of each place's effect about `seen.middle`."""

    seen: Seen
    mean: tuple[float, ...]
    deviation: tuple[float, ...]

    @property
    def weighted_mean(self) -> float:
        """Of the effects, by posts: what "as usual" is."""
        pairs = zip(self.seen.places, self.seen.counts, strict=True)
        return sum(count * self.mean[place] for place, count in pairs) / sum(self.seen.counts)


def fit(posts: Sequence[Post], circle: Circle) -> Fit:
    """Of (place, log-lift), at least one. With posts at one place only, or no spread, all effects are 0."""
    seen = look(posts)
    if not seen.variance:
        return Fit(seen, (0.0,) * circle.size, (0.0,) * circle.size)
    near = [
        [seen.variance * circle.likeness(at, place) for place in seen.places] for at in range(circle.size)
    ]
    matrix = [[*near[place]] for place in seen.places]
    for row, count in enumerate(seen.counts):
        matrix[row][row] += seen.noise / count
    right = [[mean - seen.middle, *(line[row] for line in near)] for row, mean in enumerate(seen.means)]
    solved = solve(matrix, right)
    mean = tuple(_dot(line, [row[0] for row in solved]) for line in near)
    left = [seen.variance - _dot(line, [row[at + 1] for row in solved]) for at, line in enumerate(near)]
    return Fit(seen, mean, tuple(math.sqrt(max(0.0, value)) for value in left))


def look(posts: Sequence[Post]) -> Seen:
    """Means, the noise within places, and the variance between them by DerSimonian and Laird."""
    by_place: dict[int, list[float]] = {}
    for place, value in posts:
        by_place.setdefault(place, []).append(value)
    places = tuple(sorted(by_place))
    counts = tuple(len(by_place[place]) for place in places)
    means = tuple(sum(by_place[place]) / len(by_place[place]) for place in places)
    middle = sum(value for _, value in posts) / len(posts)
    within = sum((value - means[places.index(place)]) ** 2 for place, value in posts)
    free = len(posts) - len(places)
    noise = within / free if free else 0.0
    return Seen(places, counts, means, noise, middle, _between(counts, means, noise, middle))


def _between(counts: Sequence[int], means: Sequence[float], noise: float, middle: float) -> float:
    if len(counts) < 2 or not noise:
        return 0.0
    weights = [count / noise for count in counts]
    scatter = sum(weight * (mean - middle) ** 2 for weight, mean in zip(weights, means, strict=True))
    scale = sum(weights) - sum(weight**2 for weight in weights) / sum(weights)
    return max(0.0, (scatter - (len(counts) - 1)) / scale)


def _dot(one: Sequence[float], two: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, two, strict=True))

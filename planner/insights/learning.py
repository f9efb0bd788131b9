"""What can be learned from outcomes that are at hand. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from planner.insights import forecast
from planner.insights.best_hour import WEEKDAYS, panel
from planner.insights.channel_life import Life, of_channel
from planner.insights.compare import LEAST, compare_each
from planner.insights.findings import Band, Findings, Group
from planner.insights.halflife import HalfLife, Prior
from planner.insights.rates import Counts
from planner.insights.same_age import AGES
from planner.insights.spread import quantile

NEWEST = 200  # posts that forecasts are learned from
USUAL = 50  # that the band is drawn from
LEAST_FOR_BAND = 10
WEEK = AGES.index(168.0)
EVERY = ("kind", "format")  # each post has one: where all have the same there is nothing to compare
MOST_GROUPS = 12  # of a kind, those with the most posts
Curve = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Row:
    """An outcome and what its post is labelled with. `lift` only where it is known at a day."""

    published_at: datetime
    hour: int
    weekday: int
    lift: float | None  # None too where fewer than ten posts make the usual
    counts: Counts
    labels: tuple[tuple[str, str], ...] = field(default=())  # ("pillar", "Values"), ("tag", "fog")
    is_trial: bool = False  # at an hour that a queue tried on purpose


def lessons(rows: Sequence[Row], curves: Sequence[Curve], prior: Prior | None) -> Findings:
    """`rows` of a year and the newest `curves`, both in the order of time. `prior` None: of many channels,
    which have no half-life and no curve in common."""
    known = [row for row in rows if row.lift is not None]
    hours = panel([(row.hour, row.lift or 0.0) for row in known])
    hours = replace(hours, tried=sum(row.is_trial for row in known))
    weekdays = panel([(row.weekday, row.lift or 0.0) for row in known], WEEKDAYS)
    if prior is None:
        return Findings(hours, weekdays)
    return Findings(hours, weekdays, _half_life(curves, prior), _forecasts(curves), _band(curves))


def groups(rows: Sequence[Row]) -> tuple[Group, ...]:
    """Every label with enough posts on both sides, held against all the posts without it."""
    known = [row for row in rows if row.lift is not None]
    counted = Counter(label for row in known for label in row.labels)
    found: list[Group] = []
    for by in dict.fromkeys(kind for kind, _name in counted):
        names = [name for (kind, name), _n in counted.most_common() if kind == by][:MOST_GROUPS]
        if len(names) > 1 or by not in EVERY:
            found += _of_kind(by, names, known, counted)
    return tuple(found)


def _of_kind(
    by: str, names: Sequence[str], known: Sequence[Row], counted: Mapping[tuple[str, str], int]
) -> list[Group]:
    inside: dict[str, list[float]] = {}
    outside: dict[str, list[float]] = {}
    for name in names:
        if LEAST <= counted[by, name] <= len(known) - LEAST:
            inside[name] = [row.lift or 0.0 for row in known if (by, name) in row.labels]
            outside[name] = [row.lift or 0.0 for row in known if (by, name) not in row.labels]
    results = compare_each(inside, outside)
    return [Group(by, name, counted[by, name], results.get(name)) for name in names]


def _half_life(curves: Sequence[Curve], prior: Prior) -> HalfLife:
    return of_channel([life for curve in curves if (life := _life(curve))], prior)


def _life(curve: Curve) -> Life | None:
    known = [(age, value) for age, value in zip(AGES, curve, strict=True) if value is not None]
    return Life(tuple(age for age, _ in known), tuple(value for _, value in known)) if known else None


def _forecasts(curves: Sequence[Curve]) -> dict[str, forecast.Model]:
    """For each age up to three days at which enough posts are known to the end."""
    models = {}
    for at, age in enumerate(AGES):
        if not forecast.EARLIEST <= age < AGES[WEEK]:
            continue
        lives = [
            (before, now, end)
            for curve in curves
            if (before := curve[at - 1]) is not None
            and (now := curve[at]) is not None
            and (end := curve[WEEK]) is not None
        ][-NEWEST:]
        if len(lives) >= forecast.LEAST:
            models[f"{age:g}"] = forecast.learn(lives)
    return models


def _band(curves: Sequence[Curve]) -> tuple[Band, ...]:
    found = []
    for at, age in enumerate(AGES):
        values = [value for curve in curves if (value := curve[at]) is not None][-USUAL:]
        if len(values) >= LEAST_FOR_BAND:
            found.append(Band(age, *(quantile(values, share) for share in (0.1, 0.5, 0.9))))
    return tuple(found)

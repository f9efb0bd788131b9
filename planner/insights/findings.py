"""What was learned, as it is kept in a row: written and read back without loss."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from planner.insights.best_hour import Panel
from planner.insights.compare import Comparison
from planner.insights.forecast import Model
from planner.insights.halflife import HalfLife
from planner.insights.rates import Rate

PERIODS = (7, 30, 90, 365)  # days


@dataclass(frozen=True, slots=True)
class Group:
    """Posts that share a `by`: pillar, campaign, kind, tag or format. `result`: held against the others."""

    by: str
    name: str
    posts: int
    result: Comparison | None  # None: too few posts to compare at all


@dataclass(frozen=True, slots=True)
class Period:
    """The last so many days. `out`: published; `on_time`: within a minute; `missed`: never went out."""

    out: int = 0
    on_time: int = 0
    missed: int = 0
    measured: int = 0
    rates: tuple[Rate, ...] = ()
    groups: tuple[Group, ...] = ()
    reviews: int = 0
    review_hours: float | None = None  # the middle one, from asked to the yes


@dataclass(frozen=True, slots=True)
class Band:
    """What the last posts had at an age: eight of ten from `low` to `high`. Hours."""

    age: float
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Findings:
    hours: Panel | None = None
    weekdays: Panel | None = None
    half_life: HalfLife | None = None
    forecasts: dict[str, Model] = field(default_factory=dict)  # by age in hours, as "6"
    band: tuple[Band, ...] = ()
    periods: dict[str, Period] = field(default_factory=dict)  # by days


@cache
def _adapter() -> TypeAdapter[Findings]:
    return TypeAdapter(Findings)


def kept(findings: Findings) -> Any:
    """As JSON holds it."""
    return _adapter().dump_python(findings, mode="json")


def read(stored: Any) -> Findings:
    return _adapter().validate_python(stored)

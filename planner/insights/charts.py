"""Where lines and bars lie in their pictures. Pure: only numbers come out, the templates draw."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from planner.insights.best_hour import Panel, Verdict
from planner.insights.findings import Band, Group
from planner.insights.halflife import HalfLife
from planner.insights.lift import log_of

WIDE = math.log(4)  # an interval's picture goes from a quarter to four times as much
WIDTH, HEIGHT = 480.0, 200.0
LOW_HEIGHT = 76.0  # of a picture that has nothing to show but where posts were
DAYS_HEIGHT = 120.0
LEFT, RIGHT, TOP, FOOT = 44.0, 8.0, 28.0, 24.0
FIRST, LAST = 0.25, 24.0 * 28  # hours that a curve's picture shows, on a log scale
TICKS = ((1, "1 h"), (3, "3 h"), (6, "6 h"), (24, "24 h"), (72, "3 d"), (168, "7 d"), (672, "28 d"))


@dataclass(frozen=True, slots=True)
class Reach:
    """An interval on a scale of 0 to 100 whose middle is "no difference"; `width` is from low to high."""

    low: float
    width: float
    at: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour or day: `top` and `height` of the bar, `high` and `low` of its interval."""

    at: int
    x: float
    width: float
    top: float
    height: float
    high: float
    low: float
    is_hatched: bool
    is_best: bool

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def is_right(self) -> bool:
        """So far right that words begin on its left."""
        return self.middle > WIDTH / 2


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across, or a point, with its words."""

    x: float
    y: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    bars: tuple[Bar, ...]
    zero: float
    lines: tuple[Mark, ...]
    has_effect: bool
    height: float

    @property
    def room(self) -> float:
        """How high the field of the bars is."""
        return self.height - TOP - FOOT

    @property
    def words_at(self) -> float:
        return self.height - 6


@dataclass(frozen=True, slots=True)
class Curve:
    """`line` and `band` as points of a polyline and a polygon; `half` where the half-life lies."""

    line: str
    points: tuple[Mark, ...]
    band: str
    middle: str
    across: tuple[Mark, ...]
    along: tuple[Mark, ...]
    half: float | None


@dataclass(frozen=True, slots=True)
class Days:
    """A count by day: `across` says where its least and its greatest value lie, not zero."""

    line: str
    points: tuple[Mark, ...]
    across: tuple[Mark, ...]
    along: tuple[date, ...]  # its first and its last day
    height: float = DAYS_HEIGHT


def days(counts: Sequence[tuple[date, int]], words: Sequence[str]) -> Days:
    """`counts` in the order of their days, at least one; each point is labelled with its words."""
    low, high = min(count for _on, count in counts), max(count for _on, count in counts)
    first, span = counts[0][0], max(1, (counts[-1][0] - counts[0][0]).days)
    room = DAYS_HEIGHT - TOP - FOOT

    def y(count: int) -> float:
        return round(TOP + room * (1 - (count - low) / (high - low) if high > low else 0.5), 1)

    points = tuple(
        Mark(round(LEFT + (on - first).days / span * (WIDTH - LEFT - RIGHT), 1), y(count), said)
        for (on, count), said in zip(counts, words, strict=True)
    )
    across = tuple(Mark(0, y(count), f"{count}") for count in sorted({low, high}))
    return Days(_joined(points), points, across, tuple(dict.fromkeys((first, counts[-1][0]))))


def reach(group: Group) -> Reach | None:
    """None where nothing can be drawn."""
    if group.result is None:
        return None
    low, at, high = (
        _of_hundred(math.log(v)) for v in (group.result.low, group.result.ratio, group.result.high)
    )
    return Reach(low, max(high - low, 0.8), at)


def _of_hundred(step: float) -> float:
    return round(50 + 50 * max(-1.0, min(1.0, step / WIDE)), 2)


def bars(panel: Panel) -> Bars:
    """The model's own values, never raw means. Nothing but the posts' places where it found no effect."""
    shown = panel.verdict in {Verdict.WEAK, Verdict.EVIDENCE}
    ends = [abs(log_of(end)) for cell in panel.cells if cell.posts for end in (cell.low, cell.high)]
    most = min(max([0.2, *ends]), 2.0) if shown else 1.0
    step = (WIDTH - LEFT - RIGHT) / len(panel.cells)
    height = HEIGHT if shown else LOW_HEIGHT
    half = (height - TOP - FOOT) / 2
    middle = TOP + half

    def y(log: float) -> float:
        return round(middle - half * max(-1.0, min(1.0, log / most)), 1)

    best = {cell.at for cell in panel.recommended}
    drawn = tuple(
        Bar(
            cell.at,
            round(LEFT + cell.at * step + step * 0.12, 1),
            round(step * 0.76, 1),
            min(y(cell.effect), y(0)),
            abs(y(cell.effect) - y(0)),
            y(log_of(cell.high)),
            y(log_of(cell.low)),
            not cell.posts,
            cell.at in best,
        )
        for cell in panel.cells
    )
    lines = tuple(
        Mark(0, y(log_of(percents)), f"{percents:+d} %".replace("-", "−")) for percents in _steps(most)
    )
    return Bars(drawn, y(0), lines if shown else (), shown, height)


def _steps(most: float) -> Sequence[int]:
    """Two or three lines above and below, as far as there is room."""
    for step in (5, 10, 20, 25, 50, 100, 200):
        if log_of(2 * step) > 0.55 * most:
            break
    return [one for one in (2 * step, step, -step) if abs(log_of(max(one, -95))) <= most]


def curve(looks: Sequence[tuple[float, float]], band: Sequence[Band], half_life: HalfLife | None) -> Curve:
    """`looks` are (age in hours, engagement), rising in age."""
    most = max([1.0, *(count for _age, count in looks), *(one.high for one in band)])
    top = _round_up(most)
    points = tuple(Mark(_x(age), _y(count, top)) for age, count in looks)
    outline = [*(Mark(_x(one.age), _y(one.high, top)) for one in band)]
    outline += [Mark(_x(one.age), _y(one.low, top)) for one in reversed(band)]
    return Curve(
        _joined(points),
        points,
        _joined(outline),
        _joined([Mark(_x(one.age), _y(one.middle, top)) for one in band]),
        tuple(Mark(0, _y(top * share, top), f"{top * share:g}") for share in (0, 0.5, 1)),
        tuple(Mark(_x(age), 0, label) for age, label in TICKS),
        _x(half_life.hours) if half_life and half_life.is_measured else None,
    )


def _x(age: float) -> float:
    share = math.log(min(max(age, FIRST), LAST) / FIRST) / math.log(LAST / FIRST)
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _y(count: float, top: float) -> float:
    return round(TOP + (1 - count / top) * (HEIGHT - TOP - FOOT), 1)


def _round_up(value: float) -> float:
    """To 1, 2, 4 or 10 times a power of ten, so that half of it is round as well."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 4, 10) if value <= step * power)


def _joined(points: Sequence[Mark]) -> str:
    return " ".join(f"{point.x:g},{point.y:g}" for point in points)

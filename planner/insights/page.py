"""What the page of insights draws: numbers, their sentences and their pictures, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from planner.insights import charts, said
from planner.insights.best_hour import Panel, Verdict
from planner.insights.charts import Bar, Bars, Reach
from planner.insights.findings import PERIODS, Group
from planner.insights.reading import Insights, Line


@dataclass(frozen=True, slots=True)
class LineShown:
    line: Line
    lift: str
    beside: str
    verdict: str
    foretold: str


@dataclass(frozen=True, slots=True)
class GroupShown:
    name: str
    group: Group
    reach: Reach | None
    change: str
    interval: str
    says: str
    verdict: str


@dataclass(frozen=True, slots=True)
class KindShown:
    title: str
    groups: tuple[GroupShown, ...]


@dataclass(frozen=True, slots=True)
class CellShown:
    bar: Bar
    where: str
    posts: int
    change: str
    interval: str
    says: str


@dataclass(frozen=True, slots=True)
class PanelShown:
    says: str
    verdict: str
    chart: Bars | None
    cells: tuple[CellShown, ...]


def context(found: Insights) -> dict[str, Any]:
    """For the template."""
    return {
        "found": found,
        "periods": PERIODS,
        "can": said.can_be_said(found),
        "cannot": said.cannot_be_said(found),
        "lines": [_line(one) for one in found.lines],
        "kinds": kinds(found.period.groups),
        "hours": panel(found.findings.hours),
        "weekdays": panel(found.findings.weekdays, is_of_days=True),
        "trials": [said.trial(*one) for one in found.trials],
        "lives": [(one, said.life(one)) for one in found.lives],
        "rates": [(said.FORMULAS[one.formula], one) for one in found.period.rates],
        "review": said.hours(found.period.review_hours) if found.period.review_hours is not None else "",
    }


def _line(one: Line) -> LineShown:
    shown = said.signed(one.lift) if one.lift is not None else "—"
    return LineShown(one, shown, said.lift(one), said.lift_verdict(one), said.foretold(one))


def kinds(groups: Sequence[Group]) -> list[KindShown]:
    """By pillar, campaign, kind, tag and format, in this order; what there is."""
    order = {by: place for place, by in enumerate(said.KINDS)}
    known = sorted(groups, key=lambda one: order[one.by])
    return [
        KindShown(str(said.KINDS[by]), tuple(_group(one) for one in those))
        for by, those in groupby(known, key=lambda one: one.by)
    ]


def _group(one: Group) -> GroupShown:
    name, says = said.group(one), said.compared(one.result)
    if one.result is None or one.result.verdict == "not enough data":
        return GroupShown(name, one, None, "—", "", says, "few")
    result = one.result
    interval = f"{said.ratio(result.low)} … {said.ratio(result.high)}"
    verdict = {"A better": "better", "B better": "worse"}.get(result.verdict, "none")
    return GroupShown(name, one, charts.reach(one), said.ratio(result.ratio), interval, says, verdict)


def panel(found: Panel | None, is_of_days: bool = False) -> PanelShown:
    says = " ".join(filter(None, (said.panel(found, is_of_days), said.tried(found))))
    if found is None or found.verdict is Verdict.NOT_ENOUGH:
        return PanelShown(says, "few", None, ())
    chart = charts.bars(found)
    cells = tuple(
        CellShown(
            bar,
            said.place(cell, is_of_days),
            cell.posts,
            said.signed(cell.percent) if cell.posts and chart.has_effect else "—",
            f"{said.signed(cell.low)} … {said.signed(cell.high)}" if cell.posts and chart.has_effect else "",
            said.cell(cell, is_of_days, chart.has_effect),
        )
        for bar, cell in zip(chart.bars, found.cells, strict=True)
    )
    return PanelShown(says, found.verdict.name.lower(), chart, cells)

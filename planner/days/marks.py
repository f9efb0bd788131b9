"""What a calendar shows on its days besides posts. Two queries, however long the span."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Coalesce

from planner.days.holidays import Holiday, holidays_of
from planner.days.lanes import SHOWN, Bar, Row, lay
from planner.days.models import DayNote, ObservedDay
from planner.people.models import Workspace

ENDLESS = date(9999, 12, 31)
MOST = 2000  # rows of either query


@dataclass(frozen=True, slots=True)
class Note:
    pk: int
    text: str
    by: str  # who wrote it; "" when they are gone


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands on one day."""

    holiday: Holiday | None = None
    observances: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.holiday or self.observances or self.notes)


@dataclass(slots=True)
class _Filling:
    observances: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def marks_of(workspace: Workspace, first: date, last: date, language: str) -> dict[date, Marks]:
    """The days from `first` to `last` that have a mark. One query; holidays are asked of memory."""
    found: dict[date, _Filling] = {}
    span = {"workspace": workspace, "day__gte": first, "day__lte": last}
    notes = _columns(DayNote.objects.filter(**span), "note", "text", Coalesce("by__name", Value("")))
    observed = _columns(ObservedDay.objects.filter(**span), "observance", "name", Value(""))
    for kind, pk, day, text, by in notes.union(observed, all=True).order_by("on", "of", "key")[:MOST]:
        here = found.setdefault(day, _Filling())
        if kind == "note":
            here.notes.append(Note(pk, text, by))
        else:
            here.observances.append(text)
    free = holidays_between(workspace.country, first, last, language)
    nothing = _Filling()
    return {
        day: Marks(free.get(day), tuple(dict.fromkeys(here.observances)), tuple(here.notes))
        for day in sorted(free.keys() | found.keys())
        for here in [found.get(day, nothing)]
    }


def holidays_between(country: str, first: date, last: date, language: str) -> dict[date, Holiday]:
    """The country's holidays in the span. No query."""
    if not country:
        return {}
    return {
        day: holiday
        for year in range(first.year, last.year + 1)
        for day, holiday in holidays_of(country, year, language).items()
        if first <= day <= last
    }


def bars_of(workspace: Workspace, first: date, last: date, most: int = SHOWN) -> list[Row]:
    """Campaigns and events over the weeks of the span, Monday first, laid out in lanes. One query."""
    return lay(bars_between(workspace, first, last), first, last, most)


def bars_between(workspace: Workspace, first: date, last: date) -> list[Bar]:
    """Whole weeks, so that a bar of the grid's other days is there too."""
    first, last = first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
    campaigns = _bars(
        workspace.campaigns.filter(archived_at=None, starts_on__lte=last).exclude(ends_on__lt=first),
        "campaign",
        time=Value(""),
        where=Value(""),
    )
    events = _bars(
        workspace.events.filter(starts_on__lte=last, ends_on__gte=first),
        "event",
        time=F("wall"),
        where=F("zone"),
    )
    rows = campaigns.union(events, all=True).order_by("begins", "of", "key")[:MOST]
    return [
        Bar(kind, pk, name, begins, ends or ENDLESS, time, zone)
        for kind, pk, name, begins, ends, time, zone in rows
    ]


def _columns(rows: "QuerySet[Any]", kind: str, text: str, by: Any) -> "QuerySet[Any]":
    named: QuerySet[Any] = rows.order_by().annotate(
        of=Value(kind, CharField()), key=F("pk"), on=F("day"), says=F(text), whose=by
    )
    return named.values_list("of", "key", "on", "says", "whose")


def _bars(rows: "QuerySet[Any]", kind: str, *, time: Any, where: Any) -> "QuerySet[Any]":
    named: QuerySet[Any] = rows.order_by().annotate(
        of=Value(kind, CharField()),
        key=F("pk"),
        begins=F("starts_on"),
        ends=F("ends_on"),
        hour=time,
        there=where,
    )
    return named.values_list("of", "key", "name", "begins", "ends", "hour", "there")

"""What else was going on: holidays, days to keep in mind, events, notes, and when nothing could go out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from planner.channels.models import Channel
from planner.days.marks import marks_of
from planner.people.models import Workspace
from planner.reports.outages import Outage
from planner.reports.span import Span

MOST = 200


@dataclass(frozen=True, slots=True)
class Mark:
    """`kind`: holiday, observance, event, note, or one of an outage's. `text` is its name."""

    first: date
    last: date
    kind: str
    text: str


def marks(
    workspace: Workspace, span: Span, for_client: bool, language: str, stopped: Sequence[Outage]
) -> list[Mark]:
    """In the order of days. A client is not shown notes, nor what did not work with us."""
    found = [*_of_days(workspace, span, for_client, language), *_events(workspace, span)]
    if not for_client:
        found += _outages(workspace, span, stopped)
    return sorted(found, key=lambda one: (one.first, one.last, one.kind, one.text))[:MOST]


def _of_days(workspace: Workspace, span: Span, for_client: bool, language: str) -> Iterator[Mark]:
    for day, here in marks_of(workspace, span.first, span.last, language).items():
        if here.holiday is not None:
            yield Mark(day, day, "holiday", here.holiday.name)
        yield from (Mark(day, day, "observance", name) for name in here.observances)
        if not for_client:
            yield from (Mark(day, day, "note", note.text) for note in here.notes)


def _events(workspace: Workspace, span: Span) -> Iterator[Mark]:
    for event in workspace.events.filter(starts_on__lte=span.last, ends_on__gte=span.first)[:MOST]:
        yield Mark(max(event.starts_on, span.first), min(event.ends_on, span.last), "event", event.name)


def _outages(workspace: Workspace, span: Span, found: Sequence[Outage]) -> Iterator[Mark]:
    ids = {one.channel_id for one in found if one.channel_id}
    names = dict(Channel.objects.filter(workspace=workspace, pk__in=ids).values_list("pk", "name"))
    for one in found:
        first, last = one.days(span, workspace.zone)
        yield Mark(first, last, one.kind, names.get(one.channel_id or 0, ""))

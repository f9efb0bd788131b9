"""The API about what stands on days: notes and events."""

from datetime import date, datetime, time
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from planner.contract.paging import Where, page
from planner.contract.refusals import Invalid
from planner.contract.schema import Given, Page, Words
from planner.contract.typed import insist_on
from planner.days import events, notes
from planner.days.events import FIRST, LAST, EventForm
from planner.days.models import DayNote, Event
from planner.people.permissions import Verb
from planner.people.request import TokenRequest

router = Router(tags=["Days"])


class Days(Where):
    """Which days; the last one is in."""

    first: date | None = Field(default=None, alias="from", description="The first day.")
    last: date | None = Field(default=None, alias="to", description="The last day.")


class NoteShown(Schema):
    """A few words on a day, for everybody in the workspace."""

    id: int
    day: date
    text: str
    by: int | None
    created_at: datetime
    updated_at: datetime


class NoteWords(Given):
    text: Words = Field(max_length=2000)


class NoteGiven(NoteWords):
    day: date = Field(ge=FIRST, le=LAST)


class EventShown(Schema):
    """Something that happens on a day or several."""

    id: int
    name: str
    starts_on: date
    ends_on: date
    time: str | None = Field(description="When it begins, on a clock in `timezone`; null: all day.")
    timezone: str | None
    starts_at: datetime | None
    place: str
    link: str
    note: str


class EventChanges(Given):
    """What shall be otherwise; the rest stays."""

    name: Words | None = Field(default=None, max_length=120)
    starts_on: date | None = None
    ends_on: date | None = Field(default=None, description="Its last day.")
    time: Words | None = Field(default=None, max_length=8, description="19:00; empty: all day.")
    timezone: Words | None = Field(default=None, max_length=64, description="Empty: the workspace's.")
    place: Words | None = Field(default=None, max_length=200)
    link: Words | None = Field(default=None, max_length=500)
    note: Words | None = Field(default=None, max_length=2000)


class EventGiven(EventChanges):
    name: Words = Field(max_length=120)
    starts_on: date


@router.get("/day-notes", response=Page[NoteShown], operation_id="notes.list", summary="List notes on days")
def list_notes(request: TokenRequest, where: Query[Days]) -> Page[NoteShown]:
    rows = DayNote.objects.filter(workspace=request.workspace)
    if where.first is not None:
        rows = rows.filter(day__gte=where.first)
    if where.last is not None:
        rows = rows.filter(day__lte=where.last)
    return page(rows, where, _note)


@router.post(
    "/day-notes", response={201: NoteShown}, operation_id="notes.write", summary="Write a note on a day"
)
def write_note(request: TokenRequest, given: NoteGiven) -> Any:
    return Status(201, _note(notes.write(request.workspace, request.actor, given.day, given.text)))


@router.patch(
    "/day-notes/{int:note_id}", response=NoteShown, operation_id="notes.change", summary="Change a note"
)
def change_note(request: TokenRequest, note_id: int, given: NoteWords) -> NoteShown:
    note = get_object_or_404(DayNote, workspace=request.workspace, pk=note_id)
    notes.change(note, request.actor, given.text, request.may(Verb.EDIT))
    return _note(note)


@router.delete(
    "/day-notes/{int:note_id}", response={204: None}, operation_id="notes.remove", summary="Remove a note"
)
def remove_note(request: TokenRequest, note_id: int) -> Any:
    note = get_object_or_404(DayNote, workspace=request.workspace, pk=note_id)
    notes.remove(note, request.actor, request.may(Verb.EDIT))
    return Status(204, None)


@router.get("/events", response=Page[EventShown], operation_id="events.list", summary="List events")
def list_events(request: TokenRequest, where: Query[Days]) -> Page[EventShown]:
    rows = Event.objects.filter(workspace=request.workspace)
    if where.first is not None:
        rows = rows.filter(ends_on__gte=where.first)
    if where.last is not None:
        rows = rows.filter(starts_on__lte=where.last)
    return page(rows, where, _event)


@router.post("/events", response={201: EventShown}, operation_id="events.add", summary="Add an event")
def add_event(request: TokenRequest, given: EventGiven) -> Any:
    return Status(201, _event(events.add(request.workspace, request.actor, _form(given, {}))))


@router.get("/events/{int:event_id}", response=EventShown, operation_id="events.see", summary="See an event")
def see_event(request: TokenRequest, event_id: int) -> EventShown:
    return _event(_found(request, event_id))


@router.patch(
    "/events/{int:event_id}", response=EventShown, operation_id="events.change", summary="Change an event"
)
def change_event(request: TokenRequest, event_id: int, given: EventChanges) -> EventShown:
    event = _found(request, event_id)
    events.change(event, request.actor, _form(given, events.typed(event)))
    return _event(event)


@router.delete(
    "/events/{int:event_id}", response={204: None}, operation_id="events.remove", summary="Remove an event"
)
def remove_event(request: TokenRequest, event_id: int) -> Any:
    events.remove(_found(request, event_id), request.actor)
    return Status(204, None)


NAMES = {"time": "wall", "timezone": "zone"}  # in the API, and in the form


def _form(given: EventChanges, before: dict[str, Any]) -> EventForm:
    said = given.dict(exclude_unset=True)
    if said.get("time"):
        try:
            time.fromisoformat(said["time"])
        except ValueError:
            raise Invalid("body.time", _("Write the time as 19:00.")) from None
    data = before | {NAMES.get(name, name): value for name, value in said.items()}
    return insist_on(EventForm(data), {wall: name for name, wall in NAMES.items()})


def _found(request: TokenRequest, event_id: int) -> Event:
    ours = Event.objects.select_related("workspace").filter(workspace=request.workspace)
    return get_object_or_404(ours, pk=event_id)


def _note(note: DayNote) -> NoteShown:
    return NoteShown(
        id=note.pk, day=note.day, text=note.text, by=note.by_id, created_at=note.created_at,
        updated_at=note.updated_at,
    )  # fmt: skip


def _event(event: Event) -> EventShown:
    return EventShown(
        id=event.pk, name=event.name, starts_on=event.starts_on, ends_on=event.ends_on,
        time=event.wall or None, timezone=event.zone or None, starts_at=event.starts_at, place=event.place,
        link=event.link, note=event.note,
    )  # fmt: skip

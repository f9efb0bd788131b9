"""A day with its notes, and the page of events."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planner.days import events, notes
from planner.days.day import day_shown, read_day
from planner.days.events import EventForm
from planner.days.models import DayNote, Event
from planner.people.members import Refused
from planner.people.permissions import Verb
from planner.people.request import MemberRequest
from planner.schedule.agenda import one_day
from planner.schedule.finding import Filters
from planner.zones import offered

SHOWN = 20  # posts of a day on its page


@require_http_methods(["GET", "HEAD", "POST"])
def day(request: MemberRequest, day: str) -> HttpResponse:
    """What stands on a day, as a part for a dialog or as a page; a POST writes a note on it."""
    found = read_day(day)
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            notes.write(request.workspace, request.actor, found, request.POST.get("text", ""))
        except Refused as refusal:
            return _day(request, day, {"wrong": str(refusal), "typed": request.POST.get("text", "")}, 422)
        return _changed(request, day)
    return _day(request, day, {}, 200)


@require_POST
def day_note(request: MemberRequest, note_id: int) -> HttpResponse:
    """Say it otherwise, or take it away."""
    note = get_object_or_404(DayNote, workspace=request.workspace, pk=note_id)
    on, may_edit = note.day.isoformat(), request.may(Verb.EDIT)
    try:
        if request.POST.get("do") == "remove":
            notes.remove(note, request.actor, may_edit)
        else:
            notes.change(note, request.actor, request.POST.get("text", ""), may_edit)
    except Refused as refusal:
        return _day(request, on, {"wrong": str(refusal)}, 422)
    return _changed(request, on)


@require_http_methods(["GET", "HEAD", "POST"])
def events_page(request: MemberRequest) -> HttpResponse:
    """Every event, those to come first; a POST adds one."""
    today = timezone.localdate(timezone=request.workspace.zone)
    initial = {"starts_on": read_day(request.GET.get("on", "")), "zone": request.workspace.timezone}
    form = EventForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        events.add(request.workspace, request.actor, form)
        messages.success(request, _("The event is in the calendar."))
        return redirect("events", request.workspace.slug)
    to_come = request.workspace.events.filter(ends_on__gte=today)[:200]
    over = request.workspace.events.filter(ends_on__lt=today).order_by("-starts_on", "-pk")[:50]
    context = {"form": form, "to_come": to_come, "over": over, "zones": offered()}
    return render(request, "days/events.html", context, status=_status(request, form))


@require_http_methods(["GET", "HEAD", "POST"])
def event(request: MemberRequest, event_id: int) -> HttpResponse:
    """One event, to be changed or removed."""
    found = get_object_or_404(
        Event.objects.select_related("workspace"), workspace=request.workspace, pk=event_id
    )
    form = EventForm(request.POST or None, initial=events.typed(found))
    if request.method == "POST" and request.POST.get("do") == "remove":
        events.remove(found, request.actor)
        messages.success(request, _("The event is removed."))
        return redirect("events", request.workspace.slug)
    if request.method == "POST" and form.is_valid():
        events.change(found, request.actor, form)
        messages.success(request, _("Saved."))
        return redirect("events", request.workspace.slug)
    context = {"form": form, "event": found, "zones": offered()}
    return render(request, "days/event.html", context, status=_status(request, form))


def _status(request: MemberRequest, form: EventForm) -> int:
    return 422 if request.method == "POST" and not form.is_valid() else 200


def _day(request: MemberRequest, on: str, more: dict[str, Any], status: int) -> HttpResponse:
    found = read_day(on)
    assert found is not None
    shown = day_shown(request.workspace, found, translation.get_language() or "en")
    part = _is_htmx(request) or request.headers.get("X-Part") == "day"
    context: dict[str, Any] = {"shown": shown, "most": DayNote.MOST, **_posts(request, found)} | more
    return render(request, f"days/{'_day' if part else 'day'}.html", context, status=200 if part else status)


def _posts(request: MemberRequest, day: date) -> dict[str, Any]:
    """The posts of the day, the first of them; the rest is in the calendar's list."""
    channels = {one.pk: one for one in request.workspace.channels.defer("credentials", "account_facts")}
    lines = one_day(request.workspace, day, Filters(), channels, timezone.now()).lines
    networks = {network for line in lines[:SHOWN] for network in line.chip.networks}
    return {"lines": lines[:SHOWN], "more_lines": max(0, len(lines) - SHOWN), "networks": networks}


def _changed(request: MemberRequest, on: str) -> HttpResponse:
    """The dialog shows the day anew and tells the calendar behind it; without htmx the page does."""
    if not _is_htmx(request):
        return redirect("day", request.workspace.slug, on)
    answer = _day(request, on, {}, 200)
    answer.headers["HX-Trigger"] = "day-changed"
    return answer


def _is_htmx(request: MemberRequest) -> bool:
    return request.headers.get("HX-Request") == "true"

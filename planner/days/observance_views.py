"""The page of observances: what is kept in mind, by hand and from calendar files."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from planner.days import ics, observances
from planner.days.day import read_day
from planner.days.listing import listed
from planner.days.models import Observance
from planner.people.countries import named
from planner.people.members import Refused
from planner.people.request import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: MemberRequest) -> HttpResponse:
    """The list; a POST adds one by hand."""
    if request.method != "POST":
        return _page(request, {"on": read_day(request.GET.get("on", ""))}, 200)
    day, name = read_day(request.POST.get("day", "")), request.POST.get("name", "")
    try:
        if day is None:
            raise Refused(_("Choose a day first."))
        every_year = request.POST.get("every_year") == "on"
        observances.add(request.workspace, request.actor, name, day, every_year, timezone.now())
    except Refused as refusal:
        return _page(request, {"wrong": str(refusal), "on": day, "typed": name}, 422)
    messages.success(request, _("It is in the calendar."))
    return redirect("observances", request.workspace.slug)


@require_POST
def bring(request: MemberRequest) -> HttpResponse:
    """A calendar file: first what it would do, then, when that is agreed to, done."""
    now = timezone.now()
    try:
        data, called = _file(request)
        planned = observances.plan(request.workspace, data, called, now)
    except (ics.NotRead, Refused) as refusal:
        return _page(request, {"not_read": str(refusal)}, 422)
    if request.POST.get("do") == "bring":
        brought = observances.bring(request.workspace, request.actor, planned, now)
        said = ngettext("%(n)s day is in the calendar.", "%(n)s days are in the calendar.", brought)
        messages.success(request, said % {"n": brought})
        return redirect("observances", request.workspace.slug)
    today = timezone.localdate(now, request.workspace.zone)
    context = {
        "plan": planned,
        "text": "" if request.POST.get("built_in") else ics.decoded(data),
        "built_in": request.POST.get("built_in", ""),
        "coming": [(one, one.next(today)) for one in planned.coming[:300]],
        "today": today,
    }
    return render(request, "days/bring.html", context)


@require_POST
def change(request: MemberRequest) -> HttpResponse:
    """Take away what one file brought."""
    calendar, now = request.POST.get("calendar", ""), timezone.now()
    count = observances.remove_calendar(request.workspace, request.actor, calendar, now)
    said = ngettext("%(n)s day is removed.", "%(n)s days are removed.", count)
    messages.success(request, said % {"n": count})
    return redirect("observances", request.workspace.slug)


@require_POST
def remove(request: MemberRequest, observance_id: int) -> HttpResponse:
    found = get_object_or_404(Observance, workspace=request.workspace, pk=observance_id)
    observances.remove(found, request.actor, timezone.now())
    messages.success(request, _("“%(name)s” is removed.") % {"name": found.name})
    return redirect("observances", request.workspace.slug)


def _file(request: MemberRequest) -> tuple[bytes, str]:
    """The bytes of what was uploaded, pasted or chosen from the box, and its name."""
    if (name := request.POST.get("built_in", "")) in observances.BUILT_IN:
        return observances.built_in(name), ""
    if uploaded := request.FILES.get("file"):
        return uploaded.read(ics.MOST_BYTES + 1), str(uploaded.name or "")
    if text := request.POST.get("text", "").strip():
        return text.encode(), request.POST.get("called", "")[:120] or _("Pasted")
    raise Refused(_("Choose a file, or paste its text."))


def _page(request: MemberRequest, more: dict[str, Any], status: int) -> HttpResponse:
    today = timezone.localdate(timezone=request.workspace.zone)
    context = {
        "calendars": listed(request.workspace, today),
        "country": named(request.workspace.country, translation.get_language() or "en"),
        "most_kilobytes": ics.MOST_BYTES // 1000,
    }
    return render(request, "days/observances.html", context | more, status=status)

"""The calendar on paper, and the panel of notices beside the one on the screen."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from planner.people.members import Refused
from planner.people.request import MemberRequest
from planner.schedule.days import grid, month_after, month_of
from planner.schedule.notices import notices
from planner.schedule.sheet import letters, sheet
from planner.schedule.told_filters import kept, told
from planner.schedule.views import filters_of

LONGEST = timedelta(days=70)


@require_safe
def print_calendar(request: MemberRequest) -> HttpResponse:
    """A month, or the weeks from one day to another, as it is to lie on the table."""
    workspace, now = request.workspace, timezone.now()
    first, last = _span(request)
    days = grid(first) if "month" in request.GET or "from" not in request.GET else _weeks(first, last)
    channels = {one.pk: one for one in workspace.channels.defer("credentials", "account_facts")}
    filters = filters_of(request)
    language = translation.get_language() or "en"
    made = sheet(workspace, days, filters, channels, language, (first, last), now)
    context = {
        "sheet": made,
        "first": first,
        "last": last,
        "is_month": first.day == 1 and last == month_after(first) - timedelta(days=1),
        "letters": letters(),
        "told": _told(request),
        "printed_at": now,
        "as_list": request.GET.get("view") == "list",
        "weekdays": made.weeks[0].days,
    }
    return render(request, "schedule/print.html", context)


@require_safe
def calendar_notices(request: MemberRequest) -> HttpResponse:
    """What stands out in a month, or from one day to another, in sentences."""
    first, last = _span(request)
    noticed = notices(request.workspace, first, last, timezone.now(), filters_of(request).channel_ids)
    return render(request, "schedule/_notices.html", {"noticed": noticed})


def _told(request: MemberRequest) -> list[str]:
    try:
        return told(request.workspace, kept(request.GET))
    except Refused as refusal:
        return [str(refusal)]


def _span(request: MemberRequest) -> tuple[date, date]:
    """The month that is asked for, or the days; at most ten weeks."""
    today = timezone.localdate(timezone=request.workspace.zone)
    first, last = _day(request.GET.get("from", "")), _day(request.GET.get("to", ""))
    if first and last and timedelta() <= last - first <= LONGEST:
        return first, last
    month = month_of(request.GET.get("month", ""), today)
    return month, month_after(month) - timedelta(days=1)


def _weeks(first: date, last: date) -> list[date]:
    start = first - timedelta(days=first.weekday())
    weeks = (last - start).days // 7 + 1
    return [start + timedelta(days=n) for n in range(weeks * 7)]


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year <= 9000 else None

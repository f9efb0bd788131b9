"""The calendar: a month, a list, a day."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from planner.deliveries.planned import costs
from planner.deliveries.stage import Stage
from planner.people.request import MemberRequest
from planner.schedule import agenda as lists
from planner.schedule import calendar as months
from planner.schedule.days import month_after, month_of, within_reach
from planner.schedule.finding import Filters
from publishers.base import Priced

REMEMBERED = ("view", "channel", "stage")


@require_safe
def calendar(request: MemberRequest) -> HttpResponse:
    """The calendar as the address asks for it; without a question, as this person left it."""
    key = f"calendar-{request.workspace.pk}"
    if not request.GET and (last := request.session.get(key)):
        return HttpResponseRedirect(f"{request.path}?{last}")
    kept = request.GET.copy()
    for name in set(kept) - set(REMEMBERED):
        del kept[name]
    if request.session.get(key, "") != kept.urlencode():
        request.session[key] = kept.urlencode()
    now = timezone.now()
    context = _common(request, now)
    if request.GET.get("view") == "list":
        return _list(request, context, now)
    today = context["today"]
    context["new"] = reverse("post-new", kwargs={"workspace": request.workspace.slug})
    context["posts"] = reverse("post", kwargs={"workspace": request.workspace.slug, "post_id": 0})[:-2]
    context["kept"] = kept_filters(request)
    filters: Filters = context["filters"]
    first = month_of(request.GET.get("month", ""), today)
    shown = months.month(request.workspace, first, filters, context["channels"], now)
    context["month"] = shown
    if any(issubclass(channel.kind, Priced) for channel in context["channels"].values()):
        last = month_after(first) - timedelta(days=1)
        context["costs"] = costs(request.workspace, first, last, request.workspace.zone)
    tray = months.unplanned(request.workspace, filters, now)
    context["tray"] = tray[: months.MOST_IN_TRAY]
    context["tray_has_more"] = len(tray) > months.MOST_IN_TRAY
    if filters.words:
        context["elsewhere"] = months.elsewhere(request.workspace, filters, shown, now)
        context["most_elsewhere"] = months.MOST_ELSEWHERE
    return render(request, "schedule/month.html", context)


def _list(request: MemberRequest, context: dict[str, Any], now: datetime) -> HttpResponse:
    where = (request.workspace, context["filters"])
    if day := _day(request.GET.get("day", "")):
        page = lists.one_day(request.workspace, day, context["filters"], context["channels"], now)
        context["day_shown"] = day
        context["new_at"] = months.new_at(day, timezone.localtime(now, request.workspace.zone))
    elif request.GET.get("day") == "none":
        page = lists.without_time(*where, context["channels"], now)
    else:
        page = lists.agenda(*where, request.GET.get("from", ""), context["channels"], now)
    context["agenda"] = page
    context["networks"] = {channel.network for channel in context["channels"].values()}
    part = "_day.html" if request.headers.get("X-Part") == "day" else "list.html"
    return render(request, f"schedule/{part}", context)


def _common(request: MemberRequest, now: datetime) -> dict[str, Any]:
    workspace = request.workspace
    return {
        "filters": Filters.read(request.GET.dict()),
        "channels": {
            channel.pk: channel for channel in workspace.channels.defer("credentials", "account_facts")
        },
        "stages": Stage.choices,
        "today": now.astimezone(workspace.zone).date(),
        "next": months.next_up(workspace, now),
    }


def kept_filters(request: MemberRequest) -> str:
    """The filters of this page, to be added to the address of a day."""
    query = request.GET.copy()
    for name in set(query) - {"channel", "stage", "q"}:
        del query[name]
    return f"&{query.urlencode()}" if query else ""


def _day(text: str) -> date | None:
    try:
        return within_reach(date.fromisoformat(text))
    except ValueError:
        return None

"""The calendar: a month, a week, a day, a list, a board. Who asks for the part gets the part."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from planner.ahead.planned import costs
from planner.people.models import Membership
from planner.people.permissions import Verb
from planner.people.request import MemberRequest
from planner.schedule import agenda as lists
from planner.schedule import month as months
from planner.schedule import week as weeks
from planner.schedule.board import board
from planner.schedule.cards import networks_of, stages_of
from planner.schedule.days import day_of, month_after, new_at
from planner.schedule.finding import KEPT, Filters, Reader
from planner.schedule.first_steps import first_steps
from planner.schedule.menus import chosen_names
from planner.schedule.periods import MONTHLY, Period
from planner.schedule.present import present
from planner.schedule.sorting import MOST, Order
from publishers.base import Priced

REMEMBERED = ("view", *KEPT)


@require_safe
def calendar(request: MemberRequest) -> HttpResponse:
    """The calendar as the address asks for it; without a question, as this person left it."""
    if not request.GET and (last := request.membership.calendar):
        return HttpResponseRedirect(f"{request.path}?{last}")
    _remember(request)
    now, zone = timezone.now(), request.workspace.zone
    period = period_of(request, now.astimezone(zone).date())
    at_present = present(request.workspace, now)
    context = _common(request, period) | {"next": at_present.next, "marker": at_present.marker, "now": now}
    context["steps"] = first_steps(request.membership, request.verbs, now)
    if period.view == "list":
        return _list(request, context)
    context |= SHOWN[period.view](request, context, period)
    shown = context["shown"]
    drawn = list(shown.chips)
    offered = {one.network for one in context["channels"].values()} if period.view != "board" else set()
    context |= {"drawn_stages": stages_of(drawn), "drawn_networks": networks_of(drawn) | offered}
    if context["filters"].words and period.view == "month":
        context["elsewhere"] = months.elsewhere(request.workspace, context["filters"], shown, now)
        context["most_elsewhere"] = months.MOST_ELSEWHERE
    return render(request, f"schedule/{page_or_part(request)}", context)


def page_or_part(request: HttpRequest) -> str:
    """A page of its own, or only the calendar for one that is open already."""
    asked = request.headers.get("X-Part") == "calendar" or request.headers.get("HX-Target") == "cal"
    return "_calendar.html" if asked else "calendar.html"


def period_of(request: MemberRequest, today: Any) -> Period:
    query = request.GET
    return Period.read(query.get("view", ""), query.get("month", ""), query.get("on", ""), today)


def filters_of(request: MemberRequest) -> Filters:
    reader = Reader(request.user.pk, request.may(Verb.REVIEW))
    return Filters.read(request.GET.dict(), reader)


def _remember(request: MemberRequest) -> None:
    """View and filters, for this person; the period only stands in the address."""
    kept = request.GET.copy()
    for name in set(kept) - set(REMEMBERED):
        del kept[name]
    last = kept.urlencode()[:500]
    if request.membership.calendar != last:
        Membership.objects.filter(pk=request.membership.pk).update(calendar=last)


def _month(request: MemberRequest, context: Mapping[str, Any], period: Period) -> dict[str, Any]:
    shown = months.month(
        request.workspace, period.first, context["filters"], context["channels"], context["now"]
    )
    found: dict[str, Any] = {"shown": shown, "month": shown}
    if any(issubclass(channel.kind, Priced) for channel in context["channels"].values()):
        last = month_after(period.first) - timedelta(days=1)
        found["costs"] = costs(request.workspace, period.first, last, request.workspace.zone)
    return found


def _week(request: MemberRequest, context: Mapping[str, Any], period: Period) -> dict[str, Any]:
    made = weeks.week if period.view == "week" else weeks.single_day
    shown = made(request.workspace, period.day, context["filters"], context["channels"], context["now"])
    return {"shown": shown, "week": shown, "hours": range(24)}


def _board(request: MemberRequest, context: Mapping[str, Any], period: Period) -> dict[str, Any]:
    where = (request.workspace, period.first, context["filters"], context["channels"], context["now"])
    shown = board(*where)
    return {"shown": shown, "board": shown}


SHOWN = {"month": _month, "week": _week, "day": _week, "board": _board}


def _list(request: MemberRequest, context: dict[str, Any]) -> HttpResponse:
    where, now = (request.workspace, context["filters"]), context["now"]
    if day := day_of(request.GET.get("day", "")):
        page = lists.one_day(request.workspace, day, context["filters"], context["channels"], now)
        context["day_shown"] = day
        context["new_at"] = new_at(day, timezone.localtime(now, request.workspace.zone))
    elif request.GET.get("day") == "none":
        page = lists.without_time(*where, context["channels"], now)
    else:
        order = Order.read(request.GET.get("sort", ""))
        page = lists.agenda(*where, request.GET.get("from", ""), context["channels"], now, order)
    drawn = [line.chip for line in page.lines]
    context |= {"agenda": page, "drawn_stages": stages_of(drawn), "most_in_order": MOST}
    context["drawn_networks"] = {channel.network for channel in context["channels"].values()}
    part = "_day.html" if request.headers.get("X-Part") == "day" else page_or_part(request)
    return render(request, f"schedule/{part}", context)


def _common(request: MemberRequest, period: Period) -> dict[str, Any]:
    workspace = request.workspace
    filters = filters_of(request)
    slug = {"workspace": workspace.slug}
    return {
        "period": period,
        "monthly": period.view in MONTHLY,
        "filters": filters,
        "chosen": chosen_names(workspace, filters),
        "channels": {
            channel.pk: channel for channel in workspace.channels.defer("credentials", "account_facts")
        },
        "today": period.today,
        "new": reverse("post-new", kwargs=slug),
        "posts": reverse("post", kwargs=slug | {"post_id": 0})[:-2],
        "kept": kept_filters(request),
    }


def kept_filters(request: MemberRequest) -> str:
    """The filters of this page, to be added to the address of a day."""
    query = request.GET.copy()
    for name in set(query) - {*KEPT, "q"}:
        del query[name]
    return f"&{query.urlencode()}" if query else ""

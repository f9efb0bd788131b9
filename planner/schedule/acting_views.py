"""What is done on the calendar without leaving it: move, do to several, change the stage, look again."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planner.deliveries.desk import NotAllowed, Person
from planner.deliveries.plan import NotPlanned
from planner.people.permissions import Verb
from planner.people.request import MemberRequest
from planner.posts.labels import names_of
from planner.schedule import bulk, export, menus, moving, pulse
from planner.schedule.board import ACTS
from planner.schedule.cards import cards
from planner.schedule.finding import Filters, Reader, posts_of
from planner.schedule.present import present
from planner.schedule.views import filters_of, period_of
from planner.states import WrongState

REFUSALS = (NotPlanned, WrongState, NotAllowed)


@require_POST
def calendar_move(request: MemberRequest) -> HttpResponse:
    """`move`: `12@2026-11-25T14:00`, `12@2026-11-25` keeps the hour, `12@` takes the time away."""
    who, now = Person.who(request.actor, request.may), timezone.now()
    sure = request.POST.get("sure") == "1"
    try:
        wanted = list(_wanted(request))
        moved = moving.move(request.workspace, wanted, who, now, sure)
    except moving.Asks as asks:
        return JsonResponse({"asks": asks.sentences}, status=409)
    except REFUSALS as refusal:
        return JsonResponse({"says": _spelt(refusal)}, status=422)
    back = [f"{one.post.pk}@{_before(one)}" for one in moved]
    return JsonResponse({"says": moving.sentence(moved), "back": back})


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_bulk(request: MemberRequest) -> HttpResponse:
    """The bar of what can be done; a POST does one of bulk.ACTS (`do`) to every `post`."""
    if request.method != "POST":
        names = names_of(request.workspace)
        labels = [
            ("campaign", _("Campaign"), names["campaigns"]),
            ("pillar", _("Pillar"), names["pillars"]),
            ("tag", _("Tag to add"), names["tags"]),
        ]
        members = request.workspace.memberships.select_related("user")
        return render(request, "schedule/_bulk.html", {"labels": labels, "members": members})
    what = request.POST.get("do", "")
    if what not in bulk.ACTS:
        return JsonResponse({"says": _("That cannot be done.")}, status=422)
    who = Person.who(request.actor, request.may)
    value = request.POST.get("value", "").replace("\x00", "").strip()
    outcome = bulk.bulk(request.workspace, _posts(request), what, value, who, timezone.now())
    said: dict[str, Any] = {"says": outcome.sentence(), "done": outcome.done}
    if outcome.done and what in bulk.BACK:
        said["undo"] = bulk.BACK[what]
    return JsonResponse(said, status=200 if outcome.done else 422)


@require_POST
def calendar_stage(request: MemberRequest) -> HttpResponse:
    """A post was carried into another column of the board."""
    posts, to = _posts(request)[:1], request.POST.get("to", "")
    found = posts_of(request.workspace, Filters(), timezone.now()).filter(pk__in=posts)
    stage = next((card.stage for card in cards(found.values_list("pk", flat=True))), "")
    if (stage, to) not in ACTS:
        return JsonResponse({"says": _("A post does not get there by carrying.")}, status=422)
    who = Person.who(request.actor, request.may)
    act = {"ask": "submit"}.get(ACTS[stage, to], ACTS[stage, to])
    outcome = bulk.bulk(request.workspace, posts, act, "", who, timezone.now())
    return JsonResponse({"says": outcome.sentence()}, status=200 if outcome.done else 422)


@require_safe
def calendar_pulse(request: MemberRequest) -> HttpResponse:
    """Has anything changed since the marker that the page has? And how many posts wait for this person."""
    now = timezone.now()
    at, since = present(request.workspace, now).marker, request.GET.get("since", "")
    reader = Reader(request.user.pk, request.may(Verb.REVIEW))
    if since and not pulse.has_changed(request.workspace, since, at):
        return HttpResponse(status=204)
    return JsonResponse({"at": at, "mine": pulse.waiting_for(request.workspace, reader, now)})


@require_safe
def calendar_menu(request: MemberRequest, filter_name: str) -> HttpResponse:
    """The choices of one filter, counted in the period that is shown."""
    now, zone = timezone.now(), request.workspace.zone
    period = period_of(request, now.astimezone(zone).date())
    if filter_name not in menus.MENUS:
        return HttpResponse(status=404)
    made = menus.menu(filter_name, request.workspace, filters_of(request), period.bounds(zone), now)
    return render(request, "schedule/_menu.html", {"menu": made})


@require_safe
def calendar_export(request: MemberRequest) -> HttpResponse:
    """The chosen posts, or all that the filters leave in the period, as a table for a spreadsheet."""
    now, zone = timezone.now(), request.workspace.zone
    chosen = [int(one) for one in request.GET.getlist("post") if one.isdecimal() and len(one) < 16]
    period = period_of(request, now.astimezone(zone).date())
    span = None if chosen else period.bounds(zone)
    text = export.table(request.workspace, filters_of(request), chosen, span, now)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"almanac-{request.workspace.slug}-{period.first.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _posts(request: MemberRequest) -> list[int]:
    return [int(one) for one in request.POST.getlist("post") if one.isdecimal() and len(one) < 16]


def _wanted(request: MemberRequest) -> Iterator[moving.Wanted]:
    """Raises WrongState for what cannot be read."""
    for text in request.POST.getlist("move")[: moving.MOST]:
        pk, _at, rest = text.partition("@")
        where, _comma, mark = rest.partition(",")
        if not pk.isdecimal() or len(pk) > 15:
            raise WrongState(_("That move cannot be read."))
        try:
            yield _one(int(pk), where, mark)
        except ValueError:
            raise WrongState(_("That move cannot be read.")) from None


def _one(pk: int, where: str, mark: str) -> moving.Wanted:
    schedules = "scheduled" in mark
    if not where:
        return moving.Wanted(pk)
    if len(where) == len("2026-11-25"):
        return moving.Wanted(pk, day=date.fromisoformat(where), schedules=schedules)
    wall = datetime.fromisoformat(where)
    if wall.tzinfo is not None or not 1970 <= wall.year <= 9000:
        raise ValueError(where)
    return moving.Wanted(pk, wall=wall, fold=1 if "second" in mark else 0, schedules=schedules)


def _before(one: moving.Moved) -> str:
    """How the way back is spelt: the wall time, which of two it was, and whether it was on the calendar."""
    if one.before is None:
        return ""
    marks = [
        word for word, said in (("second", one.before.fold == 1), ("scheduled", one.was_scheduled)) if said
    ]
    return ",".join([one.before.wall, "-".join(marks)]) if marks else one.before.wall


def _spelt(refusal: Exception) -> str:
    if isinstance(refusal, NotPlanned) and refusal.problems:
        return f"{refusal} {refusal.problems[0][0].name}: {refusal.problems[0][1].what}"
    return str(refusal)

"""What is done on the calendar without leaving it: move, do to several, change the stage, look again.

The page reads what became of it: `says` when it is done, `asks` when somebody should mean it, `refused`
with the reason. All of these are answers, so none of them is an error in the browser's eyes.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planner.deliveries.plan import NotPlanned
from planner.deliveries.stage import Stage
from planner.people.permissions import Verb
from planner.people.request import MemberRequest
from planner.posts.labels import names_of
from planner.posts.models import Post
from planner.reviews.seats import NotYours
from planner.schedule import bulk, export, first_steps, menus, moving, pulse
from planner.schedule.board import ACTS, BACK
from planner.schedule.cards import cards
from planner.schedule.finding import Filters, Reader, posts_of
from planner.schedule.present import present
from planner.schedule.views import filters_of, period_of
from planner.states import WrongState
from planner.writing.desk import NotAllowed, Person

REFUSALS = (NotPlanned, NotYours, WrongState, NotAllowed)


@require_POST
def calendar_move(request: MemberRequest) -> HttpResponse:
    """`move`: `12@2026-11-25T14:00`, `12@2026-11-25` keeps the hour, `12@` takes the time away.

    What follows a comma are marks (`second`, `scheduled`), and after another where the page showed it.
    """
    who, now = Person.who(request.actor, request.may), timezone.now()
    sure = request.POST.get("sure") == "1"
    try:
        wanted = list(_wanted(request))
        moved = moving.move(request.workspace, wanted, who, now, sure)
    except moving.Asks as asks:
        return JsonResponse({"asks": asks.sentences})
    except REFUSALS as refusal:
        return JsonResponse({"refused": _spelt(refusal)})
    back = [f"{one.post.pk}@{_before(one)}" for one in moved]
    return JsonResponse({"says": moving.sentence(moved), "back": back})


@require_POST
def calendar_steps(request: MemberRequest) -> HttpResponse:
    """Put the first steps away; a script takes the answer in their place."""
    first_steps.put_away(request.membership, timezone.now())
    if request.headers.get("HX-Request"):
        return HttpResponse()
    return redirect("calendar", request.workspace.slug)


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
        return JsonResponse({"refused": _("That cannot be done.")})
    who = Person.who(request.actor, request.may)
    value = request.POST.get("value", "").replace("\x00", "").strip()
    outcome = bulk.bulk(request.workspace, _posts(request), what, value, who, timezone.now())
    if not outcome.done:
        return JsonResponse({"refused": outcome.sentence()})
    said: dict[str, Any] = {"says": outcome.sentence(), "done": outcome.done}
    if what in bulk.BACK:
        said["undo"] = bulk.BACK[what]
    return JsonResponse(said)


@require_POST
def calendar_stage(request: MemberRequest) -> HttpResponse:
    """A post was carried into another column of the board."""
    posts, to = _posts(request)[:1], request.POST.get("to", "")
    found = posts_of(request.workspace, Filters(), timezone.now()).filter(pk__in=posts)
    stage = next((card.stage for card in cards(found.values_list("pk", flat=True))), "")
    if (stage, to) not in ACTS:
        return JsonResponse({"refused": _("A post does not get there by carrying.")})
    who = Person.who(request.actor, request.may)
    act = {"ask": "submit"}.get(ACTS[stage, to], ACTS[stage, to])
    outcome = bulk.bulk(request.workspace, posts, act, "", who, timezone.now())
    if not outcome.done:
        return JsonResponse({"refused": outcome.sentence()})
    name = Post.objects.select_related("head").get(pk=outcome.done[0]).newest.name or _("Untitled")
    says = _("“%(name)s” is now: %(stage)s") % {"name": name, "stage": Stage(to).label}
    return JsonResponse({"says": says, "back": BACK.get((stage, to), "")})


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
        where, mark, stands = (*rest.split(","), "", "")[:3]
        if not pk.isdecimal() or len(pk) > 15:
            raise WrongState(_("That move cannot be read."))
        try:
            yield replace(_one(int(pk), where, mark), stands=_place(stands))
        except ValueError:
            raise WrongState(_("That move cannot be read.")) from None


def _one(pk: int, where: str, mark: str) -> moving.Wanted:
    schedules = "scheduled" in mark
    if not where:
        return moving.Wanted(pk)
    if len(where) == len("2026-11-25"):
        day = date.fromisoformat(where)
        if not 1970 <= day.year <= 9000:
            raise ValueError(where)
        return moving.Wanted(pk, day=day, schedules=schedules)
    wall = datetime.fromisoformat(where)
    if wall.tzinfo is not None or not 1970 <= wall.year <= 9000:
        raise ValueError(where)
    return moving.Wanted(pk, wall=wall, fold=1 if "second" in mark else 0, schedules=schedules)


def _place(stands: str) -> str | None:
    """Where the page showed it: a wall time, "none" for nowhere; nothing said asks nothing."""
    return {"": None, "none": ""}.get(stands, stands)


def _before(one: moving.Moved) -> str:
    """The way back: the time, which of two it was, whether it was on the calendar, where it stands now."""
    here = one.when.wall[:16] if one.when else "none"
    if one.before is None:
        return f",,{here}"
    said = (("second", one.before.fold == 1), ("scheduled", one.was_scheduled))
    return ",".join([one.before.wall, "-".join(word for word, is_so in said if is_so), here])


def _spelt(refusal: Exception) -> str:
    if isinstance(refusal, NotPlanned) and refusal.problems:
        return f"{refusal} {refusal.problems[0][0].name}: {refusal.problems[0][1].what}"
    return str(refusal)

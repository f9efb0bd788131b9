"""A channel's queue, and its weekly times."""

import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planner.channels.models import Channel
from planner.deliveries.plan import NotPlanned
from planner.people.request import MemberRequest
from planner.queues import arrange, experiment, weekly
from planner.queues.arrange import Asks, Move, Spot
from planner.queues.shown import MOST_WEEKS, WEEKS, queue_of
from planner.queues.standing import without_time
from planner.reviews.seats import NotYours
from planner.states import WrongState
from planner.walltime import of_instant
from planner.writing.desk import NotAllowed, Person

REFUSALS = (NotPlanned, NotYours, WrongState, NotAllowed)
UNDO = "queue-undo"
UNDO_SECONDS = 60  # for people without scripts, who need a moment longer


@require_safe
def queue(request: MemberRequest, channel_id: int) -> HttpResponse:
    """The coming weeks of a channel."""
    return render(request, "queues/queue.html", _shown(request, _channel(request, channel_id)))


@require_POST
def queue_change(request: MemberRequest, channel_id: int) -> HttpResponse:
    """Move posts of the queue: one of ACTS. Answers scripts with the new timeline, others with the page."""
    channel, act = _channel(request, channel_id), ACTS.get(request.POST.get("do", ""))
    if act is None:
        return redirect("channel-queue", request.workspace.slug, channel_id)
    who = Person.who(request.actor, request.may)
    move = Move(channel, who, timezone.now(), sure=request.POST.get("sure") == "1")
    try:
        before = act(move, request.POST)
    except Asks as question:
        return _asked(request, channel, question)
    except REFUSALS as refusal:
        return _refused(request, channel, str(refusal))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return _refused(request, channel, _("That cannot be read. Look at the queue again."))
    return _done(request, channel, before)


@require_POST
def queue_pause(request: MemberRequest, channel_id: int) -> HttpResponse:
    channel, reason = _channel(request, channel_id), request.POST.get("reason", "").replace("\x00", "")
    try:
        channel.pause(request.actor, reason.strip())
        messages.success(request, _("Paused. Nothing goes out here until somebody resumes it."))
    except WrongState as refusal:
        messages.error(request, str(refusal))
    return redirect("channel-queue", request.workspace.slug, channel_id)


@require_POST
def queue_resume(request: MemberRequest, channel_id: int) -> HttpResponse:
    channel = _channel(request, channel_id)
    try:
        channel.resume(request.actor)
        messages.success(request, _("Publishing goes on here."))
    except WrongState as refusal:
        messages.error(request, str(refusal))
    return redirect("channel-queue", request.workspace.slug, channel_id)


@require_http_methods(["GET", "HEAD", "POST"])
def slots(request: MemberRequest, channel_id: int) -> HttpResponse:
    """The weekly times of a channel; a POST changes them."""
    channel = _channel(request, channel_id)
    if request.method == "POST":
        try:
            messages.success(request, _change_slots(request, channel))
        except weekly.NotASlot as refusal:
            messages.error(request, str(refusal))
        return redirect("channel-slots", request.workspace.slug, channel_id)
    there = weekly.of(channel)
    context = {
        "channel": channel,
        "days": [(day, [slot for slot in there if slot.weekday == day]) for day in range(7)],
        "count": len(there),
        "pillars": request.workspace.pillars.all(),
        "others": request.workspace.channels.here().exclude(pk=channel.pk),
        **_experiment(channel),
    }
    return render(request, "queues/slots.html", context)


def _experiment(channel: Channel) -> dict[str, Any]:
    """The switch for trying other hours: `trials` None is off."""
    there = experiment.of(channel)
    return {
        "trials": next(iter(experiment.standings([channel.pk])), None),
        "trial_hours": experiment.Hours(there.first_hour, there.last_hour) if there else experiment.Hours(),
        "hours_of_day": range(24),
    }


def _change_slots(request: MemberRequest, channel: Channel) -> str:
    sent, by = request.POST, request.actor
    if sent.get("do") == "remove":
        if not weekly.remove(channel, _number(sent.get("slot", "")), by):
            raise weekly.NotASlot(_("That time is not there any more."))
        return _("Removed. What stands at that time stays there.")
    if sent.get("do") == "copy-day":
        day = _number(sent.get("day", ""))
        days = [_number(one) for one in sent.getlist("to") if one and one in "0123456"]
        if not {*days} - {day}:
            raise weekly.NotASlot(_("Choose another day than the one that is copied."))
        return _added(weekly.copy_day(channel, day, days, by))
    if sent.get("do") == "copy-all":
        here = request.workspace.channels.here().select_related("workspace")
        other = here.filter(pk=_number(sent.get("channel", ""))).first()
        if other is None:
            raise weekly.NotASlot(_("Choose a channel."))
        return _added(weekly.copy_all(channel, other, by))
    if sent.get("do") == "offered":
        return _added(weekly.add(channel, weekly.OFFERED, by))
    pillar = _number(sent.get("pillar", "")) or None
    ours = weekly.pillar_ids(channel)
    wanted = [weekly.given(day, sent.get("wall", ""), pillar, ours) for day in sent.getlist("day")]
    if not wanted:
        raise weekly.NotASlot(_("Choose a day of the week."))
    return _added(weekly.add(channel, wanted, by))


def _added(count: int) -> str:
    if not count:
        return _("They were there already.")
    return ngettext("%(count)s slot added.", "%(count)s slots added.", count) % {"count": count}


def _reorder(move: Move, sent: Any) -> list[Spot]:
    return arrange.reorder(move, [_number(one) for one in sent.getlist("posts")])


def _move_to(move: Move, sent: Any) -> list[Spot]:
    return arrange.move_to(move, _number(sent["post"]), _number(sent["before"]))


def _put(move: Move, sent: Any) -> list[Spot]:
    at = datetime.fromisoformat(sent["at"])
    if at.tzinfo is None:
        raise ValueError(at)
    return arrange.arrange(move, [Spot(_number(sent["post"]), at.astimezone(UTC))])


def _join(move: Move, sent: Any, *, to: bool = True) -> list[Spot]:
    return arrange.join(move, _number(sent["post"]), to=to)


def _undo(move: Move, sent: Any) -> list[Spot]:
    move = Move(move.channel, move.who, move.now, sure=True)  # they stood there a moment ago
    return arrange.arrange(move, _read_spots(sent["spots"]))


ACTS: dict[str, Callable[[Move, Any], list[Spot]]] = {
    "reorder": _reorder,
    "move": _move_to,
    "put": _put,
    "up": lambda move, sent: arrange.step(move, _number(sent["post"]), -1),
    "down": lambda move, sent: arrange.step(move, _number(sent["post"]), 1),
    "join": _join,
    "leave": lambda move, sent: _join(move, sent, to=False),
    "shuffle": lambda move, sent: arrange.shuffle(
        move, _number(sent.get("seed")) or secrets.randbelow(10**9)
    ),
    "close": lambda move, sent: arrange.close_up(move),
    "undo": _undo,
}


def _done(request: MemberRequest, channel: Channel, before: list[Spot]) -> HttpResponse:
    was_undo = request.POST.get("do") == "undo"
    said = _("Undone.") if was_undo else _said(before)
    spots = "" if was_undo or not before else _spelt(before)
    if _is_script(request):
        part = render_to_string("queues/_timeline.html", _shown(request, channel), request)
        return JsonResponse({"said": said, "undo": spots, "html": part})
    request.session[UNDO] = [channel.pk, spots, timezone.now().timestamp()]
    messages.success(request, said)
    return redirect("channel-queue", request.workspace.slug, channel.pk)


def _asked(request: MemberRequest, channel: Channel, question: Asks) -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"ask": question.concerns})
    kept = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {"channel": channel, "concerns": question.concerns, "kept": kept}
    return render(request, "queues/ask.html", context, status=409)


def _refused(request: MemberRequest, channel: Channel, why: str) -> HttpResponse:
    if _is_script(request):
        part = render_to_string("queues/_timeline.html", _shown(request, channel), request)
        return JsonResponse({"refused": why, "html": part})
    messages.error(request, why)
    return redirect("channel-queue", request.workspace.slug, channel.pk)


def _said(before: list[Spot]) -> str:
    if not before:
        return _("Everything stands where it should already.")
    return ngettext("%(count)s post moved.", "%(count)s posts moved.", len(before)) % {"count": len(before)}


def _shown(request: MemberRequest, channel: Channel) -> dict[str, Any]:
    weeks = min(max(_number(request.GET.get("weeks", "")) or WEEKS, 1), MOST_WEEKS)
    now = timezone.now()
    found = queue_of(channel, now, weeks)
    put = request.GET.get("put", "")
    chosen = next((line for line in found.lines if line.key == put and line.is_free), None)
    return {
        "channel": channel,
        "queue": found,
        "weeks": weeks,
        "more": min(weeks + WEEKS, MOST_WEEKS) if weeks < MOST_WEEKS else 0,
        "put": chosen,
        "drafts": without_time(channel) if chosen else (),
        "undo": _kept_undo(request, channel),
        "today": datetime.fromisoformat(of_instant(now, channel.zone_name).wall).date(),
    }


def _kept_undo(request: MemberRequest, channel: Channel) -> str:
    """The last move of somebody without scripts, for a moment."""
    kept = request.session.get(UNDO)
    if not kept or kept[0] != channel.pk or timezone.now().timestamp() - kept[2] > UNDO_SECONDS:
        return ""
    return str(kept[1])


def _spelt(spots: list[Spot]) -> str:
    return json.dumps(
        [[one.post_id, one.at.isoformat() if one.at else None, one.is_queued, one.stands] for one in spots]
    )


def _read_spots(text: str) -> list[Spot]:
    """As `_spelt` writes them. Raises ValueError for anything else."""
    return [
        Spot(int(pk), _instant(at) if at else None, bool(is_queued), str(stands))
        for pk, at, is_queued, stands in json.loads(text)
    ]


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at.astimezone(UTC)


def _is_script(request: MemberRequest) -> bool:
    return request.headers.get("X-Part") == "queue"


def _number(text: object) -> int:
    return int(str(text)) if str(text).isdecimal() and len(str(text)) < 16 else 0


def _channel(request: MemberRequest, channel_id: int) -> Channel:
    here = request.workspace.channels.here().select_related("workspace")
    found: Channel = get_object_or_404(here, pk=channel_id)
    return found

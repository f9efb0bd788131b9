"""The review inbox: read what would go out, answer, go on to the next."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from planner.ahead.preflight import Finding
from planner.deliveries import agree
from planner.deliveries.agreed import agreed_by
from planner.deliveries.asked import asking
from planner.deliveries.plan import NotPlanned
from planner.freshness.post_shown import panel as freshness_panel
from planner.library import copy_tasks
from planner.people.models import User
from planner.people.permissions import Verb
from planner.people.request import MemberRequest
from planner.posts.beside import when_of
from planner.posts.form import Form
from planner.posts.labels import labels_of
from planner.posts.models import Overtaken, Post, Version
from planner.queues import take
from planner.queues.slots import Place
from planner.queues.telling import sentence
from planner.remarks.panel import panel
from planner.reviews import changed, pace, progress, urgent
from planner.reviews.inbox import Waiting, inbox, to_look_at
from planner.reviews.models import Afterlook, Reading, Review
from planner.reviews.reading import note_reading
from planner.reviews.seats import NotYours
from planner.states import WrongState
from planner.writing import composer, desk
from planner.writing import offer as offers
from planner.writing.checklist import Asked, Check, checklist
from planner.writing.preview import Preview, previews, unmade

WITH_WORDS = frozenset({"changes", "reject", "urgent"})
STAYS = frozenset({"slot", "take_back"})  # acts after which the post is looked at again
REFUSALS = (NotYours, NotPlanned, Overtaken, WrongState, desk.NotAllowed)


@require_safe
def review(request: MemberRequest) -> HttpResponse:
    return _page(request, request.GET.get("post", ""))


def _page(request: MemberRequest, asked: str, kept: dict[str, str] | None = None) -> HttpResponse:
    """What waits, and one of them to be read; `kept`: words to a refused answer, and why it was."""
    now = timezone.now()
    waiting = inbox(request.workspace, request.actor, now, only_asked=_is_client(request))
    context: dict[str, Any] = {}
    if _is_client(request):
        context["agreed"] = agreed_by(request.actor, request.workspace)
    else:
        context["to_look_at"] = to_look_at(request.workspace, request.actor)
        context["forecast"] = foretold = pace.forecast(request.workspace, now)
        waiting = [replace(one, chance=foretold.chances.get(one.post.pk)) for one in waiting]
    chosen = next((one for one in waiting if str(one.post.pk) == asked), waiting[0] if waiting else None)
    context |= {"waiting": waiting, "chosen": chosen}
    if chosen is not None:
        context |= {"kept": kept, "back": _address(request, chosen.post)}
        context |= _reading(request, chosen)
        place = waiting.index(chosen)
        context["earlier"] = waiting[place - 1] if place else None
        context["later"] = waiting[place + 1] if place + 1 < len(waiting) else None
        note_reading(chosen.post.newest, request.user.pk, now)
        context["read"] = _read(waiting, request.user)
    return render(request, "reviews/inbox.html", context, status=422 if kept else 200)


@require_POST
def review_answer(request: MemberRequest, post_id: int) -> HttpResponse:
    """Yes, or a reason why not; then the next one."""
    post = get_object_or_404(
        Post.objects.select_related("head", "workspace"), workspace=request.workspace, pk=post_id
    )
    now = timezone.now()
    if _is_client(request) and not (asking([post], request.actor, now) or _takes_back(request, post)):
        raise Http404
    try:
        messages.success(request, _answer(request, post))
    except REFUSALS as refusal:
        return _refused(request, post, str(refusal), now)
    if request.POST.get("do") in STAYS:
        return _to(request, post)
    return redirect("review", request.workspace.slug)


def _takes_back(request: MemberRequest, post: Post) -> bool:
    """A yes of their own, also where all have agreed: with it a client has read the post."""
    is_asked_for = request.POST.get("do") == "take_back"
    return is_asked_for and bool(agree.yeses_of(agree.standing(post), request.actor))


def _refused(request: MemberRequest, post: Post, why: str, now: datetime) -> HttpResponse:
    """The page again, with the words that were written, where the post still waits for them."""
    do, note = request.POST.get("do", ""), _note(request)
    waiting = inbox(request.workspace, request.actor, now, only_asked=_is_client(request))
    if (note or do in WITH_WORDS) and any(one.post.pk == post.pk and not one.refusal for one in waiting):
        return _page(request, str(post.pk), {"do": do, "note": note, "why": why})
    messages.error(request, why)
    return _to(request, post)


@require_POST
def review_read(request: MemberRequest) -> HttpResponse:
    """Yes to all that this person has opened, each to the version that was read."""
    now = timezone.now()
    waiting = inbox(request.workspace, request.actor, now, only_asked=_is_client(request))
    done, refused = 0, ""
    for one in _read(waiting, request.user):
        try:
            desk.approve(one.post, desk.Yes(one.post.newest.number), _who(request), now)
            done += 1
        except REFUSALS as refusal:
            refused = f"{one.name}: {refusal}"
    if done:
        said = ngettext("%(n)s post has your yes.", "%(n)s posts have your yes.", done)
        messages.success(request, said % {"n": done})
    if refused:
        messages.error(request, refused)
    return redirect("review", request.workspace.slug)


@require_POST
def review_afterwards(request: MemberRequest, look_id: int) -> HttpResponse:
    """Was the urgent way right? Said by somebody who did not take it."""
    if _is_client(request):
        raise Http404
    looks = Afterlook.objects.select_related("post", "review")
    look = get_object_or_404(looks, pk=look_id, post__workspace=request.workspace)
    was_right, note = request.POST.get("right") == "yes", _note(request)
    try:
        urgent.look_afterwards(look, request.actor, was_right, note, timezone.now())
        messages.success(request, _("Noted, with your name."))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect("review", request.workspace.slug)


def _answer(request: MemberRequest, post: Post) -> str:
    """Do what was chosen; gives the sentence that says so."""
    typed, now = request.POST.get("seen", ""), timezone.now()
    seen = int(typed) if typed.isdecimal() and len(typed) < 10 else 0
    match request.POST.get("do"):
        case "changes":
            agree.request_changes(post, request.actor, seen, _note(request), now)
            return _("Sent back with your reason.")
        case "reject":
            agree.reject(post, request.actor, seen, _note(request), now)
            return _("Rejected. The author reads your reason.")
        case "take_back":
            agree.take_back_yes(post, request.actor, now)
            return _("Your yes counts no more.")
        case "slot":
            taken = take.take_next(post, _who(request), now)
            agree.look_again(post, request.actor, now)
            return _("It has another time: %(when)s") % {"when": sentence(taken, {})}
        case "urgent":
            agree.approve_urgently(post, request.actor, seen, now, _note(request))
            return _("Approved the urgent way. Somebody else looks at it afterwards.")
        case "approve" | "approve_and_schedule" as do:
            yes = desk.Yes(seen, _note(request), schedule=do == "approve_and_schedule")
            return desk.approve(post, yes, _who(request), now)
    raise WrongState(_("Nothing was answered. Press one of the buttons."))


def _reading(request: MemberRequest, chosen: Waiting) -> dict[str, Any]:
    now, post = timezone.now(), chosen.post
    newest = Version.objects.complete().get(pk=post.newest.pk)
    shown = previews(newest)
    if copy_tasks.have_made(unmade(shown), now):
        newest = Version.objects.complete().get(pk=newest.pk)
        shown = previews(newest)
    drawn = [(one, composer.count_of(one)) for one in shown]
    last = _last_answer(request, post, newest)
    before = Version.objects.complete().get(pk=last.version_id) if last else None
    so_far = agree.standing(post)
    is_sendable = bool(drawn) and all(one.is_sendable for one, _count in drawn)
    is_plannable = is_sendable and not desk.is_on_calendar(post)
    can_schedule = offers.can_schedule(post.planned_at, _who(request), now)
    is_last = progress.is_last(post, so_far, request.actor, now)
    is_ahead = post.planned_at is not None and post.planned_at > now
    return {
        "version": newest,
        "remarks": panel(chosen.post, request.membership),
        "may_change": desk.Person.who(request.actor, request.may).may_change(chosen.post),
        "drawn": drawn,
        "pictures": composer.pictures(request.workspace, Form(newest.content())),
        "form": Form(newest.content()),
        "changes": changed.since(before, newest) if before else (),
        "last_answer": last,
        "last_number": before.number if before else 0,
        "answers": post.reviews.select_related("version").order_by("-at")[:10],
        "steps": progress.rows_for(post, so_far, request.actor, now),
        "instead_of": User.objects.filter(pk=chosen.instead_of).first() if chosen.instead_of else None,
        "may_take_back": bool(agree.yeses_of(so_far, request.actor)),
        "may_hurry": not (why_not := urgent.why_no_urgent_way(post, so_far, request.actor)),
        "why_no_hurry": why_not if so_far.plan.is_urgent_possible else "",
        "checks": _checks(post, newest, shown, now) if not _is_client(request) else None,
        "findings": Finding.objects.filter(delivery__post=post).select_related("delivery__channel")[:10],
        "is_stale_then": bool(post.valid_until and post.planned_at and post.valid_until < post.planned_at),
        "schedules_itself": so_far.plan.schedules_itself,
        "free": _free_slot(request, post, now) if chosen.risk == "late" else None,
        "goes_by_itself": so_far.plan.schedules_itself and is_plannable and is_ahead,
        "schedules": is_plannable and can_schedule and is_last,
        **(freshness_panel(chosen.post) if not _is_client(request) else {}),
    }


def _checks(post: Post, newest: Version, shown: list[Preview], now: datetime) -> list[Check]:
    """What the composer's checklist says of these words; no address is asked for it."""
    form = Form(newest.content(), labels_of(post), when_of(post))
    return checklist(Asked(post.workspace, post, form, shown, now))


def _free_slot(request: MemberRequest, post: Post, now: datetime) -> Place | None:
    """Where its time has passed: the next free slot, for somebody who may move it there."""
    who = _who(request)
    if not (who.may_change(post) or Verb.SCHEDULE in who.verbs):
        return None
    return take.offer(post, take.channels_of(post), now).place


def _to(request: MemberRequest, post: Post) -> HttpResponse:
    post.refresh_from_db()
    if post.state != "in_review" and not _is_client(request):
        return redirect("post", request.workspace.slug, post.pk)
    return redirect(_address(request, post))


def _address(request: MemberRequest, post: Post) -> str:
    return f"{reverse('review', args=[request.workspace.slug])}?post={post.pk}"


def _last_answer(request: MemberRequest, post: Post, newest: Version) -> Review | None:
    """To older words: this person's own, whatever it was; of the team also anybody's yes.

    A client has read no others.
    """
    own = Q(user=request.user)
    said = post.reviews.filter(own if _is_client(request) else own | Q(answer="yes"))
    return said.exclude(version=newest).order_by("-at").first()


def _read(waiting: list[Waiting], user: User) -> list[Waiting]:
    """Those that this person can answer and has opened, as they are now."""
    open_ = [one for one in waiting if not one.refusal]
    opened = set(
        Reading.objects.filter(user=user, version__in=[one.post.newest.pk for one in open_]).values_list(
            "version_id", flat=True
        )
    )
    return [one for one in open_ if one.post.newest.pk in opened]


def _who(request: MemberRequest) -> desk.Person:
    return desk.Person.who(request.actor, request.may)


def _is_client(request: MemberRequest) -> bool:
    """A client sees only what asks them."""
    return not request.may(Verb.SEE)


def _note(request: MemberRequest) -> str:
    return request.POST.get("note", "").replace("\x00", "")[:5000]

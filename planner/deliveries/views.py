"""The story of one delivery, and what a person may still do about it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planner import walltime
from planner.clicks import told as clicks
from planner.deliveries import aftercare, by_hand, challenge, compose, placed, plan, resolve, telling
from planner.deliveries.invented import EXAMPLE
from planner.deliveries.models import IN_DOUBT, UNSENT, Delivery
from planner.mailings import told as mailings
from planner.mailings.readers import has_readers
from planner.metrics.models import Snapshot
from planner.people.permissions import Verb
from planner.people.request import MemberRequest
from planner.reviews.models import Pin
from planner.states import WrongState
from planner.typed_address import is_whole
from publishers.base import Assisted, Measurable

LIVELY = ("scheduled", "claimed", "sending", "waiting", "uncertain")
REFUSALS = (plan.NotPlanned, WrongState)


@require_safe
def delivery(request: MemberRequest, delivery_id: int) -> HttpResponse:
    found = _delivery(request, delivery_id)
    part = "_story.html" if request.headers.get("HX-Request") else "story.html"
    said = {"may_say": _may_say(request, found)}
    context = _told(request, found) | said | _letters(request, found)
    return render(request, f"deliveries/{part}", context)


@require_POST
def delivery_change(request: MemberRequest, delivery_id: int) -> HttpResponse:
    """Move, cancel, or try again."""
    found, what, now = _delivery(request, delivery_id), request.POST.get("do", ""), timezone.now()
    try:
        if what == "move":
            wall = f"{request.POST.get('date', '')}T{request.POST.get('time', '').zfill(5)}"
            plan.move(found, walltime.parse(wall, request.workspace.timezone), request.actor, now)
            messages.success(request, _("Moved."))
        elif what == "cancel":
            plan.cancel(found, request.actor, now)
            messages.success(request, _("Taken off the calendar."))
        elif what == "retry":
            plan.retry(found, request.actor, now)
            messages.success(request, _("It is tried again now."))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    except ValueError:
        messages.error(request, _("That day or time cannot be read. Write it as 2026-11-25 and 09:30."))
    return redirect("delivery", request.workspace.slug, delivery_id)


@require_POST
def delivery_decide(request: MemberRequest, delivery_id: int) -> HttpResponse:
    """A person says what became of it."""
    return _decided(request, _delivery(request, delivery_id))


@require_POST
def delivery_by_hand(request: MemberRequest, delivery_id: int) -> HttpResponse:
    """Whoever was asked to publish it says what they did: also an author, of posts that are theirs."""
    found = _delivery(request, delivery_id)
    if not _may_say(request, found):
        raise PermissionDenied
    if not by_hand.is_waiting(found) and not by_hand.has_a_place(found):
        messages.error(request, _("Nobody needs to publish this by hand now."))
        return redirect("delivery", request.workspace.slug, delivery_id)
    return _decided(request, found)


def _may_say(request: MemberRequest, found: Delivery) -> bool:
    mine = (found.post.author_id, found.post.assignee_id)
    return request.may(Verb.RESOLVE) or (request.may(Verb.WRITE) and request.user.pk in mine)


def _decided(request: MemberRequest, found: Delivery) -> HttpResponse:
    url, outcome = request.POST.get("url", "").strip()[:1000], request.POST.get("do", "")
    if outcome == "published" and url and not is_whole(url):
        messages.error(request, _("Paste the whole address of the post, beginning with https://."))
    elif outcome in {"published", "absent", "drop"}:
        try:
            was = request.POST.get("instead_of", "")
            resolve.resolve(found, outcome, url, request.actor, timezone.now(), instead_of=was)
            messages.success(request, _("Written down."))
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
    return redirect("delivery", request.workspace.slug, found.pk)


@require_POST
def delivery_answer(request: MemberRequest, delivery_id: int) -> HttpResponse:
    """What a person read in the picture that the network showed."""
    try:
        challenge.answer(
            _delivery(request, delivery_id), request.POST.get("answer", ""), request.actor, timezone.now()
        )
        messages.success(request, _("Thank you. It goes on now."))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect("delivery", request.workspace.slug, delivery_id)


@require_safe
def delivery_puzzle(request: MemberRequest, delivery_id: int) -> HttpResponse:
    """That picture, fetched by us."""
    found = challenge.picture(_delivery(request, delivery_id))
    if found is None:
        return HttpResponse(status=204)
    answer = HttpResponse(found[0], content_type=found[1])
    answer["X-Content-Type-Options"], answer["Cache-Control"] = "nosniff", "no-store"
    return answer


@require_POST
def delivery_take_back(request: MemberRequest, delivery_id: int) -> HttpResponse:
    """Delete it on the network."""
    try:
        aftercare.take_back(_delivery(request, delivery_id), request.actor, timezone.now())
        messages.success(request, _("Deleted there."))
    except (*REFUSALS, aftercare.NotDone) as refusal:
        messages.error(request, str(refusal))
    return redirect("delivery", request.workspace.slug, delivery_id)


@require_POST
def delivery_correct(request: MemberRequest, delivery_id: int) -> HttpResponse:
    """Change its words on the network."""
    found, text = _delivery(request, delivery_id), request.POST.get("text", "").replace("\x00", "")
    try:
        aftercare.correct(found, text, request.actor, timezone.now())
        messages.success(request, _("Changed there."))
    except (*REFUSALS, aftercare.NotDone) as refusal:
        messages.error(request, str(refusal))
    return redirect("delivery", request.workspace.slug, delivery_id)


@require_safe
def delivery_replies(request: MemberRequest, delivery_id: int) -> HttpResponse:
    """What people answered, read from the network now."""
    context: dict[str, Any] = {"remarks": (), "problem": ""}
    try:
        context["remarks"] = aftercare.replies(_delivery(request, delivery_id), timezone.now())
    except (*REFUSALS, aftercare.NotDone) as refusal:
        context["problem"] = str(refusal)
    return render(request, "deliveries/_replies.html", context)


def _letters(request: MemberRequest, found: Delivery) -> dict[str, Any]:
    """Where a post is many letters: how they go."""
    if not has_readers(found.channel):
        return {}
    mailing = mailings.of_delivery(found.pk)
    if mailing is None:
        return {"are_letters": True, "late": None, "letters_wait": True}
    told = mailings.told(mailing)
    late = (told.first_at - found.due_at).total_seconds() if told.first_at else None
    going = mailing.closed_at is None and mailing.stopped_at is None
    more: dict[str, Any] = {"is_lively": True} if going else {}
    troubled = mailings.troubled(mailing) if request.may(Verb.CHANNELS) else []  # whoever may see readers
    more |= {"are_letters": True, "late": None if late is None else max(late, 0.0)}
    more["letters_wait"] = not (told.sent or told.unknown)
    return {"letters": told, "letters_troubled": troubled, **more}


def _told(request: MemberRequest, found: Delivery) -> dict[str, Any]:
    pinned = (
        Pin.objects.filter(version=found.version_id, channel=found.channel_id).order_by("-at", "-pk").first()
    )
    unsent = not found.maybe_out and found.state not in {*IN_DOUBT, "published", "claimed", "cancelled"}
    return {
        "delivery": found,
        "post": found.post,
        "story": telling.story(found),
        "late": telling.lateness(found),
        "pinned": pinned,
        "is_pretended": found.post.example and found.receipt_id.startswith(EXAMPLE),
        "is_lively": found.state in LIVELY,
        "may_move": unsent,
        "may_retry": unsent and found.state in {"failed", "missed", "blocked", "waiting"},
        "guarantee": found.channel.kind.guarantee.sentence,
        "findings": found.findings.all() if found.state in UNSENT else (),
        "handout": by_hand.handout(found),
        "is_by_hand": issubclass(found.channel.kind, Assisted),
        "has_a_place": by_hand.has_a_place(found) and _may_say(request, found),
        "brought": placed.brought(found),
        "numbers": Snapshot.objects.filter(delivery=found).last(),
        "has_numbers": issubclass(found.channel.kind, Measurable),
        "opened": clicks.opened(found.post_id, found.channel_id),
        "powers": aftercare.powers(found),
        "wording": compose.message_for(found.version, found.channel).text if found.parts == 1 else "",
        "planned": timezone.localtime(found.due_at, found.workspace.zone),
    }


def _delivery(request: MemberRequest, delivery_id: int) -> Delivery:
    mine = Delivery.objects.filter(workspace=request.workspace)
    return get_object_or_404(
        mine.select_related("channel", "post__head", "version", "workspace"), pk=delivery_id
    )

"""The review inbox: read what would go out, answer, go on to the next."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planner.deliveries.plan import NotPlanned
from planner.library import copy_tasks
from planner.people.request import MemberRequest
from planner.posts import diff
from planner.posts.form import Form
from planner.posts.models import Overtaken, Post, Version
from planner.reviews import answer as answers
from planner.reviews.inbox import Waiting, inbox
from planner.states import WrongState
from planner.writing import composer, desk
from planner.writing.preview import previews, unmade


@require_safe
def review(request: MemberRequest) -> HttpResponse:
    waiting = inbox(request.workspace, request.user.pk, timezone.now())
    asked = request.GET.get("post", "")
    chosen = next((one for one in waiting if str(one.post.pk) == asked), waiting[0] if waiting else None)
    context: dict[str, Any] = {"waiting": waiting, "chosen": chosen}
    if chosen is not None:
        context |= _reading(request, chosen)
    return render(request, "reviews/inbox.html", context)


@require_POST
def review_answer(request: MemberRequest, post_id: int) -> HttpResponse:
    """Yes, or a reason why not; then the next one."""
    post = get_object_or_404(Post.objects.select_related("head"), workspace=request.workspace, pk=post_id)
    seen = request.POST.get("seen", "")
    number, note = (
        int(seen) if seen.isdecimal() else 0,
        request.POST.get("note", "").replace("\x00", "")[:5000],
    )
    try:
        if request.POST.get("do") == "changes":
            answers.request_changes(post, request.actor, number, note, timezone.now())
            messages.success(request, _("Sent back with your reason."))
        else:
            yes = desk.Yes(number, note, schedule=request.POST.get("do") == "approve_and_schedule")
            messages.success(
                request, desk.approve(post, yes, desk.Person.who(request.actor, request.may), timezone.now())
            )
    except (answers.NotYours, NotPlanned, Overtaken, WrongState, desk.NotAllowed) as refusal:
        messages.error(request, str(refusal))
    return redirect("review", request.workspace.slug)


def _reading(request: MemberRequest, chosen: Waiting) -> dict[str, Any]:
    newest = Version.objects.complete().get(pk=chosen.post.newest.pk)
    shown = previews(newest)
    if copy_tasks.have_made(unmade(shown), timezone.now()):
        newest = Version.objects.complete().get(pk=newest.pk)
        shown = previews(newest)
    drawn = [(one, composer.count_of(one)) for one in shown]
    last_yes = chosen.post.reviews.filter(answer="yes").select_related("version").order_by("-at").first()
    before = last_yes.version if last_yes and last_yes.version_id != newest.pk else None
    is_sendable = bool(drawn) and all(one.is_sendable for one, _count in drawn)
    can_schedule = composer.can_schedule(
        chosen.post.planned_at, desk.Person.who(request.actor, request.may), timezone.now()
    )
    return {
        "version": newest,
        "drawn": drawn,
        "pictures": composer.pictures(request.workspace, Form(newest.content())),
        "form": Form(newest.content()),
        "pieces": diff.words(before.text, newest.text) if before else (),
        "places": diff.changed(before.text, newest.text) if before else 0,
        "last_yes": last_yes if before else None,
        "answers": chosen.post.reviews.order_by("-at")[:10],
        "schedules": is_sendable and can_schedule and not desk.is_on_calendar(chosen.post),
    }

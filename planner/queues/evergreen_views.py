"""Evergreen posts: what is said again, how often it was, and why it is not."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planner.people.request import MemberRequest
from planner.posts.models import Post
from planner.queues import evergreen
from planner.queues.evergreen import AHEAD_DAYS, Terms
from planner.queues.evergreen_shown import offered, shown
from planner.queues.models import Evergreen
from planner.states import WrongState
from planner.writing.desk import NotAllowed, Person

BETWEEN = "\n---\n"  # a line that separates variations, as people type them
REFUSALS = (WrongState, NotAllowed)


@require_safe
def evergreens(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    asked = _number(request.GET.get("post", ""))
    choices = offered(request.workspace)
    context = {
        "shown": shown(request.workspace, now),
        "offered": choices,
        "asked": asked if asked in {pk for pk, _name in choices} else None,
        "ahead": AHEAD_DAYS,
        "terms": Terms(),
        "today": timezone.localdate(timezone=request.workspace.zone),
    }
    return render(request, "queues/evergreen.html", context)


@require_POST
def evergreen_mark(request: MemberRequest) -> HttpResponse:
    """A post becomes evergreen."""
    ours = Post.objects.filter(workspace=request.workspace)
    found = ours.filter(pk=_number(request.POST.get("post", ""))).first()
    if found is None:
        messages.error(request, _("Choose a post."))
        return redirect("evergreen", request.workspace.slug)
    return _answer(
        request,
        lambda who, now: evergreen.mark(found, _terms(request), who, now),
        _("It is said again from now on, where a slot is free."),
    )


@require_POST
def evergreen_change(request: MemberRequest, evergreen_id: int) -> HttpResponse:
    """Other terms; pause, go on, stop."""
    ours = Evergreen.objects.filter(workspace=request.workspace).select_related("pattern")
    one = get_object_or_404(ours, pk=evergreen_id)
    acts: dict[str, tuple[Any, str]] = {
        "change": (lambda who, now: evergreen.change(one, _terms(request), who, now), _("Saved.")),
        "pause": (
            lambda who, now: evergreen.pause(one, who, now),
            _("Paused. What is planned goes out; nothing is added."),
        ),
        "resume": (lambda who, now: evergreen.pause(one, who, now, paused=False), _("It goes on.")),
        "stop": (
            lambda who, now: evergreen.stop(one, who, now),
            _("Stopped. What is planned stays: each is a post of its own."),
        ),
    }
    act, said = acts.get(request.POST.get("do", ""), (lambda who, now: None, ""))
    return _answer(request, act, said)


def _answer(request: MemberRequest, act: Any, said: str) -> HttpResponse:
    try:
        act(Person.who(request.actor, request.may), timezone.now())
        if said:
            messages.success(request, said)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect("evergreen", request.workspace.slug)


def _terms(request: MemberRequest) -> Terms:
    """What was typed. Raises WrongState."""
    sent = request.POST
    text = sent.get("variations", "").replace("\r\n", "\n").replace("\x00", "")[:100_000]
    variations = tuple(one.strip() for one in text.split(BETWEEN.strip("\n")) if one.strip())
    expires = sent.get("expires_on", "").strip()
    try:
        expires_on = date.fromisoformat(expires) if expires else None
    except ValueError:
        raise WrongState(_("The last day cannot be read. Write it as 2026-11-25.")) from None
    return Terms(_number(sent.get("gap_days", "")), _number(sent.get("most", "")), variations, expires_on)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 16 else 0

"""Evergreen posts: what is said again, how often it was, and why it is not."""

import re
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

BETWEEN = re.compile(r"^[ \t]*---[ \t]*$", re.MULTILINE)  # a line of its own between two variations
REFUSALS = (WrongState, NotAllowed)


@require_safe
def evergreens(request: MemberRequest) -> HttpResponse:
    return _page(request, _number(request.GET.get("post", "")))


def _page(request: MemberRequest, asked: int, refused: dict[str, Any] | None = None) -> HttpResponse:
    """All of them; `refused`: terms that were typed, of which one, and why they do not hold."""
    now = timezone.now()
    choices = offered(request.workspace)
    context = {
        "shown": shown(request.workspace, now),
        "offered": choices,
        "asked": asked if asked in {pk for pk, _name, _day in choices} else None,
        "ahead": AHEAD_DAYS,
        "terms": refused if refused and refused["of"] is None else Terms(),
        "refused": refused,
        "today": timezone.localdate(timezone=request.workspace.zone),
    }
    return render(request, "queues/evergreen.html", context, status=422 if refused else 200)


@require_POST
def evergreen_mark(request: MemberRequest) -> HttpResponse:
    """A post becomes evergreen."""
    ours = Post.objects.filter(workspace=request.workspace)
    found = ours.filter(pk=_number(request.POST.get("post", ""))).first()
    try:
        if found is None:
            raise WrongState(_("Choose a post."))
        evergreen.mark(found, _terms(request), _who(request), timezone.now())
    except REFUSALS as refusal:
        return _refused(request, refusal)
    messages.success(request, _("It is said again from now on, where a slot is free."))
    return redirect("evergreen", request.workspace.slug)


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
    do = request.POST.get("do", "")
    act, said = acts.get(do, (lambda who, now: None, ""))
    try:
        act(_who(request), timezone.now())
        if said:
            messages.success(request, said)
    except REFUSALS as refusal:
        if do == "change":
            return _refused(request, refusal, one.pk)
        messages.error(request, str(refusal))
    return redirect("evergreen", request.workspace.slug)


def _refused(request: MemberRequest, refusal: Exception, of: int | None = None) -> HttpResponse:
    """The page again, with what was typed in its form."""
    sent = request.POST
    typed = {name: sent.get(name, "") for name in ("gap_days", "most", "expires_on")}
    said = {"of": of, "why": str(refusal), "text": sent.get("variations", "")}
    return _page(request, _number(sent.get("post", "")), typed | said)


def _who(request: MemberRequest) -> Person:
    return Person.who(request.actor, request.may)


def _terms(request: MemberRequest) -> Terms:
    """What was typed. Raises WrongState."""
    sent = request.POST
    text = sent.get("variations", "").replace("\r\n", "\n").replace("\x00", "")[:100_000]
    variations = tuple(one.strip() for one in BETWEEN.split(text) if one.strip())
    expires = sent.get("expires_on", "").strip()
    try:
        expires_on = date.fromisoformat(expires) if expires else None
    except ValueError:
        raise WrongState(_("The last day cannot be read. Write it as 2026-11-25.")) from None
    return Terms(_number(sent.get("gap_days", "")), _number(sent.get("most", "")), variations, expires_on)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 16 else 0

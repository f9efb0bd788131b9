"""The composer: a post's page, its preview, its autosave, its history."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planner.deliveries import tasks as delivery_tasks
from planner.deliveries.plan import NotPlanned
from planner.deliveries.stage import with_stage
from planner.freshness import post_shown
from planner.people.request import MemberRequest
from planner.phrases.models import Phrase
from planner.posts import conflicts, diff, sides, together
from planner.posts import drawing_views as drawing
from planner.posts import form as forms
from planner.posts.beginning_views import typed_at_first
from planner.posts.begun import LONGEST, Begun
from planner.posts.copy import copy
from planner.posts.labels import names_of
from planner.posts.models import Overtaken, Post
from planner.posts.reading import filled, meeting_of, read_form, typed_in, typed_of_post, words_of
from planner.posts.unsaved import Unsaved
from planner.queues import composing, take
from planner.queues import form as queue_forms
from planner.remarks.panel import panel
from planner.reviews.reading import note_reading
from planner.reviews.seats import NotYours
from planner.states import WrongState
from planner.writing import composer, desk, link_lookout

REFUSALS = (NotPlanned, NotYours, WrongState, desk.NotAllowed)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """An empty composer at the day that was clicked; a POST makes the post."""
    if request.method == "POST":
        return _save(request, None)
    return _composer(request, None, typed_at_first(request))


@require_http_methods(["GET", "HEAD", "POST"])
def post(request: MemberRequest, post_id: int) -> HttpResponse:
    found = _post(request, post_id)
    if request.method == "POST":
        return _save(request, found)
    note_reading(found.newest, request.user.pk, timezone.now())
    if composer.is_fixed(found, desk.Person.who(request.actor, request.may)):
        return render(request, "posts/read.html", drawing.reading(request, found))
    unsaved = Unsaved.objects.filter(post=found, user=request.user).first()
    if unsaved and "unsaved" in request.GET:
        return _composer(request, found, unsaved.form)
    return _composer(request, found, typed_of_post(found), unsaved=unsaved)


@require_POST
def preview(request: MemberRequest) -> HttpResponse:
    """What every channel would show of what is typed right now, and what may be done with it."""
    form, asked = read_form(request), request.GET.get("post", "")
    found = _post(request, int(asked)) if asked.isdecimal() and len(asked) < 16 else None
    acting = drawing.acting(request, found, form)
    return render(request, "posts/_preview.html", drawing.drawn_now(request, form, found) | acting)


@require_POST
def autosave(request: MemberRequest, post_id: int) -> HttpResponse:
    """Keep what is being typed, for this person only, until it becomes a version."""
    found, form, now = _post(request, post_id), read_form(request), timezone.now()
    typed = typed_in(request)
    if len(str(typed)) >= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return HttpResponse(status=413)
    before, newest = Unsaved.objects.filter(post=found, user=request.user).first(), typed_of_post(found)
    kept = filled(together.caught_up(typed, newest)) != filled(newest)
    if kept:
        Unsaved.keep(found, request.user, form.based_on or found.newest.number, dict(typed), now)
        standing = link_lookout.standing(words_of(before.form if before else newest), words_of(typed))
        delivery_tasks.look_soon(found, request.user.pk, standing)
    newer = found.newest if form.based_on and form.based_on < found.newest.number else None
    return render(request, "posts/_saved.html", {"saved_at": now, "kept": kept, "newer": newer, "form": form})


@require_POST
def duplicate(request: MemberRequest, post_id: int) -> HttpResponse:
    made = copy(_post(request, post_id), request.actor)
    messages.success(request, _("This is the copy. It has no time yet."))
    return _to(request, made)


@require_POST
def change(request: MemberRequest, post_id: int) -> HttpResponse:
    """An act that needs no words: take back, archive, bring back, forget what was typed."""
    found, what = _post(request, post_id), request.POST.get("do", "")
    if what == "forget":
        Unsaved.objects.filter(post=found, user=request.user).delete()
    elif what == "day_is_right":
        _say_that_days_are_right(request, found)
    elif what in {"hold", "release"} or (
        what in {"take_back", "archive", "bring_back", "ask"}
        and desk.Person.who(request.actor, request.may).may_change(found)
    ):
        _do(request, found, what)
    return _to(request, found)


def _say_that_days_are_right(request: MemberRequest, found: Post) -> None:
    if (when := read_form(request).when) is None:
        return
    try:
        desk.days_are_right(found, when, desk.Person.who(request.actor, request.may))
    except desk.NotAllowed as refusal:
        messages.error(request, str(refusal))


def _save(request: MemberRequest, found: Post | None) -> HttpResponse:
    """Keep the words first, so that nothing is lost when what follows is refused."""
    form, what = read_form(request), request.POST.get("do", "save")
    by_itself = request.POST.get("kept") == "1"  # autosave: nobody pressed anything, so it only keeps
    if form.problems:
        return _composer(request, found, typed_in(request), problems=form.problems, status=422)
    try:
        who = desk.Person.who(request.actor, request.may)
        typed = {} if by_itself else dict(request.POST.lists())
        once = request.POST.get("once", "")[:LONGEST]
        kept = composing.save(request.workspace, found, form, typed, who, timezone.now(), once)
    except Overtaken:
        mine = found or Begun.post_of(request.workspace, request.user.pk, once)
        assert mine is not None
        return _overtaken(request, mine, form)
    except REFUSALS as refusal:
        return _composer(request, found, typed_in(request), problems=(str(refusal),), status=422)
    saved = kept.post
    for said in kept.told:
        messages.success(request, said)
    delivery_tasks.look_soon(saved)
    if by_itself:
        return _to(request, saved)
    if request.POST.get("way") == "slot" and not (kept.was_there and saved.planned_at):
        _take_slot(request, saved)
    what = what if what in desk.ACTS else "save"
    is_done = kept.was_there and desk.is_done(saved, what)
    if not is_done and not _do(request, saved, what, kept.was_there):
        return _to(request, saved)
    if request.POST.get("way") == "series":
        composing.follow(saved, request.actor, timezone.now())
    return redirect("calendar", request.workspace.slug) if what != "save" else _to(request, saved)


def _take_slot(request: MemberRequest, saved: Post) -> None:
    """The next free slot as it is now: somebody may have taken the one that was shown."""
    try:
        take.take_next(saved, desk.Person.who(request.actor, request.may), timezone.now())
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    saved.refresh_from_db()


def _do(request: MemberRequest, found: Post, what: str, was_there: bool = False) -> bool:
    try:
        messages.success(
            request, desk.act(found, what, desk.Person.who(request.actor, request.may), timezone.now())
        )
    except (*REFUSALS, Overtaken) as refusal:
        if was_there and desk.is_done(found, what):
            return True  # the first of two clicks was a little quicker
        messages.error(request, str(refusal))
        return False
    return True


def _overtaken(request: MemberRequest, found: Post, form: forms.Form) -> HttpResponse:
    """Somebody saved in the meantime: show both, and let the person choose."""
    found, typed = _post(request, found.pk), typed_in(request)
    meeting = meeting_of(found, typed)
    context = {
        "post": found,
        "theirs": found.newest,
        "typed": typed,
        "pieces": diff.words(found.newest.text, form.content.text),
        "meeting": meeting,
        "conflicts": conflicts.said(meeting.conflicts, request.workspace),
        "sides": conflicts.of_sides(meeting.sides.news),
    }
    return render(request, "posts/overtaken.html", context, status=409)


def _composer(
    request: MemberRequest, found: Post | None, typed: dict[str, list[str]], **more: Any
) -> HttpResponse:
    status = more.pop("status", 200)
    channels = list(request.workspace.channels.here())
    form = forms.read(typed, {channel.pk for channel in channels}, request.workspace.timezone)
    context = {
        "typed": {name: values[-1] if values else "" for name, values in typed.items()},
        "was": sides.was_in(typed),
        "panes": composer.panes(channels, typed),
        "templates": Phrase.objects.filter(workspace=request.workspace, kind=Phrase.Kind.TEMPLATE)
        if found is None
        else (),
        "names": names_of(request.workspace),
        "kinds": Post.Kind.choices,
        "languages": settings.LANGUAGES,
        "deliveries": drawing.deliveries_of(found),
        **drawing.reviewed(found),
        "once": request.POST.get("once") or secrets.token_urlsafe(16),
        "series": queue_forms.read(dict(request.POST.lists()), form.when),
        "one_of": composing.told(found) if found else "",
        "remarks": panel(found, request.membership) if found else None,
        **(post_shown.panel(found) if found else {}),
    }
    context |= drawing.drawn_now(request, form, found) | drawing.acting(request, found, form) | more
    return render(request, "posts/composer.html", context, status=status)


def _post(request: MemberRequest, post_id: int) -> Post:
    """The post with its stage."""
    mine = with_stage(Post.objects.filter(workspace=request.workspace))
    related = ("head", "workspace", "author", "assignee", "campaign", "pillar", "approved_version", "series")
    found = get_object_or_404(mine.select_related(*related), pk=post_id)
    if found.head is None:
        raise Http404
    return found


def _to(request: MemberRequest, found: Post) -> HttpResponse:
    return redirect(reverse("post", kwargs={"workspace": request.workspace.slug, "post_id": found.pk}))

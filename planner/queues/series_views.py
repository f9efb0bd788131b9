"""A post that comes again: its rule, its coming times, and changes to this, the following or all of them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planner.deliveries.plan import NotPlanned
from planner.deliveries.stage import with_stage
from planner.people.request import MemberRequest
from planner.posts import form as forms
from planner.posts.models import Overtaken, Post
from planner.queues import change_series, change_words, form, rule, series
from planner.queues.change_series import Gone, Time, Words
from planner.reviews.seats import NotYours
from planner.states import WrongState
from planner.walltime import When
from planner.writing.desk import NotAllowed, Person

REFUSALS = (NotPlanned, NotYours, WrongState, NotAllowed, Overtaken)
SHOWN = 40  # posts of a series on its page


@require_http_methods(["GET", "HEAD", "POST"])
def post_series(request: MemberRequest, post_id: int) -> HttpResponse:
    """The series of a post; a POST begins, changes or ends it."""
    found = _post(request, post_id)
    if request.method != "POST":
        return _page(request, found)
    choice = form.read(_typed(request), _when(found))
    if request.POST.get("do") == "begin" and choice.rule is None:
        problems = choice.problems or (_("Choose how often it repeats."),)
        return _page(request, found, choice=choice, problems=problems, status=422)
    try:
        messages.success(request, _act(request, found, choice))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect("post-series", request.workspace.slug, post_id)


@require_POST
def series_said(request: MemberRequest) -> HttpResponse:
    """What is chosen right now, in words, with the first few times: for the form to show beside itself."""
    typed = _typed(request)
    when = forms.read(typed, (), request.workspace.timezone).when
    return render(request, "queues/_series_said.html", {"series": form.read(typed, when)})


def _act(request: MemberRequest, found: Post, choice: form.Choice) -> str:
    who, now, what = Person.who(request.actor, request.may), timezone.now(), request.POST.get("do", "")
    scope = form.scope(_typed(request))
    if what == "begin" and choice.rule is not None:
        series.begin(found, choice.rule, who, now)
        return _("It repeats now. The posts of the next 60 days are made ahead.")
    if what == "end":
        return change_words.told(change_series.end(found, who, now), _("It ends here."))
    if what == "away":
        return change_words.told(change_series.change(found, scope, Gone(), who, now), _("Put away."))
    if what == "words":
        words = Words(found.newest.content())
        return change_words.told(
            change_series.change(found, scope, words, who, now), _("They say the same now.")
        )
    if what == "time":
        asked = forms.read(_typed(request), (), found.planned_zone or request.workspace.timezone)
        if asked.when is None:
            raise WrongState(asked.no_time or _("Choose a day and a time first."))
        return change_words.told(change_series.change(found, scope, Time(asked.when), who, now), _("Moved."))
    raise WrongState(_("That cannot be done here."))


def _page(request: MemberRequest, found: Post, **more: Any) -> HttpResponse:
    status, when = more.pop("status", 200), _when(found)
    kept = found.series
    choice = more.pop("choice", None) or form.read({}, when)
    posts: Any = ()
    if kept is not None:
        begun = When(found.planned_at or timezone.now(), kept.wall, kept.zone, 0)
        choice = form.shown(rule.read(kept.rule), begun) if kept.ended_at is None else choice
        rows = with_stage(Post.objects.filter(series=kept).exclude(state="archived"))
        posts = rows.select_related("head").order_by("series_wall")[:SHOWN]
    context = {
        "post": found,
        "series": choice,
        "kept": kept if kept is not None and kept.ended_at is None else None,
        "posts": posts,
        "when": when,
        "may_change": Person.who(request.actor, request.may).may_change(found),
        **more,
    }
    return render(request, "queues/series.html", context, status=status)


def _when(found: Post) -> When | None:
    if found.planned_at is None:
        return None
    return When(found.planned_at, found.planned_wall, found.planned_zone, found.planned_fold)


def _post(request: MemberRequest, post_id: int) -> Post:
    mine = with_stage(Post.objects.filter(workspace=request.workspace))
    found = get_object_or_404(mine.select_related("head", "workspace", "series"), pk=post_id)
    if found.head is None:
        raise Http404
    return found


def _typed(request: MemberRequest) -> dict[str, list[str]]:
    return {name: [str(one) for one in values] for name, values in request.POST.lists()}

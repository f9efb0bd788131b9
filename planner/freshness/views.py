"""The pages of freshness: what there is to do, the facts, and one post's own."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from media.models import Asset
from planner.deliveries.plan import NotPlanned
from planner.deliveries.stage import with_stage
from planner.freshness import acting, facts, judging, todo
from planner.freshness.fact_shown import register, seeming, stating
from planner.freshness.facts import FactForm
from planner.freshness.models import Fact
from planner.freshness.post_shown import post_shown
from planner.freshness.telling import ACTIONS, MEANINGS
from planner.people.members import Refused
from planner.people.request import MemberRequest
from planner.posts.models import Post
from planner.states import WrongState
from planner.writing import desk

REFUSALS = (WrongState, desk.NotAllowed, NotPlanned, Refused)


@require_safe
def freshness(request: MemberRequest) -> HttpResponse:
    """What there is to do, the most pressing first."""
    filters = todo.Filters(
        request.GET.get("action", ""),
        _number(request.GET.get("channel", "")),
        _number(request.GET.get("page", "")) or 1,
        _number(request.GET.get("asset", "")),
    )
    context = {
        "todo": todo.todo(request.workspace, filters),
        "filters": filters,
        "asset": Asset.objects.filter(
            library__owner=request.workspace.library, pk=filters.asset or 0
        ).first(),
        "actions": ACTIONS,
        "meanings": MEANINGS,
        "channels": request.workspace.channels.here().defer("credentials", "account_facts"),
    }
    return render(request, "freshness/freshness.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def post_freshness(request: MemberRequest, post_id: int) -> HttpResponse:
    """One post: its score with reasons, its addresses and facts, who looks after it. A POST acts."""
    posts = with_stage(Post.objects.filter(workspace=request.workspace, head__isnull=False))
    post = get_object_or_404(posts.select_related("head", "workspace", "author"), pk=post_id)
    now = timezone.now()
    if request.method == "POST":
        return _act(request, post, now)
    judging.judge_missing(post, now)
    return render(request, "freshness/post.html", post_shown(post, _who(request), now))


@require_http_methods(["GET", "HEAD", "POST"])
def fact_register(request: MemberRequest) -> HttpResponse:
    """Every fact; a POST adds one."""
    form = FactForm(request.POST or None, workspace=request.workspace)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            made = facts.add(request.workspace, _who(request), form, now)
            messages.success(request, _("The fact is in the register. Now say which posts state it."))
            return redirect("freshness-fact", request.workspace.slug, made.pk)
        except REFUSALS as refusal:
            form.add_error("name", str(refusal))
    context = {"facts": register(request.workspace, now), "form": form}
    return render(request, "freshness/facts.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def fact(request: MemberRequest, fact_id: int) -> HttpResponse:
    """One fact: what states it, what it was before; a POST changes it, or says that it is right."""
    ours = Fact.objects.filter(workspace=request.workspace).select_related(
        "workspace", "owner", "confirmed_by"
    )
    found, now = get_object_or_404(ours, pk=fact_id), timezone.now()
    what, who = request.POST.get("do", ""), _who(request)
    if what in {"confirm", "remove", "use"}:
        return _keep(request, found, what, now)
    form = FactForm(request.POST or None, workspace=request.workspace, initial=facts.typed(found))
    is_new = False
    if request.method == "POST" and form.is_valid():
        is_new = form.cleaned_data["value"] != found.value
        if not is_new or "sure" in request.POST:
            try:
                messages.success(request, facts.told(facts.change(found, who, form, now)))
                return redirect("freshness-fact", request.workspace.slug, found.pk)
            except REFUSALS as refusal:
                form.add_error("name", str(refusal))
    asks = is_new and not form.errors
    context: dict[str, Any] = {
        "fact": found,
        "form": form,
        "asks": asks,
        "stating": stating(found),
        "seeming": () if asks else seeming(found),
        "old_values": found.old_values.all()[:20],
        "is_old": (now - found.confirmed_at).days > found.ttl_days,
    }
    status = 422 if request.method == "POST" and not asks else 200
    return render(request, "freshness/fact.html", context, status=status)


def _act(request: MemberRequest, post: Post, now: datetime) -> HttpResponse:
    try:
        done = acting.act(post, request.POST.get("do", ""), request.POST.dict(), _who(request), now)
        messages.success(request, done.said)
        if done.made is not None:
            return redirect("post", request.workspace.slug, done.made.pk)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    if request.POST.get("back") == "list":
        return redirect("freshness", request.workspace.slug)
    return redirect("post-freshness", request.workspace.slug, post.pk)


def _keep(request: MemberRequest, found: Fact, what: str, now: datetime) -> HttpResponse:
    who = _who(request)
    try:
        if what == "remove":
            facts.remove(found, who, now)
            messages.success(request, _("The fact is removed. Posts keep their words."))
            return redirect("freshness-facts", request.workspace.slug)
        if what == "use":
            asked = [pk for pk in map(_number, request.POST.getlist("post")) if pk is not None]
            posts = Post.objects.filter(workspace=request.workspace, pk__in=asked).select_related("head")
            facts.use(found, list(posts), who, now)
            messages.success(request, _("Noted. When the fact changes, they are flagged."))
        else:
            facts.confirm(found, who, now)
            messages.success(request, _("Noted with your name and the day."))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    if request.POST.get("back") == "list":
        return redirect("freshness-facts", request.workspace.slug)
    return redirect("freshness-fact", request.workspace.slug, found.pk)


def _who(request: MemberRequest) -> desk.Person:
    return desk.Person.who(request.actor, request.may)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 16 else None

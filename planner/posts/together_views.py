"""Several people at one post: who is here, and what to do when somebody else saved first."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from planner.people.request import MemberRequest
from planner.posts import conflicts, presence, together
from planner.posts.reading import meeting_of, newest_of, post_of, typed_in
from planner.posts.unsaved import Unsaved


@require_POST
def post_here(request: MemberRequest, post_id: int) -> HttpResponse:
    """I am here; who else is, and is there a newer version than the one I write on?"""
    found, now = post_of(request, post_id), timezone.now()
    if request.POST.get("leaving"):
        presence.Presence.leave(found, request.user)
        return HttpResponse(status=204)
    presence.Presence.note(found, request.user, request.POST.get("writing") == "1", now)
    based_on = request.POST.get("based_on", "")
    newer = based_on.isdecimal() and int(based_on[:9]) < found.newest.number
    others = presence.others(found, request.user, now)
    context = {"others": others, "news": newest_of(found, typed_in(request), newer)}
    return render(request, "posts/_here.html", context)


@require_POST
def post_meet(request: MemberRequest, post_id: int) -> HttpResponse:
    """What they saved beside what I typed; or one of the three ways to go on from there."""
    found = post_of(request, post_id)
    meeting, way = meeting_of(found, typed_in(request)), request.POST.get("do", "")
    if way not in meeting.ways:
        context: dict[str, Any] = {"post": found, "theirs": found.newest, "meeting": meeting}
        context["conflicts"] = conflicts.said(meeting.conflicts, request.workspace)
        context["sides"] = conflicts.of_sides(meeting.sides.news)
        return render(request, "posts/_met.html", context)
    kept = meeting.way(way, request.POST.get("seen", ""))
    Unsaved.keep(found, request.user, together.based_on(kept), dict(kept), timezone.now())
    page = reverse("post", kwargs={"workspace": request.workspace.slug, "post_id": found.pk})
    return redirect(page if way == "theirs" else f"{page}?unsaved=1")

"""Subscribing to the calendar: the page of one's feeds, and what a calendar program reads."""

import time
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from planner.people.members import Refused
from planner.people.models import hash_secret
from planner.people.request import MemberRequest
from planner.schedule import feed as feeds
from planner.schedule.feed import Feed
from planner.schedule.feed_file import reading
from planner.schedule.told_filters import kept, told

MOST_A_MINUTE = 12  # of one feed, and of one place that asks for feeds that are not there


@require_http_methods(["GET", "HEAD", "POST"])
def feeds_page(request: MemberRequest) -> HttpResponse:
    """One's own feeds of this workspace; a POST makes one with the filters in the address, or revokes one."""
    if request.POST.get("do") == "revoke":
        return _revoke(request)
    now, filters, context = timezone.now(), "", dict[str, Any]()
    try:
        filters = kept(request.GET)
    except Refused as refusal:
        context["wrong"] = str(refusal)
    context |= {"query": filters, "told": told(request.workspace, filters)}
    if request.method == "POST" and "wrong" not in context:
        try:
            name = request.POST.get("name", "")
            made, secret = feeds.make(request.membership, request.actor, name, filters, now)
            context |= {"made": made, "address": request.build_absolute_uri(reverse("feed", args=[secret]))}
        except Refused as refusal:
            context["wrong"] = str(refusal)
    own = Feed.objects.filter(workspace=request.workspace, user=request.user, revoked_at=None)
    context["feeds"] = [(one, told(request.workspace, one.filters)) for one in own]
    return render(request, "schedule/feeds.html", context, status=422 if "wrong" in context else 200)


def _revoke(request: MemberRequest) -> HttpResponse:
    asked = request.POST.get("feed", "")
    own = Feed.objects.filter(workspace=request.workspace, user=request.user)
    found = own.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 16 else None
    if found is None:
        raise Http404
    feeds.revoke(found, request.actor, timezone.now())
    messages.success(
        request, _("“%(name)s” is revoked: its address opens nothing any more.") % {"name": found.name}
    )
    return redirect("feeds", request.workspace.slug)


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The posts as a calendar file, for whoever has the address."""
    known, now = hash_secret(secret), timezone.now()
    if _too_often(f"feed:{known}"):
        return _wait()
    found = feeds.find(secret, now)
    if found is None:
        if _too_often(f"no-feed:{request.META.get('REMOTE_ADDR', '')}"):
            return _wait()
        raise Http404
    shown = reading(found, now)
    if shown.etag in request.headers.get("If-None-Match", ""):
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(shown.file(), content_type="text/calendar; charset=utf-8")
        answer.headers["Content-Disposition"] = 'inline; filename="almanac.ics"'
    answer.headers["ETag"] = shown.etag
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Content-Language"] = shown.language
    patch_cache_control(answer, private=True, max_age=300)
    return answer


def _too_often(key: str) -> bool:
    """So many a minute, counted in this process: a wall against programs that ask all the time."""
    key = f"{key}:{int(time.time() // 60)}"
    if cache.add(key, 1, timeout=90):
        return False
    try:
        return bool(cache.incr(key) > MOST_A_MINUTE)
    except ValueError:  # it ran out between the two
        return False


def _wait() -> HttpResponse:
    return HttpResponse(status=429, headers={"Retry-After": "60"})

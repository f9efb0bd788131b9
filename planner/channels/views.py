"""Channels: where posts can go, how they are, and connecting them."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import publishers
from planner.channels import connecting
from planner.channels.connect import NotConnected, check, connect, reconnect
from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.people.request import MemberRequest
from planner.states import WrongState


@require_safe
def channels(request: MemberRequest) -> HttpResponse:
    rows = request.workspace.channels.here().select_related("workspace")
    planned = Count("deliveries", filter=Q(deliveries__state__in=("scheduled", "waiting", "blocked")))
    return render(request, "channels/channels.html", {"channels": rows.annotate(planned=planned)})


@require_safe
def channel(request: MemberRequest, channel_id: int) -> HttpResponse:
    return _page(request, _channel(request, channel_id))


@require_safe
def channel_new(request: MemberRequest) -> HttpResponse:
    return render(request, "channels/networks.html", {"networks": publishers.NAMES})


@require_http_methods(["GET", "HEAD", "POST"])
def channel_connect(request: MemberRequest, network: str) -> HttpResponse:
    """The form that this network needs."""
    kind = publishers.PUBLISHERS.get(network)
    if kind is None:
        raise Http404
    typed, problem = request.POST.dict(), ""
    if request.method == "POST":
        credentials = connecting.read(kind, typed, request.workspace)
        name = typed.get("name", "").strip()[:120]
        try:
            made = connect(request.workspace, network, name, credentials, request.actor, timezone.now())
        except NotConnected as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("Connected: %(name)s.") % {"name": made.name})
            return redirect("channels", request.workspace.slug)
    context = {
        "network": network,
        "fields": connecting.fields_of(kind, typed),
        "typed": typed,
        "problem": problem,
    }
    return render(request, "channels/connect.html", context, status=422 if problem else 200)


@require_POST
def channel_change(request: MemberRequest, channel_id: int) -> HttpResponse:
    """Check, connect again, remove."""
    found, what, now = _channel(request, channel_id), request.POST.get("do", ""), timezone.now()
    try:
        if what == "check":
            problem = check(found, request.actor, now)
            messages.error(request, problem) if problem else messages.success(request, _("All is well."))
        elif what == "reconnect":
            given = connecting.read(found.kind, request.POST.dict(), request.workspace, found)
            reconnect(found, given, request.actor, now)
            messages.success(request, _("Connected again."))
        elif what == "remove":
            found.remove(request.actor)
            messages.success(request, _("Removed. Its credentials are forgotten."))
            return redirect("channels", request.workspace.slug)
    except NotConnected as refusal:
        return _page(request, found, problem=str(refusal), typed=request.POST.dict(), status=422)
    except WrongState as refusal:
        messages.error(request, str(refusal))
    return redirect("channel", request.workspace.slug, channel_id)


@require_POST
def channel_pause(request: MemberRequest, channel_id: int) -> HttpResponse:
    found, reason = _channel(request, channel_id), request.POST.get("reason", "").replace("\x00", "").strip()
    try:
        found.pause(request.actor, reason)
        messages.success(request, _("Paused. Nothing goes out here until somebody resumes it."))
    except WrongState as refusal:
        messages.error(request, str(refusal))
    return redirect("channel", request.workspace.slug, channel_id)


@require_POST
def channel_resume(request: MemberRequest, channel_id: int) -> HttpResponse:
    found = _channel(request, channel_id)
    try:
        found.resume(request.actor)
        messages.success(request, _("Publishing goes on here."))
    except WrongState as refusal:
        messages.error(request, str(refusal))
    return redirect("channel", request.workspace.slug, channel_id)


def _page(request: MemberRequest, found: Channel, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    recent = Delivery.objects.filter(channel=found).select_related("version").order_by("-due_at", "-pk")
    context: dict[str, Any] = {
        "channel": found,
        "fields": connecting.fields_of(found.kind, more.get("typed", {})),
        "recent": recent[:10],
    }
    return render(request, "channels/channel.html", context | more, status=status)


def _channel(request: MemberRequest, channel_id: int) -> Channel:
    return get_object_or_404(request.workspace.channels.here().select_related("workspace"), pk=channel_id)

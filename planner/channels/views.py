"""Channels: where posts can go, how they are, and connecting them."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import publishers
from planner.channels import connecting, signing_in
from planner.channels.connect import NotConnected, check, connect, reconnect
from planner.channels.models import Channel
from planner.channels.reach import can_be_reached
from planner.deliveries.models import Delivery
from planner.mailings import way_out
from planner.mailings.readers import has_readers
from planner.people.models import Workspace
from planner.people.permissions import Verb, verbs_of
from planner.people.request import MemberRequest, PersonRequest
from planner.states import WrongState
from publishers.base import Assisted, Publisher, SignsIn


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
    return render(request, "channels/networks.html", {"networks": list(publishers.PUBLISHERS)})


@require_http_methods(["GET", "HEAD", "POST"])
def channel_connect(request: MemberRequest, network: str) -> HttpResponse:
    """The form that this network needs."""
    kind = publishers.PUBLISHERS.get(network)
    if kind is None:
        raise Http404
    typed, problem = request.POST.dict(), ""
    if request.method == "POST" and typed.get("do") == "sign-in":
        return _leave(request, network, kind, typed)
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
    return _form(request, network, typed, problem)


@require_safe
def signed_in(request: PersonRequest, network: str) -> HttpResponse:
    """They come back from the network, with a code or without."""
    who, given, now = _traveller(request), request.GET, timezone.now()
    try:
        if "code" not in given:
            raise NotConnected(_("You did not give Almanac access, so nothing is connected."))
        row = signing_in.arrive(network, given.get("state", ""), given["code"], who, now)
        if not _may_connect(request, row.workspace):
            raise NotConnected(_("You may no longer connect channels there."))
        if len(signing_in.accounts(row)) > 1 and row.channel is None:
            return redirect("channel-choose", row.workspace.slug, row.pk)
        only = [account.id for account in signing_in.accounts(row)]
        return _connected(request, row.workspace, signing_in.finish(row, only, request.actor, now))
    except NotConnected as refusal:
        messages.error(request, str(refusal))
        return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
def channel_choose(request: MemberRequest, sign_in_id: int) -> HttpResponse:
    """One sign-in, several accounts: which of them become channels?"""
    row = signing_in.back(sign_in_id, request.workspace, _traveller(request), timezone.now())
    if row is None:  # also for whoever comes by the browser's way back, when all is done
        is_here = signing_in.SignIn.objects.filter(pk=sign_in_id, workspace=request.workspace).exists()
        return render(request, "channels/choose.html", status=410 if is_here else 404)
    problem = ""
    try:
        if request.method == "POST":
            chosen = request.POST.getlist("account")
            made = signing_in.finish(row, chosen, request.actor, timezone.now())
            return _connected(request, request.workspace, made)
        offered = signing_in.accounts(row)
    except NotConnected as refusal:
        problem, offered = str(refusal), signing_in.accounts(row) if request.method == "POST" else ()
    context = {"network": row.network, "accounts": offered, "problem": problem}
    return render(request, "channels/choose.html", context, status=422 if problem else 200)


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
        elif what == "links":
            found.tag_links(connecting.link_parameters(request.POST.get("links", "")), request.actor)
            messages.success(request, _("Saved. What is approved with other links needs a new yes."))
        elif what == "short-links":
            found.shorten_links("short" in request.POST, request.actor)
            messages.success(request, _("Saved. What is approved with other links needs a new yes."))
        elif what == "sign-in":
            return _leave(request, found.network, found.kind, request.POST.dict(), found)
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
        "recent": recent[:10],
        "has_readers": has_readers(found),
        "is_by_hand": issubclass(found.kind, Assisted),
        "no_way_out": way_out.trouble(found),
        "links": urlencode(found.link_parameters),
        "address": settings.PUBLIC_URL,
        "is_reached": can_be_reached(settings.PUBLIC_URL),
        **_ways_in(found.kind, more.get("typed", {})),
    }
    return render(request, "channels/channel.html", context | more, status=status)


def _form(request: MemberRequest, network: str, typed: dict[str, str], problem: str) -> HttpResponse:
    kind = publishers.get(network)
    context = {
        "network": network,
        "typed": typed,
        "problem": problem,
        "is_by_hand": issubclass(kind, Assisted),
        "no_way_out": way_out.trouble(Channel(network=network)),
        **_ways_in(kind, typed),
    }
    return render(request, "channels/connect.html", context, status=422 if problem else 200)


def _ways_in(kind: type[Publisher], typed: dict[str, str]) -> dict[str, Any]:
    """How this network can be connected: by credentials that are typed, by signing in over there, or both."""
    ways: dict[str, Any] = {"fields": connecting.fields_of(kind.Credentials, typed), "steps": kind.steps}
    if issubclass(kind, SignsIn):
        ways["asked"] = connecting.fields_of(kind.Asked, typed)
        ways["scopes"] = kind.scopes
        ways["redirect"] = signing_in.redirect_address(kind.name)
        names = {field.name for field in ways["asked"]}
        ways["own_app"] = bool(
            names & {"client_id", "client_key"}
        )  # theirs, made over there; TikTok's is a key
    return ways


def _leave(
    request: MemberRequest,
    network: str,
    kind: type[Publisher],
    typed: dict[str, str],
    channel: Channel | None = None,
) -> HttpResponse:
    if not issubclass(kind, SignsIn):
        raise Http404
    asked = connecting.asked(kind.Asked, typed)
    name = typed.get("name", "").strip()[:120]
    try:
        where = signing_in.leave(
            request.workspace,
            network,
            asked,
            _traveller(request),
            timezone.now(),
            name=name,
            channel=channel,
        )
    except NotConnected as refusal:
        if channel is not None:
            return _page(request, channel, problem=str(refusal), typed=typed, status=422)
        return _form(request, network, typed, str(refusal))
    return render(request, "channels/leaving.html", {"network": network, "where": where})


def _connected(request: PersonRequest, workspace: Workspace, made: list[Channel]) -> HttpResponse:
    names = ", ".join(channel.name for channel in made)
    messages.success(request, _("Connected: %(name)s.") % {"name": names})
    return redirect("channels", workspace.slug)


def _traveller(request: PersonRequest) -> signing_in.Traveller:
    return signing_in.Traveller(request.user, request.session.session_key or "", request.actor)


def _may_connect(request: PersonRequest, workspace: Workspace) -> bool:
    mine = workspace.memberships.filter(user=request.user).first()
    return mine is not None and Verb.CHANNELS in verbs_of(mine.role)


def _channel(request: MemberRequest, channel_id: int) -> Channel:
    return get_object_or_404(request.workspace.channels.here().select_related("workspace"), pk=channel_id)

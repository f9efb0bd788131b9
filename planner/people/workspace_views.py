"""The workspace's settings, and the button that stops publishing."""

from typing import Any

from django.conf import settings as house
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planner.deliveries import identity
from planner.deliveries.pause import pause_workspace, resume_workspace
from planner.people.countries import countries, offered_for
from planner.people.models import Workspace
from planner.people.permissions import Verb
from planner.people.preferences import WorkspaceForm, change
from planner.people.request import MemberRequest
from planner.zones import offered


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: MemberRequest) -> HttpResponse:
    workspace = Workspace.objects.get(pk=request.workspace.pk)  # a form fills its instance, valid or not
    initial: dict[str, Any] = {"grace_minutes": workspace.grace // 60}
    form = WorkspaceForm(request.POST or None, instance=workspace, initial=initial)
    if request.method == "POST" and form.is_valid():
        change(request.workspace, form, request.actor)
        messages.success(request, _("Saved."))
        return redirect("settings", request.workspace.slug)
    context = {
        "form": form,
        "zones": offered(),
        "languages": house.LANGUAGES,
        "countries": countries(translation.get_language() or "en"),
        "country_here": offered_for(request.workspace.timezone, translation.get_language() or "en"),
    }
    return render(request, "people/settings.html", context, status=422 if form.errors else 200)


@require_POST
def pause(request: MemberRequest) -> HttpResponse:
    reason = request.POST.get("reason", "").replace("\x00", "").strip()
    pause_workspace(request.workspace, request.actor, reason, timezone.now())
    messages.success(request, _("Publishing is paused. Nothing new is begun."))
    return _back(request)


@require_POST
def resume(request: MemberRequest) -> HttpResponse:
    """The workspace publishes again; an owner may also say that this copy of the data is the real one."""
    if request.POST.get("what") == "installation" and request.may(Verb.OWN):
        identity.take_over(timezone.now())
        messages.success(request, _("This installation publishes now."))
        return _back(request)
    resume_workspace(request.workspace, request.actor, timezone.now())
    messages.success(request, _("Publishing goes on. What is too late by now waits for your decision."))
    return _back(request)


def _back(request: MemberRequest) -> HttpResponse:
    where = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(
        where, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return redirect(where)
    return redirect("settings", request.workspace.slug)

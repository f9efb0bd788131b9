"""The page of campaigns, with the pillars and their plan."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planner.campaigns import keeping
from planner.campaigns.keeping import CampaignForm, PillarForm
from planner.campaigns.models import Campaign, Pillar
from planner.people.members import Refused
from planner.people.request import MemberRequest
from planner.schedule.standing import campaigns_shown, pillars_shown


@require_http_methods(["GET", "HEAD", "POST"])
def campaigns(request: MemberRequest) -> HttpResponse:
    """Every campaign with its days and how far its posts are; a POST adds one."""
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.add_campaign(request.workspace, request.actor, form)
            messages.success(request, _("The campaign is in the calendar."))
            return redirect("campaigns", request.workspace.slug)
        except Refused as refusal:
            form.add_error("name", str(refusal))
    return _page(request, {"form": form}, 422 if form.errors or request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign(request: MemberRequest, campaign_id: int) -> HttpResponse:
    """One campaign, to be changed, put away or brought back."""
    found = get_object_or_404(
        Campaign.objects.select_related("workspace"), workspace=request.workspace, pk=campaign_id
    )
    initial = {"name": found.name, "starts_on": found.starts_on, "ends_on": found.ends_on}
    what, form = request.POST.get("do", ""), CampaignForm(request.POST or None, initial=initial)
    if request.method == "POST" and what in {"archive", "bring_back"}:
        act = keeping.archive if what == "archive" else keeping.bring_back
        act(found, request.actor, timezone.now())
        return redirect("campaigns", request.workspace.slug)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.change_campaign(found, request.actor, form)
            messages.success(request, _("Saved."))
            return redirect("campaigns", request.workspace.slug)
        except Refused as refusal:
            form.add_error("name", str(refusal))
    status = 422 if form.errors or request.method == "POST" else 200
    return render(request, "campaigns/campaign.html", {"form": form, "campaign": found}, status=status)


@require_POST
def pillars(request: MemberRequest) -> HttpResponse:
    form = PillarForm(request.POST)
    if form.is_valid():
        try:
            keeping.add_pillar(request.workspace, request.actor, form)
            return _to_pillars(request)
        except Refused as refusal:
            form.add_error("name", str(refusal))
    return _page(request, {"pillar_form": form}, 422)


@require_POST
def pillar(request: MemberRequest, pillar_id: int) -> HttpResponse:
    found = get_object_or_404(
        Pillar.objects.select_related("workspace"), workspace=request.workspace, pk=pillar_id
    )
    if request.POST.get("do") == "remove":
        keeping.remove_pillar(found, request.actor)
        return _to_pillars(request)
    form = PillarForm(request.POST)
    if form.is_valid():
        try:
            keeping.change_pillar(found, request.actor, form)
            return _to_pillars(request)
        except Refused as refusal:
            form.add_error("name", str(refusal))
    for errors in form.errors.values():
        messages.error(request, f"{found.name}: {errors[0]}")
    return _to_pillars(request)


def _to_pillars(request: MemberRequest) -> HttpResponse:
    answer = redirect("campaigns", request.workspace.slug)
    answer["Location"] += "#pillars"
    return answer


def _page(request: MemberRequest, more: dict[str, Any], status: int) -> HttpResponse:
    now = timezone.now()
    context: dict[str, Any] = {
        "form": CampaignForm(),
        "pillar_form": PillarForm(prefix=None),
        "campaigns": campaigns_shown(request.workspace, now),
        "mix": pillars_shown(request.workspace, now),
        "today": timezone.localdate(now, request.workspace.zone),
    }
    return render(request, "campaigns/campaigns.html", context | more, status=status)

"""The pages of reports, and what is kept on them: goals, letters."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planner.campaigns.models import Campaign
from planner.people.members import Refused
from planner.people.request import MemberRequest
from planner.reports import goals, subscribing
from planner.reports.goals import GoalForm
from planner.reports.listed import listed
from planner.reports.models import Goal, Subscription
from planner.reports.page import report_page
from planner.reports.reading import campaign_asked, month_asked
from planner.reports.serving import served
from planner.reports.span import month_named


@require_safe
def reports(request: MemberRequest) -> HttpResponse:
    return _list(request, GoalForm(request.workspace), 200)


@require_safe
def report_month(request: MemberRequest, month: str) -> HttpResponse:
    span = month_named(month)
    if span is None:
        raise Http404
    asked = month_asked(request.workspace, span)
    return served(asked, request.GET.get("form", ""), timezone.now(), report_page(request))


@require_safe
def report_campaign(request: MemberRequest, campaign_id: int) -> HttpResponse:
    ours = Campaign.objects.filter(workspace=request.workspace).select_related("workspace")
    now = timezone.now()
    asked = campaign_asked(
        get_object_or_404(ours, pk=campaign_id), timezone.localdate(now, request.workspace.zone)
    )
    return served(asked, request.GET.get("form", ""), now, report_page(request))


@require_POST
def goal_new(request: MemberRequest) -> HttpResponse:
    form = GoalForm(request.workspace, request.POST)
    if form.is_valid():
        try:
            goals.add(request.workspace, request.actor, form)
            messages.success(request, _("The goal is kept. Reports of its days show how far it is."))
            return redirect("reports", request.workspace.slug)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _list(request, form, 422)


@require_POST
def goal_remove(request: MemberRequest, goal_id: int) -> HttpResponse:
    goals.remove(get_object_or_404(Goal, workspace=request.workspace, pk=goal_id), request.actor)
    messages.success(request, _("The goal is removed."))
    return redirect("reports", request.workspace.slug)


@require_POST
def report_letters_mine(request: MemberRequest) -> HttpResponse:
    kinds = set(request.POST.getlist("kind"))
    subscribing.choose_mine(request.workspace, request.user, kinds, request.actor, timezone.now())
    messages.success(request, _("Kept."))
    return redirect("reports", request.workspace.slug)


@require_POST
def report_letters(request: MemberRequest) -> HttpResponse:
    """Send reports to somebody else."""
    kind, reader = request.POST.get("kind", ""), request.POST.get("reader", "")
    try:
        subscribing.add(request.workspace, kind, reader, request.actor, timezone.now())
        messages.success(request, _("Kept."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reports", request.workspace.slug)


@require_POST
def report_letter_remove(request: MemberRequest, subscription_id: int) -> HttpResponse:
    row = get_object_or_404(
        Subscription.objects.select_related("user", "contact"),
        workspace=request.workspace,
        pk=subscription_id,
    )
    subscribing.remove(row, request.actor, timezone.now())
    return redirect("reports", request.workspace.slug)


def _list(request: MemberRequest, form: GoalForm, status: int) -> HttpResponse:
    context: dict[str, Any] = {"form": form} | listed(request.membership, timezone.now())
    return render(request, "reports/reports.html", context, status=status)

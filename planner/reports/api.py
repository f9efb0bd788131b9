"""The API about reports."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router

from planner.campaigns.models import Campaign
from planner.people.request import TokenRequest
from planner.reports.reading import campaign_asked, month_asked
from planner.reports.serving import told
from planner.reports.shown import ReportShown
from planner.reports.span import month_named

router = Router(tags=["Reports"])


@router.get(
    "/reports/month/{str:month}",
    response=ReportShown,
    operation_id="reports.month",
    summary="The report of a month, such as 2026-10",
)
def month(request: TokenRequest, month: str) -> dict[str, Any]:
    span = month_named(month)
    if span is None:
        raise Http404
    return told(month_asked(request.workspace, span), timezone.now())


@router.get(
    "/reports/campaigns/{int:campaign_id}",
    response=ReportShown,
    operation_id="reports.campaign",
    summary="The report of a campaign",
)
def campaign(request: TokenRequest, campaign_id: int) -> dict[str, Any]:
    ours = Campaign.objects.filter(workspace=request.workspace).select_related("workspace")
    now = timezone.now()
    found = get_object_or_404(ours, pk=campaign_id)
    return told(campaign_asked(found, timezone.localdate(now, request.workspace.zone)), now)

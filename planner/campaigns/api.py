"""The API about campaigns."""

from datetime import date, datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from ninja import Query, Router, Schema, Status
from pydantic import Field

from planner.campaigns import keeping
from planner.campaigns.keeping import CampaignForm
from planner.campaigns.models import Campaign
from planner.contract.paging import Where, page
from planner.contract.schema import Given, Name, Page
from planner.contract.typed import insist_on
from planner.people.request import TokenRequest

router = Router(tags=["Campaigns"])


class CampaignShown(Schema):
    """Posts with one aim."""

    id: int
    name: str
    starts_on: date | None
    ends_on: date | None = Field(description="Its last day; null: it goes on.")
    archived_at: datetime | None


class CampaignChanges(Given):
    """What shall be otherwise; the rest stays."""

    name: Name | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    archived: bool | None = Field(default=None, strict=True, description="Put away, or brought back.")


class CampaignGiven(Given):
    name: Name
    starts_on: date | None = None
    ends_on: date | None = None


class Which(Where):
    archived: bool = Field(default=False, description="Those that are put away too.")


@router.get(
    "/campaigns", response=Page[CampaignShown], operation_id="campaigns.list", summary="List campaigns"
)
def list_campaigns(request: TokenRequest, where: Query[Which]) -> Page[CampaignShown]:
    rows = Campaign.objects.filter(workspace=request.workspace)
    return page(rows if where.archived else rows.filter(archived_at=None), where, _shown)


@router.post(
    "/campaigns", response={201: CampaignShown}, operation_id="campaigns.add", summary="Make a campaign"
)
def add_campaign(request: TokenRequest, given: CampaignGiven) -> Any:
    form = insist_on(CampaignForm(given.dict()), {})
    return Status(201, _shown(keeping.add_campaign(request.workspace, request.actor, form)))


@router.get(
    "/campaigns/{int:campaign_id}", response=CampaignShown, operation_id="campaigns.see",
    summary="See a campaign",
)  # fmt: skip
def see_campaign(request: TokenRequest, campaign_id: int) -> CampaignShown:
    return _shown(_found(request, campaign_id))


@router.patch(
    "/campaigns/{int:campaign_id}", response=CampaignShown, operation_id="campaigns.change",
    summary="Change a campaign",
)  # fmt: skip
def change_campaign(request: TokenRequest, campaign_id: int, given: CampaignChanges) -> CampaignShown:
    campaign, said = _found(request, campaign_id), given.dict(exclude_unset=True)
    archived = said.pop("archived", None)
    before = {name: getattr(campaign, name) for name in ("name", "starts_on", "ends_on")}
    if said:
        keeping.change_campaign(campaign, request.actor, insist_on(CampaignForm(before | said), {}))
    if archived is not None:
        (keeping.archive if archived else keeping.bring_back)(campaign, request.actor, clock.now())
    return _shown(_found(request, campaign_id))


@router.delete(
    "/campaigns/{int:campaign_id}", response={204: None}, operation_id="campaigns.remove",
    summary="Put a campaign away; its posts keep it",
)  # fmt: skip
def remove_campaign(request: TokenRequest, campaign_id: int) -> Any:
    keeping.archive(_found(request, campaign_id), request.actor, clock.now())
    return Status(204, None)


def _found(request: TokenRequest, campaign_id: int) -> Campaign:
    ours = Campaign.objects.select_related("workspace").filter(workspace=request.workspace)
    return get_object_or_404(ours, pk=campaign_id)


def _shown(campaign: Campaign) -> CampaignShown:
    return CampaignShown(
        id=campaign.pk, name=campaign.name, starts_on=campaign.starts_on, ends_on=campaign.ends_on,
        archived_at=campaign.archived_at,
    )  # fmt: skip

"""The API about what is kept beside reports: goals, links for clients, and what to do next."""

from datetime import date, datetime
from typing import Any, Literal

from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from ninja import Query, Router, Schema, Status
from pydantic import Field

from planner.campaigns.models import Campaign
from planner.contract.paging import Where, page
from planner.contract.refusals import Invalid, Missing
from planner.contract.schema import Given, Id, Page, Words
from planner.contract.typed import insist_on
from planner.people.request import TokenRequest
from planner.reports import goals, links
from planner.reports.digest import next_things
from planner.reports.goals import GoalForm
from planner.reports.models import Goal, ReportLink
from planner.reports.progress import progress
from planner.reports.reading import Asked, campaign_asked, month_asked
from planner.reports.shown import GoalShown, goal_shown
from planner.reports.span import month_named

router = Router(tags=["Reports"])
Metric = Literal["posts", "engagement", "clicks", "followers", "on_time"]


class ToDoShown(Schema):
    text: str
    link: str = Field(description="Where it is done: an address here.")


class GoalGiven(Given):
    metric: Metric
    target: int = Field(strict=True, ge=1, le=10**12)
    channel: Id | None = None
    campaign: Id | None = Field(default=None, description="Not together with `channel`.")
    from_on: date
    until_on: date = Field(description="Its last day.")


class LinkGiven(Given):
    """A link to one report: of a month, or of a campaign."""

    month: Words = Field(default="", max_length=7, description="Such as 2026-10.")
    campaign: Id | None = None
    language: Literal["en", "ru"] = "en"
    days: Literal[7, 30, 90, 365] = 30


class ReportLinkShown(Schema):
    id: int
    month: str | None
    campaign: int | None
    language: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    address: str | None = Field(
        description="Only in the answer to making it: whoever has it reads the report."
    )


@router.get(
    "/next", response=list[ToDoShown], operation_id="next", summary="What to do next, the most pressing first"
)
def what_next(request: TokenRequest) -> list[ToDoShown]:
    found = next_things(request.membership, clock.now())
    return [ToDoShown(text=one.text, link=one.link) for one in found]


@router.get(
    "/goals", response=Page[GoalShown], operation_id="goals.list", summary="Goals, and how far they are"
)
def list_goals(request: TokenRequest, where: Query[Where]) -> Page[GoalShown]:
    rows = Goal.objects.filter(workspace=request.workspace)
    today = clock.localdate(timezone=request.workspace.zone)
    rows = rows.select_related("channel", "campaign", "workspace")
    return page(rows, where, lambda goal: GoalShown(**goal_shown(progress(goal, today))))


@router.post("/goals", response={201: GoalShown}, operation_id="goals.add", summary="Set a goal")
def add_goal(request: TokenRequest, given: GoalGiven) -> Any:
    if given.channel and given.campaign:
        raise Invalid("body.campaign", "Name a channel or a campaign, not both.")
    of = (
        f"channel-{given.channel}"
        if given.channel
        else f"campaign-{given.campaign}"
        if given.campaign
        else ""
    )
    said = given.dict(exclude={"channel", "campaign"}) | {"of": of}
    names = {"of": "campaign" if given.campaign else "channel"}
    goal = goals.add(request.workspace, request.actor, insist_on(GoalForm(request.workspace, said), names))
    today = clock.localdate(timezone=request.workspace.zone)
    return Status(201, GoalShown(**goal_shown(progress(goal, today))))


@router.delete(
    "/goals/{int:goal_id}", response={204: None}, operation_id="goals.remove", summary="Remove a goal"
)
def remove_goal(request: TokenRequest, goal_id: int) -> Any:
    goals.remove(get_object_or_404(Goal, workspace=request.workspace, pk=goal_id), request.actor)
    return Status(204, None)


@router.get(
    "/report-links", response=Page[ReportLinkShown], operation_id="report_links.list",
    summary="Links by which clients read reports",
)  # fmt: skip
def list_links(request: TokenRequest, where: Query[Where]) -> Page[ReportLinkShown]:
    return page(ReportLink.objects.filter(workspace=request.workspace), where, _link)


@router.post(
    "/report-links", response={201: ReportLinkShown}, operation_id="report_links.make",
    summary="Make a link to a report; its address is in this answer only",
)  # fmt: skip
def make_link(request: TokenRequest, given: LinkGiven) -> Any:
    made = links.make(_asked(request, given), request.actor, given.language, given.days, clock.now())
    return Status(201, _link(made, links.address_of(made)))


@router.delete(
    "/report-links/{int:report_link_id}", response={204: None}, operation_id="report_links.revoke",
    summary="The link opens nothing any more",
)  # fmt: skip
def revoke_link(request: TokenRequest, report_link_id: int) -> Any:
    ours = ReportLink.objects.filter(workspace=request.workspace).select_related("campaign")
    links.revoke(get_object_or_404(ours, pk=report_link_id), request.actor, clock.now())
    return Status(204, None)


def _asked(request: TokenRequest, given: LinkGiven) -> Asked:
    span = month_named(given.month)
    if span is not None:
        return month_asked(request.workspace, span)
    if given.campaign is None:
        raise Invalid("body.month", "Name a month such as 2026-10, or a campaign.")
    ours = Campaign.objects.filter(workspace=request.workspace).select_related("workspace")
    found = ours.filter(pk=given.campaign).first()
    if found is None:
        raise Missing("body.campaign")
    return campaign_asked(found, clock.localdate(timezone=request.workspace.zone))


def _link(one: ReportLink, address: str | None = None) -> ReportLinkShown:
    return ReportLinkShown(
        id=one.pk, month=one.month or None, campaign=one.campaign_id, language=one.language,
        made_at=one.made_at, expires_at=one.expires_at, revoked_at=one.revoked_at, address=address,
    )  # fmt: skip

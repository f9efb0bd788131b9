"""The API about single posts' numbers: every post of the insights, and one post's curve."""

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from ninja import Query, Router, Schema
from pydantic import Field

from planner.contract.paging import Where, page
from planner.contract.schema import LARGEST_ID, Page
from planner.insights.models import Outcome
from planner.insights.of_post import OnChannel, of_the_post
from planner.insights.reading import line_reader
from planner.insights.shown import OutcomeShown, line_shown
from planner.people.request import TokenRequest
from planner.posts.models import Post

router = Router(tags=["Insights"])


class WhichOutcomes(Where):
    channel: int | None = Field(default=None, ge=1, le=LARGEST_ID)


class LookShown(Schema):
    """What the network said; null is not known, which is not zero."""

    at: datetime
    age_hours: float
    engagement: int | None
    reach: int | None
    impressions: int | None
    clicks: int | None


class RateOfPostShown(Schema):
    formula: str
    percent: float


class PostNumbersShown(Schema):
    """A post on one channel."""

    delivery: int
    channel: int
    published_at: datetime
    gives_numbers: bool = Field(description="False: this network gives none.")
    half_life: str
    half_life_is_measured: bool
    still_to_come_percent: int | None = Field(description="Null where its half-life is not measured.")
    rates: list[RateOfPostShown]
    forecast: str = Field(description="Of its seven days; empty where nothing can be said.")
    looks: list[LookShown]


@router.get(
    "/insights/posts", response=Page[OutcomeShown], operation_id="insights.posts",
    summary="Every post that was measured, the newest first",
)  # fmt: skip
def list_outcomes(request: TokenRequest, where: Query[WhichOutcomes]) -> Page[OutcomeShown]:
    rows = Outcome.objects.filter(workspace=request.workspace, channel__in=request.workspace.channels.here())
    rows = rows.select_related("delivery__version", "channel")
    if where.channel is not None:
        rows = rows.filter(channel=where.channel)
    read = line_reader(request.workspace, clock.now())
    order = ("-published_at", "-delivery_id")
    return page(rows, where, lambda row: OutcomeShown(**line_shown(read(row))), order)


@router.get(
    "/posts/{int:post_id}/numbers", response=list[PostNumbersShown], operation_id="insights.post",
    summary="One post's numbers by channel: each look, half-life, rates, what is still to come",
)  # fmt: skip
def post_numbers(request: TokenRequest, post_id: int) -> list[dict[str, Any]]:
    post = get_object_or_404(Post, workspace=request.workspace, pk=post_id)
    return [_shown(one) for one in of_the_post(post)]


def _shown(one: OnChannel) -> dict[str, Any]:
    names = ("at", "engagement", "reach", "impressions", "clicks")
    return {
        "delivery": one.delivery.pk,
        "channel": one.delivery.channel_id,
        "published_at": one.delivery.published_at,
        "gives_numbers": one.has_numbers,
        "half_life": one.half_life,
        "half_life_is_measured": one.is_measured,
        "still_to_come_percent": one.left,
        "rates": [{"formula": formula, "percent": value} for formula, value in one.rates],
        "forecast": one.foretold,
        "looks": [
            {"age_hours": look.age} | {name: getattr(look, name) for name in names} for look in one.looks
        ],
    }

"""The API about what is to be expected of the posts that wait for a yes."""

from datetime import datetime

from django.utils import timezone as clock
from ninja import Router, Schema
from pydantic import Field

from planner.people.request import TokenRequest
from planner.reviews.pace import AtRisk, Part, forecast

router = Router(tags=["Posts"])


class ForecastPart(Schema):
    posts: int = Field(description="With a time ahead of them.")
    misses: float = Field(description="How many of them miss it, on average.")
    low: int = Field(description="In about eight of ten cases no fewer than this …")
    high: int = Field(description="… and no more than this.")


class PostAtRisk(Schema):
    id: int
    name: str
    planned_at: datetime
    chance: float = Field(description="That it misses its time: 0 to 1.")
    asked: bool = Field(description="False: nobody was asked about it yet.")


class ForecastShown(Schema):
    """With fewer than eight finished reviews in 90 days `enough` is false, and the numbers are null."""

    enough: bool
    finished: int = Field(description="Reviews of the last 90 days that ended with a yes.")
    says: list[str]
    asked: ForecastPart | None
    unasked: ForecastPart | None
    at_risk: list[PostAtRisk]


@router.get(
    "/reviews/forecast",
    response=ForecastShown,
    operation_id="reviews.forecast",
    summary="How many posts will miss their time at the usual pace of reviews",
)
def reviews_forecast(request: TokenRequest) -> ForecastShown:
    found = forecast(request.workspace, clock.now())
    return ForecastShown(
        enough=found.is_enough,
        finished=found.finished,
        says=found.sentences,
        asked=_part(found.asked) if found.is_enough else None,
        unasked=_part(found.unasked) if found.is_enough else None,
        at_risk=[_at_risk(one) for one in found.at_risk],
    )


def _part(part: Part) -> ForecastPart:
    one = part.misses
    return ForecastPart(posts=part.posts, misses=round(one.expected, 2), low=one.low, high=one.high)


def _at_risk(one: AtRisk) -> PostAtRisk:
    return PostAtRisk(
        id=one.post_id,
        name=one.name,
        planned_at=one.planned_at,
        chance=round(one.chance, 3),
        asked=one.is_asked,
    )

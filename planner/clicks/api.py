"""The API about clicks on short links."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from planner.clicks import told
from planner.people.request import TokenRequest
from planner.posts.models import Post

router = Router(tags=["Clicks"])


class ClicksOnDay(Schema):
    on: date = Field(description="A day of the workspace.")
    clicks: int
    bots: int


class LinkClicks(Schema):
    """One short link of a post on a channel, and how often it was opened."""

    code: str
    short: str
    url: str
    channel: int
    made_at: datetime
    clicks: int = Field(description="By people, as far as a request tells.")
    bots: int = Field(description="Programs that looked where it leads: previews, crawlers, prefetching.")
    days: list[ClicksOnDay]


@router.get(
    "/posts/{int:post_id}/clicks",
    response=list[LinkClicks],
    operation_id="clicks.post",
    summary="Clicks on the short links of a post, by day; apart from what networks count themselves",
)
def clicks_of_post(request: TokenRequest, post_id: int) -> list[LinkClicks]:
    post: Post = get_object_or_404(Post, pk=post_id, workspace=request.workspace)
    days: dict[int, list[ClicksOnDay]] = {}
    for day in told.days_of(post.pk):
        days.setdefault(day.link_id, []).append(ClicksOnDay(on=day.on, clicks=day.clicks, bots=day.bots))
    return [_shown(link, days.get(link.pk, [])) for link in told.of_post(post.pk)]


def _shown(link: Any, days: list[ClicksOnDay]) -> LinkClicks:
    return LinkClicks(
        code=link.code,
        short=f"{settings.PUBLIC_URL}/l/{link.code}",
        url=link.url,
        channel=link.channel_id,
        made_at=link.made_at,
        clicks=link.total,
        bots=link.by_bots,
        days=days,
    )

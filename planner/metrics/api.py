"""The API about numbers: every look at a delivery, and the followers of a channel day by day."""

from datetime import date, datetime
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.metrics.models import ChannelDay, Snapshot
from planner.people.request import TokenRequest

router = Router(tags=["Numbers"])
MOST_DAYS = 400  # newest


class SnapshotShown(Schema):
    """One look. A number that the network does not tell is null, which is not zero."""

    at: datetime
    age: int = Field(description="Seconds since it was published, as it really was.")
    views: int | None
    reach: int | None = Field(description="People, where the network counts those.")
    likes: int | None
    reposts: int | None
    replies: int | None
    quotes: int | None
    bookmarks: int | None
    clicks: int | None = Field(description="As the network counts them; ours are at `/posts/{id}/clicks`.")
    engagement: int | None = Field(description="Likes, reposts, replies, quotes and bookmarks together.")
    fell: list[str] = Field(description="What was higher at the look before.")
    is_brought: bool = Field(description="From a table, not asked of the network.")
    raw: dict[str, Any] = Field(description="The network's own words.")


class FollowersOfADayShown(Schema):
    on: date
    followers: int


@router.get(
    "/deliveries/{int:delivery_id}/snapshots",
    response=list[SnapshotShown],
    operation_id="metrics.snapshots",
    summary="Every look at how a delivery does, the oldest first",
)
def list_snapshots(request: TokenRequest, delivery_id: int) -> Any:
    mine = Delivery.objects.filter(workspace=request.workspace)
    return Snapshot.objects.filter(delivery=get_object_or_404(mine, pk=delivery_id))


@router.get(
    "/channels/{int:channel_id}/followers",
    response=list[FollowersOfADayShown],
    operation_id="metrics.followers",
    summary="Followers of a channel by day, the oldest of the last 400 days first",
)
def list_followers(request: TokenRequest, channel_id: int) -> Any:
    channel = get_object_or_404(Channel, workspace=request.workspace, pk=channel_id)
    return reversed(ChannelDay.objects.filter(channel=channel).order_by("-on")[:MOST_DAYS])

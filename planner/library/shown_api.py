"""Assets as the API shows them."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from ninja import Schema
from pydantic import Field

from media import thumbnails
from media.models import Asset, Rendition
from planner.deliveries import fitting
from planner.people.models import Workspace
from planner.people.request import TokenRequest


class Focus(Schema):
    """What stays in sight when a network crops it: 0 is left or top, 1 is right or bottom."""

    x: float
    y: float


class ThumbnailShown(Schema):
    width: int
    url: str


class AssetShown(Schema):
    """A picture or a video, cleaned: no location, no camera data, turned the right way up."""

    id: int
    name: str
    alt: str
    tags: list[str]
    collection: str | None
    focus: Focus | None = Field(description="Null: the middle.")
    content_type: str
    width: int
    height: int
    size: int
    frames: int = Field(description="More than one: an animation.")
    seconds: float = Field(description="Of a video.")
    sha256: str
    url: str = Field(description="For members who are signed in.")
    thumbnails: list[ThumbnailShown]
    created_at: datetime


class AssetBrought(AssetShown):
    """An asset that was just brought in."""

    was_there: bool = Field(description="The same file was here already; this is that asset.")
    note: str = Field(default="", description="What else there is to say, such as what had to be changed.")


class RenditionShown(Schema):
    """A copy that was made of an asset, for a page or a network."""

    width: int
    height: int
    content_type: str
    size: int
    sha256: str
    channels: list[int] = Field(description="Where a new post would send it; empty for those of our pages.")
    created_at: datetime


def whole(workspace: Workspace) -> "QuerySet[Asset]":
    """The workspace's assets with all that `asset_shown` reads, in three queries."""
    small = Rendition.objects.filter(
        recipe__in=[thumbnails.recipe(width).key() for width in thumbnails.WIDTHS]
    )
    here: QuerySet[Asset] = Asset.objects.of(workspace.library).select_related("collection")
    return here.prefetch_related("tags", Prefetch("renditions", small, to_attr="small"))


def asset_shown(request: TokenRequest, asset: Any) -> AssetShown:
    """`asset` of `whole`."""
    return AssetShown(**_facts(request, asset))


def asset_brought(request: TokenRequest, asset_id: int, was_there: bool, note: str = "") -> AssetBrought:
    asset = whole(request.workspace).get(pk=asset_id)
    return AssetBrought(**_facts(request, asset), was_there=was_there, note=note)


def renditions_shown(workspace: Workspace, asset: Asset) -> list[RenditionShown]:
    """The newest first."""
    used: dict[str, list[int]] = defaultdict(list)
    for channel in workspace.channels.here().order_by("pk"):
        limits = channel.kind.limits.adjusted(channel.account.facts)
        if recipe := fitting.recipe_for(asset, asset.focus, limits):
            used[recipe.key()].append(channel.pk)
    made = Rendition.objects.filter(asset=asset).order_by("-pk")[:100]
    return [_rendition(one, used.get(one.recipe, [])) for one in made]


def _rendition(rendition: Rendition, channels: list[int]) -> RenditionShown:
    return RenditionShown(
        channels=channels,
        width=rendition.width,
        height=rendition.height,
        content_type=rendition.content_type,
        size=rendition.size,
        sha256=rendition.sha256,
        created_at=rendition.created_at,
    )


def _facts(request: TokenRequest, asset: Any) -> dict[str, Any]:
    here = [request.workspace.slug, asset.pk]
    made = {one.recipe for one in asset.small}
    facts = {
        name: getattr(asset, name)
        for name in (
            *("name", "alt", "content_type", "width", "height", "size", "frames", "seconds"),
            *("sha256", "created_at"),
        )
    }
    return facts | {
        "id": asset.pk,
        "tags": sorted(tag.name for tag in asset.tags.all()),
        "collection": asset.collection.name if asset.collection else None,
        "focus": Focus(x=asset.focus[0] / 1000, y=asset.focus[1] / 1000) if asset.focus else None,
        "url": reverse("asset", args=here),
        "thumbnails": [
            ThumbnailShown(width=width, url=reverse("thumbnail", args=[*here, width]))
            for width in thumbnails.WIDTHS
            if not asset.is_video or thumbnails.recipe(width).key() in made
        ],
    }

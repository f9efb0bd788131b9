"""The API about pictures."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Schema, Status, UploadedFile
from pydantic import Field

from media import intake
from media.models import Asset
from planner.contract.paging import Where, page
from planner.contract.schema import Given, Page, Words
from planner.people.request import TokenRequest

router = Router(tags=["Assets"])


class AssetShown(Schema):
    """A picture, cleaned: no location, no camera data, turned the right way up."""

    id: int
    name: str
    alt: str
    content_type: str
    width: int
    height: int
    size: int
    sha256: str
    url: str
    created_at: datetime


class Described(Given):
    alt: Words = Field(
        default="", max_length=1500, description="What it shows, for people who cannot see it."
    )


@router.get(
    "/assets", response=Page[AssetShown], operation_id="assets.list", summary="All pictures, newest first"
)
def list_assets(request: TokenRequest, filters: Query[Where]) -> Page[AssetShown]:
    return page(_here(request), filters, lambda asset: _shown(request, asset))


@router.post(
    "/assets",
    response={201: AssetShown},
    operation_id="assets.upload",
    summary="Upload a picture; the same picture twice is one asset",
)
def upload_asset(request: TokenRequest, file: File[UploadedFile], given: Form[Described]) -> Any:
    if (file.size or 0) > intake.MOST_BYTES:
        raise intake.TooLarge(_("That file is too large: 20 MB is the most."))
    asset = intake.take_in(request.workspace.library, file.name or "", file.read())
    if given.alt:
        asset.alt = given.alt.strip()
        asset.save(update_fields=["alt"])
    return Status(201, _shown(request, asset))


@router.get("/assets/{int:asset_id}", response=AssetShown, operation_id="assets.see", summary="One picture")
def see_asset(request: TokenRequest, asset_id: int) -> AssetShown:
    return _shown(request, get_object_or_404(_here(request), pk=asset_id))


def _here(request: TokenRequest) -> "QuerySet[Asset]":
    return Asset.objects.filter(library__owner=request.workspace.library)


def _shown(request: TokenRequest, asset: Asset) -> AssetShown:
    address = reverse("asset", args=[request.workspace.slug, asset.pk])
    facts = {
        name: getattr(asset, name)
        for name in ("name", "alt", "content_type", "width", "height", "size", "sha256", "created_at")
    }
    return AssetShown(id=asset.pk, url=address, **facts)

"""The API about assets: pictures and videos."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import File, Form, Query, Router, Status, UploadedFile

from planner import outside
from planner.contract.paging import page
from planner.contract.refusals import Needed
from planner.contract.schema import Page
from planner.library import removing
from planner.library.bringing import Brought, bring, bring_upload
from planner.library.fetching import fetch
from planner.library.given import (
    AssetChanged,
    AssetsWhere,
    Described,
    FromAddress,
    describe,
    sifted,
    what_was_said,
)
from planner.library.shown_api import (
    AssetBrought,
    AssetShown,
    RenditionShown,
    asset_brought,
    asset_shown,
    renditions_shown,
    whole,
)
from planner.people.permissions import Verb
from planner.people.request import TokenRequest

router = Router(tags=["Assets"])


@router.get(
    "/assets",
    response=Page[AssetShown],
    operation_id="assets.list",
    summary="Pictures and videos, the newest first",
)
def list_assets(request: TokenRequest, filters: Query[AssetsWhere]) -> Page[AssetShown]:
    rows = sifted(request.workspace.library, whole(request.workspace), filters)
    return page(rows, filters, lambda asset: asset_shown(request, asset))


@router.post(
    "/assets",
    response={201: AssetBrought},
    operation_id="assets.upload",
    summary="Upload a picture; the same file twice is one asset",
)
def upload_asset(request: TokenRequest, file: File[UploadedFile], given: Form[Described]) -> Any:
    file.name = given.name or file.name
    return _brought(request, bring_upload(request.workspace, file, request.actor.name), given)


@router.post(
    "/assets/by-address",
    response={201: AssetBrought},
    operation_id="assets.fetch",
    summary="Bring in a picture from an address on the web",
)
def fetch_asset(request: TokenRequest, given: FromAddress) -> Any:
    found = fetch(given.url, outside.web())
    name = given.name or found.name
    return _brought(request, bring(request.workspace, name, found.data, request.actor.name), given)


@router.get("/assets/{int:asset_id}", response=AssetShown, operation_id="assets.see", summary="One asset")
def see_asset(request: TokenRequest, asset_id: int) -> AssetShown:
    return _shown(request, asset_id)


@router.patch(
    "/assets/{int:asset_id}",
    response=AssetShown,
    operation_id="assets.change",
    summary="Name, describe and sort an asset; posts keep what they say of it",
)
def change_asset(request: TokenRequest, asset_id: int, given: AssetChanged) -> AssetShown:
    describe(get_object_or_404(whole(request.workspace), pk=asset_id), given)
    return _shown(request, asset_id)


@router.delete(
    "/assets/{int:asset_id}",
    response={204: None},
    operation_id="assets.remove",
    summary="Take an asset out of the library; refused while a planned post needs it",
)
def remove_asset(request: TokenRequest, asset_id: int) -> Any:
    asset = get_object_or_404(whole(request.workspace), pk=asset_id)
    removal = removing.remove(request.workspace, [asset.pk], request.actor, timezone.now())
    if removal.kept:
        raise Needed([(use.post_id, use.name) for use in removal.kept[0][1]])
    return Status(204, None)


@router.get(
    "/assets/{int:asset_id}/renditions",
    response=list[RenditionShown],
    operation_id="assets.renditions",
    summary="The copies that were made of it, the newest first",
)
def list_renditions(request: TokenRequest, asset_id: int) -> list[RenditionShown]:
    asset = get_object_or_404(whole(request.workspace), pk=asset_id)
    return renditions_shown(request.workspace, asset)


def _brought(request: TokenRequest, brought: Brought, given: Described) -> Any:
    if not brought.was_there or request.may(Verb.EDIT):
        describe(brought.asset, what_was_said(given))
    return Status(201, asset_brought(request, brought.asset.pk, brought.was_there, brought.note))


def _shown(request: TokenRequest, asset_id: int) -> AssetShown:
    return asset_shown(request, get_object_or_404(whole(request.workspace), pk=asset_id))

"""The API of files that come in pieces: for large ones, and for lines that break."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Header, Router, Schema, Status
from pydantic import Field

from media import intake, uploads
from media.models import Library, Upload
from planner.contract.schema import LARGEST_ID
from planner.library import arriving
from planner.library.given import UploadBegun
from planner.library.shown_api import AssetBrought, asset_brought
from planner.people.request import TokenRequest

router = Router(tags=["Assets"])
PIECE = {
    "requestBody": {
        "description": f"The next bytes, {uploads.MOST_OF_A_PIECE} at the most.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class UploadShown(Schema):
    """A file that comes in pieces. `asset` is there when it is whole."""

    id: UUID
    name: str
    size: int
    received: int = Field(description="Bytes so far: where the next piece begins.")
    expires: datetime = Field(description="When it is forgotten, unless a piece comes before.")
    asset: AssetBrought | None


@router.post(
    "/uploads",
    response={201: UploadShown},
    operation_id="uploads.begin",
    summary="Begin to upload a file in pieces",
)
def begin_upload(request: TokenRequest, given: UploadBegun) -> Any:
    library, _made = Library.objects.get_or_create(owner=request.workspace.library)
    upload = uploads.begin(library, given.name, given.size, given.alt.strip(), request.actor.name)
    return Status(201, _shown(request, upload))


@router.get(
    "/uploads/{uuid:upload_id}",
    response=UploadShown,
    operation_id="uploads.see",
    summary="How much of it has arrived",
)
def see_upload(request: TokenRequest, upload_id: UUID) -> UploadShown:
    return _shown(request, _upload(request, upload_id))


@router.patch(
    "/uploads/{uuid:upload_id}",
    response=UploadShown,
    operation_id="uploads.receive",
    summary="The next piece; with the last one comes the asset",
    openapi_extra=PIECE,
)
def receive_piece(
    request: TokenRequest,
    upload_id: UUID,
    offset: int = Header(  # type: ignore[type-arg]
        ..., alias="Upload-Offset", ge=0, le=LARGEST_ID, description="Where this piece begins: `received`."
    ),
) -> UploadShown:
    upload = uploads.receive(_upload(request, upload_id), offset, _piece(request))
    if upload.received < upload.size:
        return _shown(request, upload)
    brought = arriving.finish(request.workspace, upload)
    return _shown(request, upload, brought.was_there, brought.note)


@router.delete(
    "/uploads/{uuid:upload_id}",
    response={204: None},
    operation_id="uploads.drop",
    summary="Forget what has arrived",
)
def drop_upload(request: TokenRequest, upload_id: UUID) -> Any:
    uploads.drop(_upload(request, upload_id))
    return Status(204, None)


def _upload(request: TokenRequest, upload_id: UUID) -> Upload:
    ours = Upload.objects.filter(library__owner=request.workspace.library).select_related("asset")
    return get_object_or_404(ours, pk=upload_id)


def _piece(request: HttpRequest) -> bytes:
    """The body as it comes: Django's own bound of 2 MB is for bodies that it reads itself.

    Where the line breaks, what came before it counts.
    """
    said = request.META.get("CONTENT_LENGTH") or "0"
    piece = request.read(uploads.MOST_OF_A_PIECE + 1) if len(said) < 9 else b""
    if len(said) >= 9 or len(piece) > uploads.MOST_OF_A_PIECE:
        raise intake.TooLarge(_("That piece is too large: 8 MB is the most. Send it in smaller ones."))
    return piece


def _shown(request: TokenRequest, upload: Upload, was_there: bool = False, note: str = "") -> UploadShown:
    asset = upload.asset if upload.asset is not None and upload.asset.removed_at is None else None
    return UploadShown(
        id=upload.pk,
        name=upload.name,
        size=upload.size,
        received=upload.received,
        expires=uploads.expires_at(upload),
        asset=asset_brought(request, asset.pk, was_there, note) if asset else None,
    )

"""Pictures in the composer: bring one, choose one, see one."""

import importlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from media.models import Asset
from planner.deliveries.composer import owner_of
from planner.people.request import MemberRequest

MOST_BYTES = 20_000_000
SHOWN_TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"})


@require_http_methods(["GET", "HEAD", "POST"])
def post_picture(request: MemberRequest) -> HttpResponse:
    """One picture for the composer: uploaded by POST, or one of the library by its number."""
    if request.method != "POST":
        return _row(request, _asset(request, request.GET.get("asset", "")))
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size:
        return _no(_("Choose a picture first."))
    if file.size > MOST_BYTES:
        return _no(_("This picture is larger than 20 MB. Use a smaller copy of it."))
    try:
        intake: Any = importlib.import_module("media.intake")
    except ModuleNotFoundError:
        return _no(_("Pictures cannot be taken in by this installation yet."))
    try:
        asset = intake.take_in(owner_of(request.workspace), file.name or "", file.read())
    except intake.Refused as refusal:
        return _no(str(refusal))
    return _row(request, asset)


@require_safe
def post_pictures(request: MemberRequest) -> HttpResponse:
    """The newest pictures of the library."""
    assets = Asset.objects.filter(library__owner=owner_of(request.workspace)).order_by("-pk")[:60]
    return render(request, "posts/_library.html", {"assets": assets})


@require_safe
@cache_control(private=True, max_age=86400, immutable=True)
def picture(request: MemberRequest, asset_id: int) -> HttpResponseBase:
    """The picture itself, to members of its workspace only, and never as anything but a picture."""
    asset = _asset(request, str(asset_id))
    path = Path(settings.MEDIA_ROOT) / asset.path
    if asset.content_type not in SHOWN_TYPES or not path.is_file():
        raise Http404
    answer = FileResponse(path.open("rb"), content_type=asset.content_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _asset(request: MemberRequest, pk: str) -> Asset:
    mine = Asset.objects.filter(library__owner=owner_of(request.workspace))
    return get_object_or_404(mine, pk=int(pk) if pk.isdecimal() and len(pk) < 16 else 0)


def _row(request: MemberRequest, asset: Asset) -> HttpResponse:
    return render(request, "posts/_picture.html", {"asset": asset, "alt": asset.alt})


def _no(sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=422, content_type="text/plain; charset=utf-8")

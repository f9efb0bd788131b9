"""Pictures in the composer: bring one, choose one."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from media import intake
from media.models import Asset
from planner.people.request import MemberRequest

MOST_BYTES = 20_000_000


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
        asset = intake.take_in(request.workspace.library, file.name or "", file.read())
    except (intake.Refused, intake.NoRoom) as refusal:
        return _no(str(refusal))
    return _row(request, asset)


@require_safe
def post_pictures(request: MemberRequest) -> HttpResponse:
    """The newest pictures of the library."""
    assets = Asset.objects.filter(library__owner=request.workspace.library).order_by("-pk")[:60]
    return render(request, "posts/_library.html", {"assets": assets})


def _asset(request: MemberRequest, pk: str) -> Asset:
    mine = Asset.objects.filter(library__owner=request.workspace.library)
    return get_object_or_404(mine, pk=int(pk) if pk.isdecimal() and len(pk) < 16 else 0)


def _row(request: MemberRequest, asset: Asset) -> HttpResponse:
    focus = ",".join(map(str, asset.focus or ()))
    return render(request, "posts/_picture.html", {"asset": asset, "alt": asset.alt, "focus": focus})


def _no(sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=422, content_type="text/plain; charset=utf-8")

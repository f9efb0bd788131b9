"""Pictures in the composer: bring one, choose some."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from media import intake
from media.models import Asset
from planner.library import finding
from planner.library.bringing import bring_upload
from planner.people.request import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def post_picture(request: MemberRequest) -> HttpResponse:
    """One picture for the composer: uploaded by POST, or one of the library by its number."""
    if request.method != "POST":
        return _row(request, _asset(request, request.GET.get("asset", "")))
    try:
        brought = bring_upload(request.workspace, request.FILES.get("file"), request.actor.name)
    except (intake.Refused, intake.NoRoom, intake.Crowded) as refusal:
        return _no(str(refusal))
    return _row(request, brought.asset)


@require_safe
def post_pictures(request: MemberRequest) -> HttpResponse:
    """The library, to choose from; with the header `X-Part: tiles` only a page of its tiles."""
    filters, owner = finding.Filters.read(request.GET.dict()), request.workspace.library
    if request.headers.get("X-Part") == "tiles":
        assets, more = finding.page(finding.assets_of(owner, filters), filters.before)
        return render(request, "library/_tiles.html", {"assets": assets, "more": more, "picking": True})
    shelf = finding.shelf(owner, filters)
    kinds = {key: name for key, name in finding.KINDS.items() if key != "removed"}
    context = {"shelf": shelf, "assets": shelf.assets, "more": shelf.more, "filters": filters, "kinds": kinds}
    return render(request, "posts/_library.html", context | {"picking": True})


def _asset(request: MemberRequest, pk: str) -> Asset:
    mine = Asset.objects.filter(library__owner=request.workspace.library)
    return get_object_or_404(mine, pk=finding.number(pk) or 0)


def _row(request: MemberRequest, asset: Asset) -> HttpResponse:
    focus = ",".join(map(str, asset.focus or ()))
    return render(request, "posts/_picture.html", {"asset": asset, "alt": asset.alt, "focus": focus})


def _no(sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=422, content_type="text/plain; charset=utf-8")

"""The library's page, and the page of one asset."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from media.models import Asset
from planner.library import crops, finding
from planner.library.describing import describe
from planner.library.usage import uses_of
from planner.library.worn import counts
from planner.people.request import MemberRequest

SAID = ("name", "alt", "tags", "collection", "focus_x", "focus_y")


@require_safe
def library(request: MemberRequest) -> HttpResponse:
    """A page of tiles; with the header `X-Part: tiles` only these."""
    filters = finding.Filters.read(request.GET.dict())
    owner = request.workspace.library
    if request.headers.get("X-Part") == "tiles":
        assets, more = finding.page(finding.assets_of(owner, filters), filters.before)
        worn = counts([asset.pk for asset in assets])
        return render(request, "library/_tiles.html", {"assets": assets, "more": more, "worn": worn})
    shelf = finding.shelf(owner, filters)
    context = {"shelf": shelf, "assets": shelf.assets, "more": shelf.more, "filters": filters}
    context |= {"kinds": finding.KINDS, "chosen": _chosen(shelf)}
    context["worn"] = counts([asset.pk for asset in shelf.assets])
    return render(request, "library/library.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def asset(request: MemberRequest, asset_id: int) -> HttpResponse:
    """One asset; a POST changes what is said of it, and only what is given."""
    mine = Asset.objects.filter(library__owner=request.workspace.library)
    found = get_object_or_404(mine.select_related("collection", "made_from"), pk=asset_id)
    if request.method != "POST":
        return render(request, "library/asset.html", _page(request, found))
    describe(found, {name: str(request.POST[name]) for name in SAID if name in request.POST})
    if request.headers.get("X-Part") == "saved":
        return JsonResponse({"said": _("Saved"), "name": str(found), "alt": found.alt})
    return redirect("library-asset", request.workspace.slug, found.pk)


def _chosen(shelf: finding.Shelf) -> dict[str, Any]:
    """The collection and the tag that the address asks for."""
    collections = {one.pk: one for one in shelf.collections}
    tags = {one.pk: one for one in shelf.tags}
    wanted = shelf.filters
    return {"collection": collections.get(wanted.collection_id or 0), "tag": tags.get(wanted.tag_id or 0)}


def _page(request: MemberRequest, found: Asset) -> dict[str, Any]:
    owner = request.workspace.library
    uses = uses_of([found.pk]).get(found.pk, [])
    return {
        "asset": found,
        "tags": ", ".join(found.tags.order_by("name").values_list("name", flat=True)),
        "collections": finding.collections_of(owner),
        "known_tags": finding.tags_of(owner),
        "uses": uses,
        "worn": counts([found.pk]).get(found.pk, 0),
        "needed": any(use.needs for use in uses),
        "crops": crops.of(found.width, found.height),
        "made": found.made.filter(removed_at__isnull=True).order_by("-pk")[:12],
    }

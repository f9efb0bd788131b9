"""Pictures and videos: for members by their number, for networks by a short signed address."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from media import thumbnails
from media.models import Asset, Rendition
from planner import addresses
from planner.library import copy_tasks, serving
from planner.people.request import MemberRequest


@require_safe
def asset(request: MemberRequest, asset_id: int) -> HttpResponseBase:
    """Also one that was taken out of the library: posts keep it."""
    found = get_object_or_404(Asset, pk=asset_id, library__owner=request.workspace.library)
    save_as = serving.own_name_of(found) if "download" in request.GET else ""
    return _ours(serving.served(request, found, serving.A_DAY, save_as))


@require_safe
def thumbnail(request: MemberRequest, asset_id: int, width: int) -> HttpResponseBase:
    """A small copy; while it is not made yet, the picture itself, for a moment."""
    if width not in thumbnails.WIDTHS:
        raise Http404
    found = get_object_or_404(Asset, pk=asset_id, library__owner=request.workspace.library)
    key = thumbnails.recipe(width).key()
    if made := Rendition.objects.filter(asset=found, recipe=key).first():
        return _ours(serving.served(request, made, serving.A_DAY))
    if found.is_video:
        raise Http404
    copy_tasks.ask_for_thumbnails(found.pk)
    return _ours(serving.served(request, found, serving.A_MOMENT))


@require_safe
def rendition(request: MemberRequest, rendition_id: int) -> HttpResponseBase:
    """A copy of a picture, as a network gets it."""
    here = Rendition.objects.filter(asset__library__owner=request.workspace.library)
    return _ours(serving.served(request, get_object_or_404(here, pk=rendition_id), serving.A_DAY))


@require_safe
def signed(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """For whoever holds the address, until it ends. Anything else is a plain 404 that tells nothing."""
    found = addresses.opened(token, name, timezone.now())
    try:
        if found is not None:
            return serving.served(request, found.row, f"private, max-age={min(found.seconds_left, 3600)}")
    except Http404:
        pass
    return HttpResponse(status=404, content_type="text/plain", headers={"Cache-Control": "no-store"})


def _ours(answer: HttpResponseBase) -> HttpResponseBase:
    """No other site may show it."""
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer

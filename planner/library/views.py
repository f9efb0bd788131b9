"""Pictures for the pages. What comes out can only ever be looked at."""

from pathlib import PurePath

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from media import store
from media.models import Asset, Rendition
from planner.people.request import MemberRequest

SHOWN_TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"})


@require_safe
def asset(request: MemberRequest, asset_id: int) -> FileResponse:
    return _shown(get_object_or_404(Asset, pk=asset_id, library__owner=request.workspace.library))


@require_safe
def rendition(request: MemberRequest, rendition_id: int) -> FileResponse:
    """A copy of a picture, as a network gets it."""
    here = Rendition.objects.filter(asset__library__owner=request.workspace.library)
    return _shown(get_object_or_404(here, pk=rendition_id))


def _shown(found: Asset | Rendition) -> FileResponse:
    if found.content_type not in SHOWN_TYPES:
        raise Http404
    try:
        file = store.opened(found.path)
    except store.Gone:
        raise Http404 from None
    answer = FileResponse(file, content_type=found.content_type)
    answer["Content-Disposition"] = f'inline; filename="{found.sha256[:16]}{PurePath(found.path).suffix}"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    return answer

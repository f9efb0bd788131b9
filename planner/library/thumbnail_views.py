"""Small copies for the pages; the picture itself where there is none yet."""

from pathlib import PurePath

from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from media import store
from media.models import Asset, Rendition
from media.thumbnails import WIDTHS, recipe
from planner.library import views
from planner.people.request import MemberRequest


@require_safe
def thumbnail(request: MemberRequest, asset_id: int, width: int) -> HttpResponseBase:
    if width not in WIDTHS:
        raise Http404
    found = get_object_or_404(Asset, pk=asset_id, library__owner=request.workspace.library)
    made = Rendition.objects.filter(asset=found, recipe=recipe(width).key()).first()
    if made is None:
        return views.asset(request, asset_id)
    try:
        file = store.opened(made.path)
    except store.Gone:
        return views.asset(request, asset_id)
    answer = FileResponse(file, content_type=made.content_type)
    answer["Content-Disposition"] = f'inline; filename="{made.sha256[:16]}{PurePath(made.path).suffix}"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    return answer

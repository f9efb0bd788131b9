"""Pictures for the pages. What comes out can only ever be looked at."""

from pathlib import PurePath

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from media import store
from media.models import Asset
from planner.people.request import MemberRequest

SHOWN_TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"})


@require_safe
def asset(request: MemberRequest, asset_id: int) -> FileResponse:
    found = get_object_or_404(Asset, pk=asset_id, library__owner=request.workspace.library)
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

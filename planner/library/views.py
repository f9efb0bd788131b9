"""Pictures for the pages. What comes out can only ever be looked at."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from media.models import Asset
from planner.people.request import MemberRequest

SHOWN_TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"})


@require_safe
def asset(request: MemberRequest, asset_id: int) -> FileResponse:
    found = get_object_or_404(Asset, pk=asset_id, library__owner=request.workspace.library)
    path = Path(settings.MEDIA_ROOT) / found.path
    if found.content_type not in SHOWN_TYPES or not path.is_file():
        raise Http404
    answer = FileResponse(path.open("rb"), content_type=found.content_type)
    answer["Content-Disposition"] = f'inline; filename="{found.sha256[:16]}{path.suffix}"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    return answer

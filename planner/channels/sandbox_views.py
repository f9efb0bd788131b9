"""What the default Sandbox channel has "published", for members to look at."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from media.models import Asset
from planner.people.request import MemberRequest
from publishers.sandbox import store

MOST = 100


@require_safe
def sandbox(request: MemberRequest, shown: str = "") -> HttpResponse:
    """All posts at "@handle", or one at "@handle/id"."""
    handle, _slash, post_id = shown.partition("/")
    if shown and not handle.startswith("@"):
        raise Http404
    rows = _rows(request.workspace.slug)
    if post_id:
        rows = [row for row in rows if row.id == post_id]
        if not rows:
            raise Http404
    newest = rows[: -MOST - 1 : -1]
    context = {"posts": [(row, _pictures(request, row)) for row in newest]}
    return render(request, "sandbox/posts.html", context)


def _rows(slug: str) -> list[store.Row]:
    folder = Path(settings.SANDBOX_ROOT) / slug
    if not folder.is_dir():
        return []
    with store.opened(str(folder)) as posts:
        return store.every(posts)


def _pictures(request: MemberRequest, row: store.Row) -> list[Asset]:
    ours = Asset.objects.filter(library__owner=request.workspace.library, sha256__in=row.images)
    return list(ours)

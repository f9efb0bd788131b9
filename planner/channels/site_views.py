"""The default Site channels, shown to everybody: plain files from a folder, and nothing beside them."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".xml": "application/atom+xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
RSS = "application/rss+xml; charset=utf-8"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


@require_safe
def site(request: HttpRequest, slug: str, file: str) -> HttpResponseBase:
    root = Path(settings.SITE_ROOT) / slug
    path = _inside(root, file)
    if path.is_dir() and not request.path.endswith("/"):
        return HttpResponsePermanentRedirect(f"{request.path}/")
    if request.path.endswith("/"):
        path = path / "index.html"
    if path.suffix not in TYPES or not path.is_file():
        raise Http404
    changed = int(path.stat().st_mtime)
    blank = HttpResponse(headers={"Last-Modified": http_date(changed)})
    known = get_conditional_response(request, last_modified=changed, response=blank)
    if known is not None and known is not blank:
        return known
    kind = RSS if path.name == "rss.xml" else TYPES[path.suffix]
    answer = FileResponse(path.open("rb"), content_type=kind)
    answer["Last-Modified"] = http_date(changed)
    answer["Content-Security-Policy"] = POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "public, max-age=60"
    return answer


def _inside(root: Path, file: str) -> Path:
    """The file, if it lies in the folder: no way up, no link out, nothing hidden."""
    parts = file.split("/")
    if "\x00" in file or "\\" in file or any(part.startswith(".") or len(part) > 200 for part in parts):
        raise Http404
    try:
        path = (root / file.lstrip("/")).resolve()
        path.is_dir()  # a path that is too long shows here
    except (OSError, ValueError):
        raise Http404 from None
    if not path.is_relative_to(root.resolve()):
        raise Http404
    return path

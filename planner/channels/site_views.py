"""The default Site channels, shown to everybody: plain files from a folder, and nothing beside them."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".xml": "application/atom+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
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
    answer = FileResponse(path.open("rb"), content_type=TYPES[path.suffix])
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

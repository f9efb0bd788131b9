"""Short links: whoever opens one is sent on, and nothing is kept of them."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_safe

from planner.clicks.opening import Knock, open_link


@require_safe
def short_link(request: HttpRequest, code: str) -> HttpResponse:
    knock = Knock(request.method or "", request.headers, request.META.get("REMOTE_ADDR", ""))
    url = open_link(code, knock, timezone.now())
    response = HttpResponse(status=302, headers={"Location": iri_to_uri(url)}) if url else _unknown()
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "strict-origin-when-cross-origin"  # as if there were no link of ours
    response["X-Robots-Tag"] = "noindex"
    return response


def _unknown() -> HttpResponse:
    """Drawn without the request, since that would ask who it is; and no line in the log for each guess."""
    response = HttpResponse(render_to_string("clicks/unknown.html"), status=404)
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response

"""Where readers leave: looking changes nothing, one POST is enough, also from a mail program (RFC 8058)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from planner.mailings import leaving


@csrf_exempt  # mail programs post without a cookie; the address is the key, and it can do only this
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    reader = leaving.reader_of(token)
    if reader is None:
        response = render(request, "mailings/leave.html", {"reader": None}, status=404)
        return _kept_to_itself(response)
    if request.method == "POST":
        do = leaving.come_back if request.POST.get("do") == "back" else leaving.leave
        do(reader, timezone.now())
    context: dict[str, Any] = {
        "reader": reader,
        "done": request.method == "POST",
        "called": reader.channel.name,
    }
    with translation.override(_language(request, reader.workspace.language)):
        return _kept_to_itself(render(request, "mailings/leave.html", context))


def _language(request: HttpRequest, theirs: str) -> str:
    """The browser's, where it says one of ours; else that of the letters."""
    asked = request.headers.get("Accept-Language", "")
    return translation.get_language_from_request(request) if asked else theirs


def _kept_to_itself(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response

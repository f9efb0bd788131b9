"""A report as a page asks for it: to be looked at, or as a file to be saved."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import get_language

from planner.reports.document import Document, document
from planner.reports.pdf import NotMade, pdf
from planner.reports.reading import Asked, Report, report
from planner.reports.sheet import sheet
from planner.reports.shown import as_json, shown

TYPES = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "json": "application/json"}
Page = Callable[[Report, Document], HttpResponse]


def served(asked: Asked, form: str, now: datetime, page: Page) -> HttpResponse:
    """`form` is pdf, csv or json; `page` draws it where it is none of them. Raises Http404 for the future."""
    found = _found(asked, now)
    if form not in TYPES:
        return page(found, document(found))
    try:
        body = _body(found, form)
    except NotMade as trouble:
        return HttpResponse(str(trouble), content_type="text/plain; charset=utf-8", status=503)
    headers = {
        "Content-Type": TYPES[form],
        "Content-Disposition": f'attachment; filename="{asked.name}.{form}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(body, headers=headers)


def told(asked: Asked, now: datetime) -> dict[str, Any]:
    """As the API answers. Raises Http404 for the future."""
    return shown(_found(asked, now))


def _found(asked: Asked, now: datetime) -> Report:
    if asked.campaign is None and asked.span.first > now.astimezone(asked.workspace.zone).date():
        raise Http404
    return report(asked, now, get_language() or "en")


def _body(found: Report, form: str) -> bytes:
    if form == "pdf":
        return pdf(document(found))
    return (sheet(found) if form == "csv" else as_json(found)).encode()

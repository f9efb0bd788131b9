"""A report as a member's page shows it."""

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from planner.people.request import MemberRequest
from planner.reports.document import Document
from planner.reports.listed import choices, links_of
from planner.reports.models import ReportLink
from planner.reports.reading import Report
from planner.reports.serving import Page
from planner.reports.span import month, month_before
from planner.schedule.days import month_after

FORMS = (("pdf", "PDF"), ("csv", "CSV"), ("json", "JSON"))


def report_page(request: MemberRequest, made: ReportLink | None = None, address: str = "") -> Page:
    """Draws it; `made` and `address`: of a link made a moment ago, whose address is shown this once."""

    def draw(found: Report, document: Document) -> HttpResponse:
        context: dict[str, Any] = {"found": found, "document": document, "made": made, "address": address}
        answer = render(request, "reports/report.html", context | _around(found))
        if address:
            answer.headers["Cache-Control"] = "no-store"
        return answer

    return draw


def _around(found: Report) -> dict[str, Any]:
    asked = found.asked
    today = timezone.localdate(found.made_at, asked.workspace.zone)
    if asked.campaign:
        where, around = Q(campaign=asked.campaign), {}
    else:
        after = month(month_after(asked.span.first))
        where = Q(month=asked.span.month)
        around = {
            "before": month_before(asked.span).month,
            "after": after.month if after.first <= today else "",
        }
    return (
        choices()
        | {"forms": FORMS, "languages": settings.LANGUAGES}
        | around
        | {"links": links_of(asked.workspace, found.made_at, where)}
    )

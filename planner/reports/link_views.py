"""Links to a report: made and revoked by editors; and the page behind one, which only reads."""

from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from planner.campaigns.models import Campaign
from planner.guests.wall import MOST_UNKNOWN_A_MINUTE, too_often, unlisted, wait
from planner.people.members import Refused
from planner.people.request import MemberRequest
from planner.reports import links
from planner.reports.document import Document
from planner.reports.models import ReportLink
from planner.reports.page import report_page
from planner.reports.reading import Asked, Report, campaign_asked, month_asked
from planner.reports.serving import served
from planner.reports.span import month_named

MOST_A_MINUTE = 60  # of one link
ONLY_READ = {
    "default-src": [NONE], "style-src": [SELF], "img-src": [SELF, "data:"], "font-src": [SELF],
    "script-src": [NONE], "base-uri": [NONE], "form-action": [NONE], "frame-ancestors": [NONE],
}  # fmt: skip


@require_POST
@never_cache
def report_link_new(request: MemberRequest) -> HttpResponse:
    """Make a link. The answer is the report's page with its address, which is shown only this once."""
    now, said = timezone.now(), request.POST.get("days", "")
    days = int(said) if said.isdecimal() and len(said) < 5 else links.USUAL
    try:
        asked = _asked(request)
        made = links.make(asked, request.actor, request.POST.get("language", ""), days, now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports", request.workspace.slug)
    return served(asked, "", now, report_page(request, made, links.address_of(made)))


@require_POST
def report_link_revoke(request: MemberRequest, report_link_id: int) -> HttpResponse:
    mine = ReportLink.objects.filter(workspace=request.workspace).select_related("campaign")
    links.revoke(get_object_or_404(mine, pk=report_link_id), request.actor, timezone.now())
    messages.success(request, _("The link is revoked: it opens nothing any more."))
    return redirect("reports", request.workspace.slug)


@require_safe
@never_cache
@csp(ONLY_READ)  # type: ignore[arg-type]
def report_shared(request: HttpRequest, token: str) -> HttpResponse:
    """What is behind a link: the report, or one of its files. To open it changes nothing."""
    link, now = links.find(token), timezone.now()
    if link is None and too_often(f"no-report:{request.META.get('REMOTE_ADDR', '')}", MOST_UNKNOWN_A_MINUTE):
        return wait()
    if link is not None and too_often(f"report:{link.pk}", MOST_A_MINUTE):
        return wait()
    with translation.override(link.language if link else translation.get_language() or "en"):
        if link is None:
            return _closed(request, _("This link does not work."), 404)
        if not links.opens(link, now):
            return _closed(request, _("This link has ended. Ask whoever sent it for a new one."), 410)
        with timezone.override(link.workspace.zone):
            asked = links.asked_by(link, timezone.localdate(now))
            return unlisted(served(asked, request.GET.get("form", ""), now, _page(request, link)))


def _page(request: HttpRequest, link: ReportLink) -> Any:
    def draw(found: Report, document: Document) -> HttpResponse:
        context = {"found": found, "document": document, "link": link}
        return render(request, "reports/shared.html", context)

    return draw


def _closed(request: HttpRequest, words: str, status: int) -> HttpResponse:
    return unlisted(render(request, "reports/closed.html", {"words": words}, status=status))


def _asked(request: MemberRequest) -> Asked:
    """Of which report a link is wanted: its month, or its campaign."""
    number, span = request.POST.get("campaign", ""), month_named(request.POST.get("month", ""))
    if span is not None:
        return month_asked(request.workspace, span)
    if not (number.isascii() and number.isdecimal() and len(number) < 16):
        raise Refused(_("Choose a month or a campaign first."))
    ours = Campaign.objects.filter(workspace=request.workspace).select_related("workspace")
    today = timezone.localdate(timezone.now(), request.workspace.zone)
    return campaign_asked(get_object_or_404(ours, pk=int(number)), today)

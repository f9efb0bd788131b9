"""Evidence of a post, or of a month, to save."""

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from planner.evidence.pack import Wanted
from planner.evidence.serving import checker, edition_of, month_in, served
from planner.people.request import MemberRequest


@require_safe
def post_evidence(request: MemberRequest, post_id: int) -> HttpResponseBase:
    edition = edition_of(request.GET.get("edition", ""))
    wanted = Wanted(request.workspace, edition, post_id=post_id)
    return served(request, wanted, request.GET.get("form", ""), timezone.now())


@require_safe
def month_evidence(request: MemberRequest) -> HttpResponseBase:
    """Of the month that the address names, or of the present one."""
    now, edition = timezone.now(), edition_of(request.GET.get("edition", ""))
    today = now.astimezone(request.workspace.zone).date()
    wanted = Wanted(request.workspace, edition, month=month_in(request.GET.get("month", ""), today))
    return served(request, wanted, request.GET.get("form", ""), now)


@require_safe
def evidence_checker(request: MemberRequest) -> HttpResponse:
    return checker()

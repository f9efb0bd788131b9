"""The link card in the composer: made of a page when somebody asks for it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from media import intake
from planner import outside
from planner.library import link_cards
from planner.library.fetching import NotFetched
from planner.people.request import MemberRequest


@require_POST
def post_card(request: MemberRequest) -> HttpResponse:
    """The card of the page at `address`, for the form; or why there is none (422, or 503: try again)."""
    address = request.POST.get("address", "")
    try:
        made = link_cards.make(request.workspace, address, request.actor.name, outside.web())
    except (NotFetched, intake.Crowded) as refusal:
        status = 503 if isinstance(refusal, intake.Crowded) else 422
        return HttpResponse(str(refusal), status=status, content_type="text/plain; charset=utf-8")
    context = {"words": made.words, "asset": made.asset, "note": made.note}
    return render(request, "posts/_card.html", context)

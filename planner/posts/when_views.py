"""When a post goes out: the next free slot for what is typed."""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from planner.people.request import MemberRequest
from planner.posts.reading import read_form
from planner.queues.asking import next_for, spoken


@require_POST
def post_slot(request: MemberRequest) -> HttpResponse:
    """Its day and time for the form, and a sentence that says why not sooner; no day where there is none."""
    asked = request.GET.get("post", "")
    form, number = read_form(request), int(asked) if asked.isdecimal() and len(asked) < 16 else None
    found, channels = next_for(request.workspace, form, number, timezone.now())
    wall = found.place.when.at.astimezone(request.workspace.zone) if found.place else None
    return JsonResponse(
        {
            "date": wall.strftime("%Y-%m-%d") if wall else "",
            "time": wall.strftime("%H:%M") if wall else "",
            "said": spoken(found, channels),
        }
    )

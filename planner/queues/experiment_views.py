"""The switch on the page of weekly times: try other hours on one slot in five."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from planner.insights import trials
from planner.people.request import MemberRequest
from planner.queues import experiment
from planner.states import WrongState


@require_POST
def channel_experiment(request: MemberRequest, channel_id: int) -> HttpResponse:
    channel = get_object_or_404(request.workspace.channels.here(), pk=channel_id)
    sent, now = request.POST, timezone.now()
    if sent.get("do") == "off":
        experiment.switch_off(channel, request.actor, now)
        messages.success(request, _("Off. Posts that stand at an hour that is tried stay there."))
        return redirect("channel-slots", request.workspace.slug, channel_id)
    try:
        hours = experiment.Hours(_hour(sent.get("first", "")), _hour(sent.get("last", "")))
        experiment.switch_on(channel, hours, request.actor, now)
        trials.tell(channel)
        messages.success(request, _("On. One slot in five is tried at another hour from now on."))
    except WrongState as refusal:
        messages.error(request, str(refusal))
    return redirect("channel-slots", request.workspace.slug, channel_id)


def _hour(text: str) -> int:
    """-1 for what is no hour."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else -1

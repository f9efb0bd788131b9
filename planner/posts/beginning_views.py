"""What a new post begins with: a time, channels, a template, a picture, as its address asks."""

from django.utils import timezone

from planner import walltime
from planner.people.request import MemberRequest
from planner.phrases.models import Phrase, typed_of_template
from planner.walltime import When
from planner.writing import composer


def typed_at_first(request: MemberRequest) -> dict[str, list[str]]:
    typed = composer.blank(_asked_time(request), _usual_channels(request), "") | _template(request)
    return typed | composer.with_picture(request.workspace, request.GET.get("asset", ""))


def _template(request: MemberRequest) -> dict[str, list[str]]:
    """What the template that was chosen begins with; nothing for a foreign one."""
    number = request.GET.get("template", "")
    mine = Phrase.objects.filter(workspace=request.workspace, kind=Phrase.Kind.TEMPLATE)
    found = mine.filter(pk=number).first() if number.isdecimal() and len(number) < 16 else None
    if found is None:
        return {}
    found.use(timezone.now())
    return typed_of_template(found.form)


def _asked_time(request: MemberRequest) -> When | None:
    try:
        return walltime.parse(request.GET.get("at", ""), request.workspace.timezone)
    except (ValueError, OverflowError):
        return None


def _usual_channels(request: MemberRequest) -> list[int]:
    """The channel that was asked for, or all that work."""
    asked = request.GET.get("channel", "")
    working = request.workspace.channels.filter(state="active")
    return list((working.filter(pk=asked) if asked.isdecimal() else working).values_list("pk", flat=True))

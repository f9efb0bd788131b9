"""Pause all channels but some, and find them again when everything goes on."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from planner.channels.models import Channel
from planner.deliveries.pause import resume_workspace
from planner.history.models import Actor, Entry
from planner.history.record import record
from planner.people.models import Workspace

ACT = "workspace.paused_but"


@transaction.atomic
def pause_all_but(workspace: Workspace, kept: Collection[int], by: Actor, reason: str, now: datetime) -> None:
    """Pause every working channel that is not `kept`. The history remembers which."""
    paused = []
    for channel in workspace.channels.filter(state="active").exclude(pk__in=kept):
        channel.pause(by, reason)
        paused.append(channel.pk)
    record(workspace.pk, by, ACT, workspace, at=now, reason=reason, channels=paused)


@transaction.atomic
def resume_all(workspace: Workspace, by: Actor, now: datetime) -> None:
    """The workspace publishes again, and so do the channels that `pause_all_but` paused since the last."""
    paused = Channel.objects.filter(workspace=workspace, state="paused", pk__in=_paused_since(workspace))
    for channel in paused:
        channel.resume(by)
    resume_workspace(workspace, by, now)


def _paused_since(workspace: Workspace) -> list[int]:
    entries = Entry.objects.filter(workspace=workspace, thing="workspace")
    last = entries.filter(act="workspace.resumed").order_by("-number").first()
    since = entries.filter(act=ACT, number__gt=last.number if last else 0)
    return [pk for entry in since for pk in entry.details.get("channels", [])]

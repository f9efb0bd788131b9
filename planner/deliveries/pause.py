"""The red button: stop publishing, for a workspace or for everything, and begin again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from planner.history.models import Actor
from planner.history.record import record
from planner.installation import Installation
from planner.people.models import Workspace


@transaction.atomic
def pause_workspace(workspace: Workspace, by: Actor, reason: str, now: datetime) -> None:
    """From now on nothing of the workspace is begun. What is on the wire already cannot be stopped."""
    workspace.paused_at, workspace.pause_reason = now, reason[:300]
    workspace.save(update_fields=["paused_at", "pause_reason"])
    record(workspace.pk, by, "workspace.paused", workspace, at=now, reason=reason)


@transaction.atomic
def resume_workspace(workspace: Workspace, by: Actor, now: datetime) -> None:
    """Begin again. What is too late by now waits for a decision, and the rest is spaced out."""
    workspace.paused_at, workspace.pause_reason = None, ""
    workspace.save(update_fields=["paused_at", "pause_reason"])
    record(workspace.pk, by, "workspace.resumed", workspace, at=now)


def pause_everything(reason: str, now: datetime) -> None:
    """No workspace publishes any more. Paused twice, it stands still since the first time."""
    Installation.get()
    since = Coalesce("paused_at", Value(now))
    Installation.objects.filter(pk=1).update(paused_at=since, pause_reason=reason[:300])


def resume_everything(now: datetime) -> None:
    Installation.resume(now)

"""Write an act into the history, in the transaction that does it."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from planner.history.models import FIRST_HASH, Actor, Entry


def record(
    workspace_id: int, by: Actor, act: str, thing: models.Model, *, at: datetime | None = None, **details: Any
) -> Entry:
    """Add an entry to the workspace's chain. Call inside the transaction of the act itself."""
    _one_writer_at_a_time(workspace_id)
    last = Entry.objects.filter(workspace_id=workspace_id).order_by("-number").first()
    entry = Entry(
        workspace_id=workspace_id,
        number=last.number + 1 if last else 1,
        at=at or timezone.now(),
        user_id=by.user_id,
        actor=by.name[:200],
        via=by.via,
        act=act,
        thing=thing._meta.model_name or "",
        thing_id=thing.pk,
        details={key: value for key, value in details.items() if value not in (None, "", [])},
        previous_hash=last.hash if last else FIRST_HASH,
    )
    entry.hash = entry.digest()
    entry.save(force_insert=True)
    return entry


def _one_writer_at_a_time(workspace_id: int) -> None:
    """Lock the chain by its workspace's row: SQLite has one writer anyway, PostgreSQL needs telling."""
    workspaces = Entry._meta.get_field("workspace").related_model
    workspaces._default_manager.select_for_update().only("pk").get(pk=workspace_id)

"""Who did what to which thing, when. Rows are only added; each one carries the hash of the one before."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import models


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is doing this, and by which door: "page", "api", "link", "telegram", "command", "worker"."""

    user_id: int | None
    name: str
    via: str = "page"
    token_id: int | None = None
    address: str = ""
    contact_id: int | None = None  # a client's person without an account


WORKER = Actor(None, "Almanac", via="worker")


class Entry(models.Model):
    """One act. `hash` covers this row and the hash before it, so a changed or missing row shows."""

    workspace = models.ForeignKey("planner.Workspace", models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()  # 1, 2, 3 … within the workspace, without gaps
    at = models.DateTimeField()
    user = models.ForeignKey("planner.User", models.DO_NOTHING, null=True, db_constraint=False)
    actor = models.CharField(max_length=200)
    via = models.CharField(max_length=12)
    act = models.CharField(max_length=40)  # "post.approved"
    thing = models.CharField(max_length=20)  # "post"
    thing_id = models.BigIntegerField()
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "number"], name="entries_without_gaps")
        ]
        indexes: ClassVar = [
            models.Index(fields=["thing", "thing_id"], name="entries_of_a_thing"),
            models.Index(fields=["workspace", "act", "at", "thing_id"], name="entries_of_an_act"),
        ]

    def __str__(self) -> str:
        return f"{self.act} by {self.actor}"

    def digest(self) -> str:
        return digest(
            self.previous_hash,
            [self.workspace_id, self.number, _stamp(self.at), self.user_id, self.actor, self.via],
            [self.act, self.thing, self.thing_id, self.details],
        )


FIRST_HASH = "0" * 64
CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def digest(previous: str, *parts: Any) -> str:
    """SHA-256 over the previous hash and the canonical JSON of what is recorded."""
    return hashlib.sha256(f"{previous}\n{CANONICAL.encode(parts)}".encode()).hexdigest()


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")

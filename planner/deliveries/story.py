"""Moves of deliveries, and the line of the story that each of them writes in the same transaction."""

import random
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.db import connection, models, transaction

from planner import rows
from planner.deliveries import ledger
from planner.history.models import FIRST_HASH, digest
from planner.states import Stateful, WrongState


class Storied(Stateful):
    """A thing whose every move writes a line. `fence` counts owners: only the newest may write."""

    fence = models.PositiveBigIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)  # lines of its story
    last_hash = models.CharField(max_length=64, default=FIRST_HASH)

    class Meta:
        abstract = True

    def step(
        self,
        to: str,
        what: str,
        now: datetime,
        *,
        attempt: str = "",
        details: dict[str, Any] | None = None,
        **changes: Any,
    ) -> None:
        """Move and write the story in one transaction. Raises WrongState when somebody else was first.

        Guarded by state, fence and the length of the story, so a stale copy never writes.
        """
        self.refuse_unless_allowed(to)
        take_one(Move(self, to, what, now, attempt, details or {}, changes))

    def note(
        self,
        what: str,
        now: datetime,
        *,
        attempt: str = "",
        details: dict[str, Any] | None = None,
        **changes: Any,
    ) -> None:
        """Write a line of the story without moving."""
        take_one(Move(self, self.state, what, now, attempt, details or {}, changes))


class Step(models.Model):
    """One line of a delivery's story. Only added; each carries the hash of the one before.

    The lines that share an `attempt` id are one attempt: its intent and what became of it.
    """

    delivery = models.ForeignKey("planner.Delivery", models.PROTECT, related_name="story")
    number = models.PositiveIntegerField()  # 1, 2, 3 … without gaps
    at = models.DateTimeField()
    fence = models.PositiveBigIntegerField()
    attempt = models.CharField(max_length=36, blank=True)
    what = models.CharField(max_length=20)  # planned, intent, answered, looked, …
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "number"], name="story_without_gaps")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.what}"

    @classmethod
    def after(
        cls, delivery: Storied, what: str, now: datetime, attempt: str, details: Mapping[str, Any]
    ) -> "Step":
        step = cls(
            delivery_id=delivery.pk,
            number=delivery.steps + 1,
            at=now,
            fence=delivery.fence,
            attempt=attempt,
            what=what,
            details={key: value for key, value in details.items() if value not in ("", None)},
            previous_hash=delivery.last_hash,
        )
        step.hash = step.hashed()
        return step

    def hashed(self) -> str:
        moment = self.at.isoformat(timespec="microseconds")
        return digest(
            self.previous_hash,
            [self.delivery_id, self.number, moment, self.fence, self.attempt, self.what, self.details],
        )


@dataclass(frozen=True, slots=True)
class Move:
    """A delivery is to stand in state `to` with these columns, because of `what`. `to` may be where it is."""

    delivery: Storied
    to: str
    what: str
    now: datetime
    attempt: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)

    def line(self) -> Step:
        moved = {"to": self.to} if self.to != self.delivery.state else {}
        return Step.after(self.delivery, self.what, self.now, self.attempt, {**moved, **self.details})


def take(moves: Sequence[Move]) -> list[bool]:
    """Write moves and their lines in one transaction, together. Says which came in time.

    Each is guarded by state, fence and the length of the story, so a stale copy never writes. Moves of the
    same delivery are taken one after the other.
    """
    if len({move.delivery.pk for move in moves}) < len(moves):
        return [came for move in moves for came in take([move])]
    alike: dict[tuple[str, ...], list[tuple[Move, Step]]] = defaultdict(list)
    for move in moves:
        alike[tuple(move.changes)].append((move, move.line()))
    came: set[int] = set()
    with together():
        for group in alike.values():
            came |= rows.change_each(type(moves[0].delivery), [_change(*one) for one in group])
        if lines := [line for group in alike.values() for _, line in group if line.delivery_id in came]:
            rows.add_each(lines)
    for group in alike.values():
        for move, line in group:
            if line.delivery_id in came:
                learn(move.delivery, line, {"state": move.to, **move.changes})
    return [move.delivery.pk in came for move in moves]


def take_one(move: Move) -> None:
    """Write one move. Raises WrongState when somebody else was first."""
    if not take([move])[0]:
        raise WrongState(f"{move.delivery} is no longer {move.delivery.state}; someone else was first.")


def learn(delivery: Storied, line: Step, changes: Mapping[str, Any]) -> None:
    """Make the copy in memory say what was written, and what it said before if that is undone."""
    new = {**changes, "steps": line.number, "last_hash": line.hash}
    old = {name: getattr(delivery, name) for name in new}
    ledger.if_undone(lambda: _say(delivery, old))
    _say(delivery, new)


def _say(delivery: Storied, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(delivery, name, value)


def together() -> AbstractContextManager[None]:
    """A transaction, or the one that is under way: a savepoint in each would cost more than the work."""
    return nullcontext() if connection.in_atomic_block else transaction.atomic()


def new_attempt_id() -> str:
    """A fresh id for one call to a network. uuid4 would ask the kernel, and lose its turn for that."""
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


def _change(move: Move, line: Step) -> rows.Change:
    delivery = move.delivery
    still = {"state": delivery.state, "fence": delivery.fence, "steps": delivery.steps}
    return rows.Change(
        delivery.pk, still, {"state": move.to, "steps": line.number, "last_hash": line.hash, **move.changes}
    )

"""A receipt came: it is out, and that is true for whoever brings it, however late."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from planner.channels.models import Channel
from planner.deliveries import ledger, spool
from planner.deliveries.gate import Intent
from planner.deliveries.models import Delivery
from planner.deliveries.story import Move, take
from publishers.letters import WritesToEach
from publishers.message import Receipt

on_opened: list[Callable[[], object]] = []  # told that a mailing was opened, to begin with it at once
BY_RECEIPT = ("published", "late_receipt", "found")  # in the story: the network itself said that it is out
LITTLE = 20  # posts that a network has left to us, from which on it is remembered


@dataclass(frozen=True, slots=True)
class Answered:
    """A receipt that came for a delivery."""

    delivery: Delivery
    attempt: str
    receipt: Receipt
    now: datetime

    def move(self) -> Move:
        details = {"id": self.receipt.id, "url": self.receipt.url}
        out = _out(self.receipt, self.now)
        return Move(self.delivery, "published", "published", self.now, self.attempt, details, out)


def published(delivery: Delivery, intent: Intent, receipt: Receipt, now: datetime) -> None:
    """The network gave a receipt. True for whoever brings it, however late: even after the fence moved on."""
    answered = Answered(delivery, intent.attempt, receipt, now)

    def insist(_trouble: Exception) -> None:
        spool.keep_until_written(
            delivery.pk, intent.key, receipt, lambda: ledger.write_with_others(_write_published, answered)
        )

    ledger.write_soon(_write_published, answered, insist)


def _write_published(all_: Sequence[Answered]) -> list[None]:
    came = take([one.move() for one in all_])
    for one, in_time in zip(all_, came, strict=True):
        if not in_time:
            _published_late(one)
    _keep_allowances(all_)
    if any(issubclass(one.delivery.channel.kind, WritesToEach) for one in all_):
        for begin in on_opened:
            transaction.on_commit(begin, robust=True)
    if well := {one.delivery.channel_id for one in all_ if one.delivery.channel.failures}:
        Channel.objects.filter(pk__in=well).update(failures=0)
    return [None] * len(all_)


def _keep_allowances(all_: Sequence[Answered]) -> None:
    """What the networks said is left, where it is little: the plan is weighed against it."""
    said = {one.delivery.channel_id: one.receipt.allowance for one in all_ if one.receipt.allowance}
    for channel_id, allowance in said.items():
        if allowance.left <= LITTLE:
            new = {"allowance_left": allowance.left, "allowance_resets_at": allowance.resets_at}
            Channel.objects.filter(pk=channel_id).update(**new)


def _published_late(one: Answered) -> None:
    """Somebody took it over while we waited for the answer; the answer is true all the same."""
    fresh = Delivery.objects.select_for_update().get(pk=one.delivery.pk)  # nobody moves it while we write
    if fresh.state != "published":
        details, out = {"id": one.receipt.id, "url": one.receipt.url}, _out(one.receipt, one.now)
        fresh.step("published", "late_receipt", one.now, attempt=one.attempt, details=details, **out)


def found(delivery: Delivery, receipt: Receipt, now: datetime, how: str = "found") -> None:
    """Evidence that it is out: a look found it, a person pasted its link, or a spooled receipt came late."""

    def write() -> None:
        details = {"id": receipt.id, "url": receipt.url}
        delivery.step("published", how, now, details=details, **_out(receipt, now))

    ledger.write(write)


def _out(receipt: Receipt, now: datetime) -> dict[str, Any]:
    return {
        "receipt_id": receipt.id,
        "receipt_url": receipt.url,
        "published_at": receipt.published_at or now,
        "maybe_out": False,
        "owner": "",
        "lease_until": None,
        "next_try_at": None,
        "trouble": {},
    }

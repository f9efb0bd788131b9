"""Deliveries as the API shows them: where one is, why, and its whole story."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from planner.deliveries.letters import letters_of
from planner.deliveries.models import Delivery
from planner.deliveries.placed import brought
from planner.sentences import said


class Trouble(Schema):
    code: str
    says: str


class LettersLeaving(Schema):
    """Of a delivery that is a letter to each reader."""

    all: int
    sent: int
    waiting: int
    stopped: bool = Field(description="It stands: nothing more leaves until somebody lets it go on.")


class DeliveryShown(Schema):
    """One version to one channel at one time."""

    id: int
    post: int
    version: int
    channel: int
    channel_name: str
    network: str
    part: int = Field(description="Of a thread, counted from 0.")
    parts: int
    state: str
    due_at: datetime
    wall: str
    timezone: str
    fold: int
    late_until: datetime = Field(description="Later than this it does not go out by itself.")
    next_try_at: datetime | None
    tries: int
    brought: float | None = Field(description="Of a large file, how much the network has by now: 0 to 1.")
    maybe_out: bool
    published_at: datetime | None
    letters: LettersLeaving | None = Field(
        default=None,
        description="Where it is a letter to each reader: `published` means that they have begun to leave.",
    )
    receipt_id: str
    url: str
    trouble: Trouble | None


class StepShown(Schema):
    """One line of the story. The hashes chain."""

    number: int
    at: datetime
    what: str
    attempt: str
    details: dict[str, Any]
    previous_hash: str
    hash: str


class AttemptShown(Schema):
    """One try: what was begun, and what became of it."""

    id: str
    began_at: datetime
    ended_at: datetime
    outcome: str
    steps: list[StepShown]


class FindingShown(Schema):
    code: str
    says: str
    fix: str
    blocking: bool


class NumbersShown(Schema):
    """What the network counts. null: it does not say, which is not zero."""

    at: datetime
    views: int | None
    likes: int | None
    reposts: int | None
    replies: int | None
    quotes: int | None
    bookmarks: int | None
    clicks: int | None


class DeliveryTold(DeliveryShown):
    attempts: list[AttemptShown]
    story: list[StepShown]
    findings: list[FindingShown] = Field(description="What was found in its way, before its time.")
    numbers: NumbersShown | None = Field(description="How it does; null where it was never measured.")


def delivery_shown(delivery: Delivery) -> DeliveryShown:
    return DeliveryShown(**_facts(delivery))


def delivery_told(delivery: Delivery) -> DeliveryTold:
    story = [StepShown.from_orm(step) for step in delivery.story.all()]
    return DeliveryTold(**_facts(delivery), attempts=_attempts(story), story=story, **_around(delivery))


def _around(delivery: Delivery) -> dict[str, Any]:
    """What is known of it beside its story. `snapshots` belong to a room above: asked by name only."""
    findings = [
        FindingShown(code=one.code, says=said(one.what), fix=said(one.fix), blocking=one.is_blocking)
        for one in delivery.findings.all()
    ]
    newest = delivery.snapshots.order_by("-at", "-pk").first()
    return {"findings": findings, "numbers": newest and NumbersShown.from_orm(newest)}


def _facts(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.pk,
        "post": delivery.post_id,
        "version": delivery.version.number,
        "channel": delivery.channel_id,
        "channel_name": delivery.channel.name,
        "network": delivery.channel.network,
        "part": delivery.part,
        "parts": delivery.parts,
        "state": delivery.state,
        "due_at": delivery.due_at,
        "wall": delivery.wall,
        "timezone": delivery.zone,
        "fold": delivery.fold,
        "late_until": delivery.late_until,
        "next_try_at": delivery.next_try_at,
        "tries": delivery.tries,
        "brought": brought(delivery),
        "maybe_out": delivery.maybe_out,
        "published_at": delivery.published_at,
        "letters": _letters(delivery),
        "receipt_id": delivery.receipt_id,
        "url": delivery.receipt_url,
        "trouble": _trouble(delivery.trouble),
    }


def _letters(delivery: Delivery) -> LettersLeaving | None:
    found = letters_of(delivery)
    if found is None:
        return None
    return LettersLeaving(all=found.all, sent=found.sent, waiting=found.waiting, stopped=found.is_stopped)


def _trouble(kept: dict[str, Any]) -> Trouble | None:
    return Trouble(code=kept.get("code", ""), says=said(kept)) if kept.get("template") else None


def _attempts(story: list[StepShown]) -> list[AttemptShown]:
    grouped: dict[str, list[StepShown]] = {}
    for step in story:
        if step.attempt:
            grouped.setdefault(step.attempt, []).append(step)
    return [
        AttemptShown(
            id=name, began_at=steps[0].at, ended_at=steps[-1].at, outcome=steps[-1].what, steps=steps
        )
        for name, steps in grouped.items()
    ]

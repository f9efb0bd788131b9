"""What arrived at the network, held against what the product says and what people were promised."""

import json
from collections import Counter
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from planner.deliveries.models import Delivery
from planner.deliveries.story import Step
from planner.history.models import FIRST_HASH
from tests.torture.world import World

SETTLED = {"published", "failed", "cancelled", "missed", "blocked"}


@dataclass
class Verdict:
    """Counts of what must not be. Every one has to be 0."""

    duplicates: int = 0
    lost: int = 0
    stuck: int = 0
    early: int = 0
    unapproved: int = 0
    after_cancel: int = 0
    false_published: int = 0
    false_failed: int = 0
    broken_stories: int = 0

    @property
    def clean(self) -> bool:
        return not any(getattr(self, one.name) for one in fields(self))


def arrivals(paths: list[Path]) -> list[dict[str, Any]]:
    """Posts that the networks took, without those that they recognised as repeats."""
    texts = [path.read_text() for path in paths if path.exists()]
    lines = [json.loads(line) for text in texts for line in text.splitlines()]
    return [line for line in lines if not line["repeat"]]


def judge(world: World, came: list[dict[str, Any]]) -> Verdict:
    verdict = Verdict()
    by_post: dict[str, list[dict[str, Any]]] = {}
    for one in came:
        by_post.setdefault(one["text"].rsplit(" version", 1)[0], []).append(one)
    for delivery in Delivery.objects.select_related("post", "version"):
        mine = [one for one in came_for(by_post, delivery) if one["text"] == delivery.version.text]
        _judge_one(verdict, delivery, mine)
        if delivery.pk in world.cancelled:
            confirmed = world.cancelled[delivery.pk]
            verdict.after_cancel += sum(one["wall"] > confirmed for one in came_for(by_post, delivery))
    for posts in by_post.values():
        verdict.duplicates += len(posts) - 1
    said = {text for versions in world.approved.values() for _at, text in versions}
    verdict.unapproved = sum(one["text"] not in said for one in came)
    verdict.broken_stories = broken_stories()
    return verdict


def came_for(by_post: dict[str, list[dict[str, Any]]], delivery: Delivery) -> list[dict[str, Any]]:
    return by_post.get(delivery.version.text.rsplit(" version", 1)[0], [])


def _judge_one(verdict: Verdict, delivery: Delivery, mine: list[dict[str, Any]]) -> None:
    verdict.early += sum(one["wall"] < delivery.due_at.timestamp() for one in mine)
    if delivery.state not in SETTLED:
        verdict.stuck += 1
    if delivery.state == "published" and delivery.receipt_id not in {one["id"] for one in mine}:
        verdict.false_published += 1
    if delivery.state in {"failed", "missed", "blocked"} and mine:
        verdict.false_failed += 1
    if delivery.state in {"missed", "blocked"} and not mine:
        verdict.lost += 1


def broken_stories() -> int:
    """Stories with a gap, or a line whose hash does not fit."""
    last: dict[int, tuple[int, str]] = {}
    broken: set[int] = set()
    for step in Step.objects.order_by("delivery_id", "number").iterator():
        number, previous = last.get(step.delivery_id, (0, FIRST_HASH))
        if step.number != number + 1 or step.previous_hash != previous or step.hash != step.hashed():
            broken.add(step.delivery_id)
        last[step.delivery_id] = (step.number, step.hash)
    return len(broken)


def what_happened() -> Counter[str]:
    """How often each kind of line stands in the stories: a torture that tortured nothing shows here."""
    return Counter(Step.objects.values_list("what", flat=True))

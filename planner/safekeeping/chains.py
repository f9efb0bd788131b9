"""Read the whole history again: does every line still carry the hash of the one before?"""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.deliveries.models import Delivery
from planner.deliveries.story import Step
from planner.history.models import FIRST_HASH, Entry
from planner.people.models import Workspace


@dataclass(frozen=True, slots=True)
class Broken:
    """The first line of a chain that does not fit."""

    chain: str
    row: str
    why: str

    def __str__(self) -> str:
        return f"{self.chain}: {self.row} {self.why}"


@dataclass(frozen=True, slots=True)
class Checked:
    entries: int
    steps: int
    broken: tuple[Broken, ...]


def check_chains() -> Checked:
    """Every workspace's entries and every delivery's story; at most the first break of each."""
    broken: list[Broken] = []
    for workspace in Workspace.objects.order_by("pk"):
        broken += _entries(workspace)
    for delivery in Delivery.objects.order_by("pk").only("pk", "steps", "last_hash").iterator():
        broken += _steps(delivery)
    return Checked(Entry.objects.count(), Step.objects.count(), tuple(broken))


def _entries(workspace: Workspace) -> Iterator[Broken]:
    chain, last = f"history of {workspace.slug}", FIRST_HASH
    entries = Entry.objects.filter(workspace=workspace).order_by("number").iterator()
    for number, entry in enumerate(entries, 1):
        if why := _misfit(entry.number, number, entry.previous_hash, last, entry.hash, entry.digest()):
            yield Broken(chain, f"entry {entry.number} (row {entry.pk})", why)
            return
        last = entry.hash


def _steps(delivery: Delivery) -> Iterator[Broken]:
    chain, last, number = f"story of delivery {delivery.pk}", FIRST_HASH, 0
    for step in Step.objects.filter(delivery=delivery.pk).order_by("number").iterator():
        number += 1
        if why := _misfit(step.number, number, step.previous_hash, last, step.hash, step.hashed()):
            yield Broken(chain, f"step {step.number} (row {step.pk})", why)
            return
        last = step.hash
    if (number, last) != (delivery.steps, delivery.last_hash):
        yield Broken(chain, f"step {number + 1}", "is missing: the delivery remembers more steps")


def _misfit(number: int, expected: int, before: str, last: str, kept: str, computed: str) -> str:
    if number != expected:
        return f"comes where {expected} should be: a row was taken out"
    if before != last:
        return "does not carry the hash of the row before it"
    return "was changed after it was written" if kept != computed else ""

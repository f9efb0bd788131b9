"""Compare the history in a pack with the installation that is said to have made it."""

from collections.abc import Iterator, Mapping
from typing import Any

from planner.deliveries.story import Step
from planner.evidence.agreed import answers, left_out, posts_left_out, words
from planner.evidence.check import FIRST_HASH
from planner.history.models import Entry
from planner.people.models import Workspace

BATCH = 500


def differences(pack: Mapping[str, Any]) -> Iterator[str]:
    """What does not agree, in sentences. `pack` is one whose own chain is whole."""
    workspace = Workspace.objects.filter(pk=pack["header"]["workspace"]["id"]).first()
    if workspace is None or workspace.slug != pack["header"]["workspace"]["slug"]:
        yield f"There is no workspace “{pack['header']['workspace']['slug']}” in this installation."
        return
    head = pack["header"]["history"]
    if head["number"] and _hashes(workspace, [head["number"]]).get(head["number"]) != head["hash"]:
        yield f"The history here says something else at entry {head['number']}, where it ended for the pack."
    entries = {
        record["body"]["number"]: record["body"]["chain_hash"]
        for record in pack["records"]
        if record["kind"] == "entry"
    }
    here = _hashes(workspace, list(entries))
    for number, kept in sorted(entries.items()):
        if here.get(number) != kept:
            what = "says something else" if number in here else "is gone"
            yield f"Entry {number} {what} here."
    yield from left_out(workspace, pack)
    yield from posts_left_out(workspace, pack)
    yield from _stories(pack)
    yield from answers(pack)
    yield from words(pack)


def _hashes(workspace: Workspace, numbers: list[int]) -> dict[int, str]:
    """By number, as computed anew from the rows: a row that was changed has another one."""
    found: dict[int, str] = {}
    for start in range(0, len(numbers), BATCH):
        some = Entry.objects.filter(workspace=workspace, number__in=numbers[start : start + BATCH])
        found |= {entry.number: entry.digest() for entry in some}
    return found


def _stories(pack: Mapping[str, Any]) -> Iterator[str]:
    """A story may have grown since; what the pack has of it must be how it begins."""
    for record in pack["records"]:
        body = record["body"]
        if record["kind"] == "delivery" and body["chain_hash"] != FIRST_HASH:
            last = Step.objects.filter(delivery=body["delivery"], number=body["steps"]).first()
            if last is None or last.hashed() != body["chain_hash"]:
                yield f"The story of delivery {body['delivery']} says something else here."

"""Observances as their page lists them: by the file that brought them, each with its next day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min, Q

from planner.days.models import Observance
from planner.people.models import Workspace


@dataclass(frozen=True, slots=True)
class Listed:
    observance: Observance
    next: date | None  # the next day; None where all are past
    last: date | None


def listed(workspace: Workspace, today: date) -> list[tuple[str, list[Listed]]]:
    """What was added by hand first, then each file; inside the next days first. One query."""
    rows = workspace.observances.annotate(
        following=Min("days__day", filter=Q(days__day__gte=today)), latest=Max("days__day")
    ).defer("source")
    found: defaultdict[str, list[Listed]] = defaultdict(list)
    for row in rows:
        found[row.calendar].append(Listed(row, row.following, row.latest))
    for those in found.values():
        those.sort(key=lambda one: (one.next or date.max, one.observance.name))
    return sorted(found.items())

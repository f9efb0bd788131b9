"""One day, with everything that stands on it. Three queries."""

from dataclasses import dataclass
from datetime import date

from planner.campaigns.models import Campaign
from planner.days.marks import Marks, marks_of
from planner.days.models import Event
from planner.people.models import Workspace


@dataclass(frozen=True, slots=True)
class DayShown:
    day: date
    marks: Marks
    campaigns: tuple[Campaign, ...]
    events: tuple[Event, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.marks or self.campaigns or self.events)


def day_shown(workspace: Workspace, day: date, language: str) -> DayShown:
    campaigns = workspace.campaigns.filter(archived_at=None, starts_on__lte=day).exclude(ends_on__lt=day)
    events = workspace.events.filter(starts_on__lte=day, ends_on__gte=day)
    return DayShown(
        day,
        marks_of(workspace, day, day, language).get(day, Marks()),
        tuple(campaigns.order_by("starts_on", "pk")[:50]),
        tuple(events[:50]),
    )


def read_day(text: str) -> date | None:
    """2026-11-26, between 1970 and 2200; None where it is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if len(text) == 10 and 1970 <= day.year <= 2200 else None

"""How many followers a channel had when a period began and when it ended, as far as they were counted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from planner.metrics.models import ChannelDay
from planner.reports.span import Span

NEAR = timedelta(days=3)  # so far before its first day a count still stands for the beginning


@dataclass(frozen=True, slots=True)
class Followers:
    """The first and the last count, with their days. The change is of the days between them, no others."""

    first_on: date
    first: int
    last_on: date
    last: int

    @property
    def change(self) -> int:
        return self.last - self.first

    @property
    def is_whole(self) -> bool:
        """More than one day was counted, so a change can be told."""
        return self.last_on > self.first_on


def followers_of(channels: Collection[int], span: Span) -> dict[int, Followers]:
    """By channel; one that was not counted in these days is not there. One query."""
    rows = ChannelDay.objects.filter(channel__in=channels, on__gte=span.first - NEAR, on__lte=span.last)
    days: dict[int, list[tuple[date, int]]] = {}
    for channel, on, count in rows.order_by("channel", "on").values_list("channel", "on", "followers"):
        days.setdefault(channel, []).append((on, count))
    return {channel: made for channel, counts in days.items() if (made := _of(counts, span)) is not None}


def _of(counts: list[tuple[date, int]], span: Span) -> Followers | None:
    inside = [one for one in counts if one[0] >= span.first]
    if not inside:
        return None
    before = [one for one in counts if one[0] < span.first]
    start = before[-1] if before else inside[0]
    return Followers(start[0], start[1], inside[-1][0], inside[-1][1])


def daily_changes(counts: list[tuple[date, int]]) -> list[float]:
    """By how much a count changed each day; over days without one the change is spread evenly."""
    found: list[float] = []
    for (before_on, before), (on, count) in pairwise(counts):
        gap = (on - before_on).days
        found += [(count - before) / gap] * gap
    return found

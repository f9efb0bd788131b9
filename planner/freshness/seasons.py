"""Weeks of the year in which a post is of use: 1 to 24 December, or 20 December to 8 January. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from planner.freshness.known import Season

SOON = 30  # days before it begins, in which somebody should read the post again


@dataclass(frozen=True, slots=True)
class Window:
    """First and last day, each as "MM-DD"; the last may lie in the next year."""

    first: str
    last: str

    def stands(self, day: date) -> Season:
        """In it, soon in it, or out of it."""
        if self._has(day):
            return "in"
        return "soon" if any(self._has(day + timedelta(days=n)) for n in range(1, SOON + 1)) else "out"

    def days_left(self, day: date) -> int:
        """Whole days to its end, counted from a day within it."""
        left = 0
        while left < 366 and self._has(day + timedelta(days=left + 1)):
            left += 1
        return left + 1

    def _has(self, day: date) -> bool:
        here = f"{day:%m-%d}"
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


def window(first: str, last: str) -> Window | None:
    """None where it is not set, or no day of the year."""
    try:
        for one in (first, last):
            date.fromisoformat(f"2024-{one}")
    except ValueError:
        return None
    return Window(first, last)

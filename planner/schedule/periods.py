"""Which time a view shows, from its address, and how the views lead to one another. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from planner.schedule.days import begins, day_of, month_after, month_of, week_of

VIEWS = ("month", "week", "day", "list", "board")
MONTHLY = ("month", "board")


@dataclass(frozen=True, slots=True)
class Period:
    """A view and the day that it stands on: a month's first, or any day of a week."""

    view: str
    day: date
    today: date

    @classmethod
    def read(cls, view: str, month: str, on: str, today: date) -> "Period":
        """As an address spells it; what it does not say is the present."""
        view = view if view in VIEWS else VIEWS[0]
        if view in MONTHLY:
            day = day_of(on)
            return cls(view, day.replace(day=1) if day and not month else month_of(month, today), today)
        return cls(view, day_of(on) or today, today)

    @property
    def first(self) -> date:
        if self.view in MONTHLY:
            return self.day.replace(day=1)
        return week_of(self.day)[0] if self.view == "week" else self.day

    @property
    def after(self) -> date:
        """The day after its last."""
        if self.view in MONTHLY:
            return month_after(self.first)
        return self.first + timedelta(days=7 if self.view == "week" else 1)

    @property
    def before(self) -> date:
        """Where the period before begins."""
        if self.view in MONTHLY:
            return month_after(self.first, -1)
        return self.first - (self.after - self.first)

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The instants between which it lies; the list has no end."""
        return begins(self.first, zone), begins(self.after, zone)

    @property
    def is_present(self) -> bool:
        return self.first <= self.today < self.after

    def named(self, view: str, day: date) -> dict[str, str]:
        """What an address says to show `view` around `day`; the present says nothing."""
        if view in MONTHLY:
            present = day.year == self.today.year and day.month == self.today.month
            return {"view": view, "month": "" if present else f"{day:%Y-%m}", "on": ""}
        return {"view": view, "month": "", "on": "" if day == self.today else day.isoformat()}

    def others(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Each view, around the day that this one is about."""
        about = self.today if self.is_present else self.first
        for view in VIEWS:
            yield view, self.named(view, about)

"""When something may leave: with the digest, and not in the quiet hours. Pure; by the clock on the wall."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from planner.notices.kinds import Pace
from planner.walltime import resolve, zone_of

DAILY_AT = time(9, 0)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one wall time until another in a zone, over midnight where the end comes first. Equal: never."""

    begins: time | None = None
    ends: time | None = None
    zone: str = "UTC"

    def holds(self, at: datetime) -> bool:
        if self.begins is None or self.ends is None or self.begins == self.ends:
            return False
        wall = at.astimezone(zone_of(self.zone)).time()
        if self.begins < self.ends:
            return self.begins <= wall < self.ends
        return wall >= self.begins or wall < self.ends


def due(now: datetime, pace: str, quiet: Quiet) -> datetime:
    """When what is told now may leave, at the earliest."""
    if pace == Pace.HOURLY:
        now = _next_hour(now, quiet.zone)
    elif pace == Pace.DAILY:
        now = _next_wall(now, DAILY_AT, quiet.zone)
    return after_quiet(now, quiet)


def after_quiet(at: datetime, quiet: Quiet) -> datetime:
    """The same moment, or the end of the quiet hours that it lies in."""
    if not quiet.holds(at):
        return at
    assert quiet.ends is not None
    return _next_wall(at, quiet.ends, quiet.zone)


def _next_hour(at: datetime, zone: str) -> datetime:
    minutes = 60 - at.astimezone(zone_of(zone)).minute
    return (at + timedelta(minutes=minutes)).replace(second=0, microsecond=0)


def _next_wall(at: datetime, wall: time, zone: str) -> datetime:
    """The next instant at which the clock of the zone shows `wall`; where it skips that, when it has."""
    day = at.astimezone(zone_of(zone)).replace(tzinfo=None)
    for ahead in (0, 1, 2):
        naive = datetime.combine((day + ahead * DAY).date(), wall)
        for fold in (0, 1):
            instant = resolve(naive, zone, fold).at
            if instant > at:
                return instant
    raise AssertionError("a wall time comes within two days")

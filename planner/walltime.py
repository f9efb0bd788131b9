"""What a clock on the wall means: wall time, zone and fold to an instant. Pure.

Clock changes are resolved by rule and named, so that the pages can say what happened.
"""

import importlib.metadata
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum


class Change(StrEnum):
    """What the clocks do at this wall time."""

    NONE = ""
    GAP = "gap"  # this hour does not exist; the time was moved forward by the gap
    FOLD = "fold"  # this hour comes twice


class NoZone(ValueError):
    """There is no time zone of this name."""


@dataclass(frozen=True, slots=True)
class When:
    """A wall time in a zone and the instant it means. All four are stored together."""

    at: datetime  # aware, UTC
    wall: str  # "2026-11-25T09:30:00", as the clock in the zone shows it
    zone: str  # IANA
    fold: int  # 0 the first, 1 the second time the clock shows `wall`
    change: Change = Change.NONE
    asked: str = ""  # the wall time that was asked for, where a gap moved it


def resolve(wall: datetime, zone: str, fold: int | None = None) -> When:
    """The instant of a naive wall time.

    In a gap the time moves forward by the gap's length (02:30 becomes 03:30); in a fold the first
    of the two is meant unless `fold` says 1. Raises NoZone.
    """
    place = zone_of(zone)
    naive = wall.replace(tzinfo=None, fold=0)
    first = naive.replace(tzinfo=place)
    second = naive.replace(tzinfo=place, fold=1)
    before, after = _offset(first), _offset(second)
    if before == after:
        return When(first.astimezone(UTC), _spell(naive), zone, 0)
    if before > after:  # clocks go back: two instants show this wall time
        chosen = second if fold == 1 else first
        return When(chosen.astimezone(UTC), _spell(naive), zone, chosen.fold, Change.FOLD)
    instant = (naive - before).replace(tzinfo=UTC)  # reading it by the old offset lands after the gap
    shown = instant.astimezone(place)
    return When(instant, _spell(shown), zone, shown.fold, Change.GAP, asked=_spell(naive))


def of_instant(at: datetime, zone: str) -> When:
    """The wall time that a clock in `zone` shows at an instant."""
    shown = at.astimezone(zone_of(zone))
    naive = shown.replace(tzinfo=None, fold=0)
    twice = _offset(shown.replace(fold=0)) != _offset(shown.replace(fold=1))
    return When(at.astimezone(UTC), _spell(naive), zone, shown.fold, Change.FOLD if twice else Change.NONE)


def parse(text: str, zone: str, fold: int | None = None) -> When:
    """Read an ISO 8601 time; one without an offset is read in `zone`. Raises ValueError or NoZone."""
    read = datetime.fromisoformat(text)
    if read.year < 1970 or read.year > 9000:
        raise ValueError("the year is out of range")
    return resolve(read, zone, fold) if read.tzinfo is None else of_instant(read, zone)


def again(wall: str, zone: str, fold: int) -> datetime:
    """The instant of a stored wall time by today's zone data: it differs when the rules have changed."""
    return resolve(datetime.fromisoformat(wall), zone, fold).at


def zone_of(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise no_zone(name) from None


def no_zone(name: str) -> NoZone:
    return NoZone(f"There is no time zone {name!r}; use a name such as Europe/Moscow.")


def zone_data_version() -> str:
    """The version of the zone rules in use, such as "2026.6"."""
    return importlib.metadata.version("tzdata")


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()


def _spell(naive: datetime) -> str:
    return naive.replace(tzinfo=None).isoformat(timespec="seconds")

"""Every clock change of every zone, from 2026 to 2030 (ALL_YEARS=1 asks for 1970 to 2037)."""

import os
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from planner.walltime import Change, NoZone, again, of_instant, parse, resolve

SECOND = timedelta(seconds=1)
YEARS = (1970, 2037) if os.environ.get("ALL_YEARS") else (2026, 2030)


def changes(name: str) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    """(instant, offset before, offset after) of each change of the offset, found by halving."""
    zone = zoneinfo.ZoneInfo(name)
    hour, end = datetime(YEARS[0], 1, 1, tzinfo=UTC), datetime(YEARS[1] + 1, 1, 1, tzinfo=UTC)
    step = timedelta(days=5)
    while hour < end:
        following = hour + step
        if _offset(hour, zone) != _offset(following, zone):
            yield from _narrow(hour, following, zone)
        hour = following


def _narrow(
    low: datetime, high: datetime, zone: zoneinfo.ZoneInfo
) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    before, after = _offset(low, zone), _offset(high, zone)
    while high - low > SECOND:
        middle = low + (high - low) / 2
        middle = middle.replace(microsecond=0)
        if _offset(middle, zone) == before:
            low = middle
        else:
            high = middle
    yield high, before, after


def _offset(at: datetime, zone: zoneinfo.ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def test_every_clock_change_of_every_zone_is_resolved_by_the_rule(figure: Any) -> None:
    seen, cases, zones = {Change.GAP: 0, Change.FOLD: 0}, 0, set()
    for name in sorted(zoneinfo.available_timezones()):
        for instant, before, after in changes(name):
            size = after - before
            wall = (instant + before).replace(tzinfo=None)  # what the old offset shows at the change
            zones.add(name)
            if size > timedelta():
                cases += _check_gap(name, instant, wall, size)
                seen[Change.GAP] += 1
            else:
                cases += _check_fold(name, instant, wall, -size)
                seen[Change.FOLD] += 1
    figure(f"{len(zones)} zones, {seen[Change.GAP]} gaps, {seen[Change.FOLD]} folds, {cases} cases")
    assert seen[Change.GAP] > 900
    assert seen[Change.FOLD] > 900
    assert cases >= 12_000


def _check_gap(name: str, instant: datetime, wall: datetime, size: timedelta) -> int:
    last = resolve(wall - SECOND, name)
    assert (last.at, last.change) == (instant - SECOND, Change.NONE)
    for inside in (timedelta(), size / 2, size - SECOND):
        asked = (wall + inside).replace(microsecond=0)
        moved = resolve(asked, name)
        assert moved.change is Change.GAP
        assert moved.asked == asked.isoformat(timespec="seconds")
        assert moved.at == instant + (asked - wall)  # forward by the length of the gap
        assert datetime.fromisoformat(moved.wall) == asked + size
    first = resolve(wall + size, name)
    assert (first.at, first.change) == (instant, Change.NONE)
    assert again(first.wall, first.zone, first.fold) == first.at
    assert of_instant(instant, name).wall == (wall + size).isoformat(timespec="seconds")
    return 6


def _check_fold(name: str, instant: datetime, wall: datetime, size: timedelta) -> int:
    for inside in (timedelta(), size / 2, size - SECOND):
        shown = (wall - size + inside).replace(microsecond=0)
        first, second = resolve(shown, name), resolve(shown, name, fold=1)
        assert first.change is second.change is Change.FOLD
        assert (first.fold, second.fold) == (0, 1)
        assert second.at - first.at == size
        assert again(second.wall, second.zone, second.fold) == second.at
        assert of_instant(second.at, name) == second
    assert resolve(wall, name).change is Change.NONE
    return 7


@pytest.mark.parametrize(
    ("text", "zone", "at"),
    [
        ("2026-11-25T09:30", "Europe/Moscow", "2026-11-25T06:30:00+00:00"),
        ("2026-11-25T09:30:00+05:45", "Europe/Moscow", "2026-11-25T03:45:00+00:00"),
        ("2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45:00+00:00"),
    ],
)
def test_a_time_without_an_offset_is_read_in_the_zone(text: str, zone: str, at: str) -> None:
    assert parse(text, zone).at.isoformat() == at


def test_the_half_hour_of_lord_howe_and_the_two_hours_of_troll() -> None:
    assert (
        resolve(datetime.fromisoformat("2026-10-04T02:10"), "Australia/Lord_Howe").wall
        == "2026-10-04T02:40:00"
    )
    assert (
        resolve(datetime.fromisoformat("2026-03-29T01:30"), "Antarctica/Troll").wall == "2026-03-29T03:30:00"
    )


def test_an_unknown_zone_or_a_time_that_is_none_is_refused() -> None:
    for zone in ("Mars/Olympus", "", "../etc/passwd", "Europe/Moscow\0"):
        with pytest.raises(NoZone):
            resolve(datetime.fromisoformat("2026-01-01"), zone)
    for text in ("tomorrow", "2026-13-01T00:00", "0001-01-01T00:00", "9999-12-31T23:59", ""):
        with pytest.raises(ValueError):
            parse(text, "Europe/Moscow")

"""Which evergreen post goes into which free slot. Pure: slots and what was said before in, pairs out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from planner.queues.slots import Place


class Why(StrEnum):
    """Why a post is not said again on a channel, or not now."""

    PAUSED = "paused"
    EXPIRED = "expired"
    USED_UP = "used_up"
    NOT_AGREED = "not_agreed"  # its words were changed, and nobody has said yes to them
    CHANNEL = "channel"  # the channel is paused, or is to be connected again
    COPIES = "copies"  # the network refuses the same words twice, and there is no variation
    NO_SLOTS = "no_slots"
    TOO_SOON = "too_soon"  # its gap has not passed in the time we look ahead
    NO_PLACE = "no_place"  # all its slots are taken


@dataclass(frozen=True, slots=True)
class Run:
    """One evergreen post on one channel."""

    evergreen_id: int
    channel_id: int
    said: tuple[date, ...]  # days on which it was said there or will be, in order
    used: int  # times, with the first
    most: int
    gap_days: int
    until: date | None = None
    since: date | None = None  # when the post itself is said: no repeat comes before
    pillar_id: int | None = None
    variations: int = 0
    refuses_copies: bool = False
    is_agreed: bool = True
    is_paused: bool = False
    channel_works: bool = True


Week = tuple[int, int]  # a year and a week of it, from Monday on


@dataclass(frozen=True, slots=True)
class Room:
    """How many more free places repeats may take in each week, and in all; others stay for the new."""

    weeks: Mapping[Week, int]
    all: int

    @classmethod
    def within(cls, share: int, free: Sequence[date], taken: Sequence[date]) -> "Room":
        """`share` percent of the places that are free or hold a repeat; of a week at least one."""

        def left(free: int, taken: int) -> int:
            return max(1, (free + taken) * share // 100) - taken

        had, here = (Counter(map(week_of, days)) for days in (free, taken))
        return cls({week: left(had[week], here[week]) for week in had}, left(len(free), len(taken)))


def picks(offered: Iterable[Place], runs: Sequence[Run], room: Room | None = None) -> list[tuple[Place, Run]]:
    """For each free place the post that was not said for the longest time, of those that may be said there.

    Each run comes as it is at that moment: its `used` says which of the texts is its turn.
    """
    now = {run.evergreen_id: run for run in runs if obstacle(run) is None}
    found: list[tuple[Place, Run]] = []
    weeks: Counter[Week] = Counter()
    for place in offered:
        day = day_of(place)
        week = week_of(day)
        if room and (len(found) >= room.all or weeks[week] >= room.weeks[week]):
            continue
        able = [run for run in now.values() if may(run, place, day)]
        if able:
            run = min(able, key=lambda one: (_last(one), one.evergreen_id))
            found.append((place, run))
            weeks[week] += 1
            said = tuple(sorted((*run.said, day)))
            now[run.evergreen_id] = replace(run, said=said, used=run.used + 1)
    return found


def may(run: Run, place: Place, day: date) -> bool:
    if run.used >= run.most or (run.until is not None and day > run.until):
        return False
    if run.since is not None and day <= run.since:
        return False
    if place.pillar_id is not None and place.pillar_id != run.pillar_id:
        return False
    return all(abs((day - other).days) >= run.gap_days for other in run.said)


def obstacle(run: Run) -> Why | None:
    """What stands in its way whatever the slots are."""
    if run.is_paused:
        return Why.PAUSED
    if run.used >= run.most:
        return Why.USED_UP
    if not run.is_agreed:
        return Why.NOT_AGREED
    if not run.channel_works:
        return Why.CHANNEL
    return Why.COPIES if run.refuses_copies and not run.variations else None


def day_of(place: Place) -> date:
    return date.fromisoformat(place.when.wall[:10])


def week_of(day: date) -> Week:
    return day.isocalendar()[:2]


def _last(run: Run) -> date:
    return run.said[-1] if run.said else date.min

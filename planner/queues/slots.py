"""When a channel's weekly slots come, and which of them is the next free one. Pure; `now` is an argument."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from planner.walltime import Change, When, resolve


@dataclass(frozen=True, slots=True)
class Weekly:
    """A weekly wall time of a channel, on a clock in its zone."""

    channel_id: int
    weekday: int  # 0 is Monday
    wall: str  # "09:30"
    zone: str
    pillar_id: int | None = None
    pillar: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One coming of a weekly slot. Where the clocks jump over it, `when` names the hour asked for."""

    channel_id: int
    when: When
    pillar_id: int | None = None
    pillar: str = ""
    slot: When | None = None  # the slot's own time, where `when` is an hour that is tried instead

    @property
    def at(self) -> datetime:
        return self.when.at


@dataclass(frozen=True, slots=True)
class Holder:
    """The post that stands at a time on a channel."""

    post_id: int
    title: str
    is_held: bool = False  # on hold: it keeps its time
    is_elsewhere: bool = False  # it has this slot, and tries another hour


Taken = Mapping[tuple[int, datetime], Holder]  # by channel and minute


class Why(StrEnum):
    """Why a slot is passed over."""

    TAKEN = "taken"
    HELD = "held"  # kept for a post that is on hold
    TRIED = "tried"  # its post tries another hour
    PAST = "past"
    PILLAR = "pillar"  # kept for another theme
    EXPIRED = "expired"  # the post is not valid any more by then
    HOLIDAY = "holiday"
    FULL = "full"  # the network takes no more by then
    PAUSED = "paused"  # nothing goes out on the channel; says nothing of a time
    NO_SLOTS = "no_slots"  # it has none


@dataclass(frozen=True, slots=True)
class Skipped:
    """A slot that was passed over, and why. `what`: the post, the theme, the holiday."""

    why: Why
    channel_id: int
    when: When | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """For whom a free slot is looked for."""

    now: datetime
    pillar_id: int | None = None
    valid_until: datetime | None = None
    post_id: int | None = None  # its own place is no obstacle to it
    closed: Mapping[date, str] = field(default_factory=dict)  # days on which nothing shall go out, by name


def places(weekly: Iterable[Weekly], first: date, last: date) -> list[Place]:
    """Every coming of the slots from `first` to `last`, days as the clock in each one's zone shows them.

    A time that the clocks jump over is moved behind the gap, and one place stays where two would meet.
    An hour that comes twice has one place, in the first of the two.
    """
    by_day: dict[int, list[Weekly]] = {}
    for one in weekly:
        by_day.setdefault(one.weekday, []).append(one)
    found: dict[tuple[datetime, int], Place] = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        for one in by_day.get(day.weekday(), ()):
            place = Place(one.channel_id, _meaning(day, one.wall, one.zone), one.pillar_id, one.pillar)
            key = (place.at, place.channel_id)
            if key not in found or found[key].when.change is Change.GAP:
                found[key] = place
    return [found[key] for key in sorted(found)]


def first_free(
    offered: Sequence[Place], taken: Taken, asking: Asking, is_full: Callable[[Place], bool]
) -> tuple[Place | None, list[Skipped]]:
    """The first place that this post can have, and what was passed over before it."""
    skipped: list[Skipped] = []
    for place in offered:
        why, what = _refusal(place, taken, asking)
        if why is None and is_full(place):
            why = Why.FULL
        if why is None:
            return place, skipped
        skipped.append(Skipped(why, place.channel_id, place.when, what))
    return None, skipped


def minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _refusal(place: Place, taken: Taken, asking: Asking) -> tuple[Why | None, str]:
    if place.at <= asking.now:
        return Why.PAST, ""
    if asking.valid_until is not None and place.at > asking.valid_until:
        return Why.EXPIRED, ""
    holder = taken.get((place.channel_id, minute(place.at)))
    if holder is not None and holder.post_id != asking.post_id:
        return _why(holder), holder.title
    if place.pillar_id is not None and place.pillar_id != asking.pillar_id:
        return Why.PILLAR, place.pillar
    if holiday := asking.closed.get(date.fromisoformat(place.when.wall[:10])):
        return Why.HOLIDAY, holiday
    return None, ""


def _why(holder: Holder) -> Why:
    if holder.is_elsewhere:
        return Why.TRIED
    return Why.HELD if holder.is_held else Why.TAKEN


@lru_cache(maxsize=20_000)
def _meaning(day: date, wall: str, zone: str) -> When:
    return resolve(datetime.combine(day, time.fromisoformat(wall)), zone)

"""When to try or look again. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from publishers.limits import Guarantee, Promise

MOST_TRIES = 6  # that certainly did not arrive
FIRST_WAIT = 30.0  # seconds; doubles with each try
LONGEST_WAIT = 3600.0
LOOK_AFTER = (0.0, 2.0, 10.0, 30.0, 90.0)  # seconds since the doubt began; then every LOOK_APART
MOST_LOOKS = 40


def next_try(
    now: datetime, tries: int, asked: float | None, luck: float, patience: float = 1.0
) -> datetime | None:
    """When to try again after `tries` tries that did not arrive; None when that was the last.

    `asked` is the network's own wish in seconds. `luck` in 0..1 spreads the tries by up to a quarter.
    `patience` scales our own waits; only tests change it.
    """
    if tries >= MOST_TRIES:
        return None
    wait = min(FIRST_WAIT * 2 ** max(tries - 1, 0), LONGEST_WAIT) * (1 + luck / 4) * patience
    return now + timedelta(seconds=max(wait, min(asked or 0, 86400)))


def next_look(now: datetime, doubt_at: datetime, looks: int, apart: float, patience: float = 1.0) -> datetime:
    """When to look again after `looks` looks; `apart` in seconds once the early ones are used up."""
    if looks < len(LOOK_AFTER):
        return max(now, doubt_at + timedelta(seconds=LOOK_AFTER[looks] * patience))
    return now + timedelta(seconds=apart * patience)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is known about a send that may be out."""

    age: float  # seconds since the last send, by the database's clock
    watched: float  # seconds that this process has watched it, by its monotonic clock
    since_intent: float  # seconds since the first intent with this key
    looks: int
    absent_for: float | None  # seconds since the first conclusive "not there"; None before it
    is_late: bool = False  # so late that it no longer goes out by itself


def may_repeat(doubt: Doubt, guarantee: Guarantee, patience: float = 1.0) -> bool:
    """May the same key be sent again? Only where the network still knows it, and not too late."""
    settled = min(doubt.age, doubt.watched) >= guarantee.repeat_after * patience
    return settled and _is_known(doubt, guarantee)


def is_conclusive(doubt: Doubt, guarantee: Guarantee, patience: float = 1.0) -> bool:
    """Does "not there" mean something yet? A lost request may still be on its way before."""
    return min(doubt.age, doubt.watched) >= guarantee.settle * patience


def is_absent(doubt: Doubt, guarantee: Guarantee, apart: float, patience: float = 1.0) -> bool:
    """Two conclusive looks, `apart` seconds from each other, both found nothing."""
    if doubt.absent_for is None or doubt.absent_for < apart * patience:
        return False
    return is_conclusive(doubt, guarantee, patience)


def must_ask(doubt: Doubt, guarantee: Guarantee, readable: bool) -> bool:
    """Nothing more can be found out by machine: a person decides."""
    if doubt.looks >= MOST_LOOKS:
        return True
    return not readable and not _is_known(doubt, guarantee)


def _is_known(doubt: Doubt, guarantee: Guarantee) -> bool:
    """A repeat would be known there as one, and it is not too late for it."""
    in_memory = guarantee.window == 0 or doubt.since_intent < guarantee.window
    return guarantee.promise is Promise.KEYED and in_memory and not doubt.is_late

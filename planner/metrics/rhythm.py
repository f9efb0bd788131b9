"""When a post is measured: at eight ages, closer together while it is young. Pure.

A look that was missed is made up for at once, with the age that it really has: what lies between two looks is
interpolated where it is shown (insights/same_age.py), never written down as if it had been measured.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

AGES = tuple(timedelta(hours=hours) for hours in (1, 3, 6, 12, 24, 3 * 24, 7 * 24, 28 * 24))
EARLY = 0.15  # of an age: a post so near to it comes along when its channel is asked anyway
SLOWEST = timedelta(hours=6)


def spans() -> Iterator[tuple[timedelta, timedelta | None]]:
    """(age, next age) of each look; the last has none after it."""
    yield from zip(AGES, (*AGES[1:], None), strict=True)


def nearest(age: timedelta) -> timedelta | None:
    """The age that a look stands for: the nearest that it is within 15 % of; None for one between them."""
    close = [one for one in AGES if abs(age - one) <= one * EARLY]
    return min(close, key=lambda one: abs(age - one), default=None)


def next_try(age: timedelta, now: datetime) -> datetime:
    """After a look that failed: soon for a young post, and within hours for an old one."""
    return now + max(timedelta(minutes=10), min(age / 4, SLOWEST))

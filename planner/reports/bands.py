"""What a goal will probably come to, from the pace so far. Pure.

Every band is meant to hold the end in eight of ten cases. Days differ from each other far more than chance
alone would have it, so the spread is read from the days themselves; the pace is not known exactly either, and
that is part of the band: the variance of a sum of `left` more days is left · s² · (1 + left / days), with
Student's t for the few days that it was read from (prediction interval of a normal sample).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, variance

from planner.schedule.mix import wilson

EIGHT_OF_TEN = 1.2816  # of a normal distribution, on either side
LEAST_DAYS = 7
LEAST_EVENTS = 4  # days on which something happened
LEAST_TRIES = 8  # of a share
WEEK = 7
LEAST_WEEKS = 4  # from then on weeks are looked at instead of days, since days of a week are not alike


@dataclass(frozen=True, slots=True)
class Band:
    """By the end. `low` to `high` holds it in about eight of ten cases."""

    low: float
    middle: float
    high: float


class Chance(StrEnum):
    REACHED = "reached"
    LIKELY = "likely"
    OPEN = "open"
    UNLIKELY = "unlikely"
    NOT_REACHED = "not reached"
    TOO_EARLY = "too early to say"


def sum_by_the_end(daily: Sequence[float], left: int) -> Band | None:
    """Of a count that grows day by day: what it will be after `left` more days.

    `daily` is what each whole day so far brought, 0 or more. None where it is too early to say.
    """
    have = float(sum(daily))
    if left <= 0:
        return Band(have, have, have)
    if len(daily) < LEAST_DAYS or sum(value > 0 for value in daily) < LEAST_EVENTS:
        return None
    step, width = _more(daily, left)
    return Band(max(have, have + step - width), have + step, have + step + width)


def level_by_the_end(now: float, daily: Sequence[float], left: int) -> Band | None:
    """Of a level such as followers; `daily` is by how much it changed each day, up or down."""
    if left <= 0:
        return Band(now, now, now)
    if len(daily) < LEAST_DAYS:
        return None
    step, width = _more(daily, left)
    return Band(max(0.0, now + step - width), max(0.0, now + step), max(0.0, now + step + width))


def share_by_the_end(good: int, of: int, done: float) -> Band | None:
    """Of a share, from 0 to 1; `done` is how much of the time has gone by, from 0 to 1.

    What is still to come has the share so far, as far as it is known (Wilson's interval), at the same pace.
    """
    if not of:
        return None
    share = good / of
    if done >= 1:
        return Band(share, share, share)
    if of < LEAST_TRIES or done <= 0:
        return None
    total = of / done
    low, high = wilson(good, of)
    return Band((good + (total - of) * low) / total, share, (good + (total - of) * high) / total)


def chance(have: float, target: float, band: Band | None, is_over: bool, can_fall: bool) -> Chance:
    """Will it be reached? `can_fall`: having it now does not mean to have it at the end."""
    if is_over:
        return Chance.REACHED if have >= target else Chance.NOT_REACHED
    if have >= target and not can_fall:
        return Chance.REACHED
    if band is None:
        return Chance.TOO_EARLY
    if band.low >= target:
        return Chance.LIKELY
    return Chance.UNLIKELY if band.high < target else Chance.OPEN


def _more(daily: Sequence[float], left: int) -> tuple[float, float]:
    """What `left` more days bring, and half the width of its band."""
    weeks = len(daily) // WEEK
    if weeks >= LEAST_WEEKS:
        newest = daily[len(daily) - weeks * WEEK :]
        parts = [sum(newest[n : n + WEEK]) for n in range(0, len(newest), WEEK)]
        to_come = left / WEEK
    else:
        parts, to_come = list(daily), float(left)
    count = len(parts)
    width = _student(count - 1) * math.sqrt(to_come * variance(parts) * (1 + to_come / count))
    return fmean(parts) * to_come, width


def _student(freedom: int) -> float:
    """Student's t for eight of ten, by the first terms of its expansion about the normal (Fisher 1941)."""
    z = EIGHT_OF_TEN
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + first / freedom + second / freedom**2

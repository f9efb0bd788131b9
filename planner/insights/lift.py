"""Was a post better than usual? Against the channel's posts before it, at the same age. Pure.

All on the scale ln(1 + engagement), where twice as much is the same step everywhere.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from planner.insights.spread import robust_deviation

MOST = 50  # posts before it that make the usual
LEAST = 10
HIGH, LOW = 75.0, 25.0  # percentiles


class Verdict(StrEnum):
    NOT_ENOUGH = "not enough data"
    ABOVE = "above usual"
    USUAL = "usual"
    BELOW = "below usual"


@dataclass(frozen=True, slots=True)
class Lift:
    """`log` is the step from the usual on the log scale; `robust_z` is None where the usual has no spread."""

    log: float
    robust_z: float | None
    percentile: float  # 0 to 100; of equals half lie below
    posts: int
    verdict: Verdict

    @property
    def percent(self) -> float:
        return percent(self.log)

    @property
    def is_known(self) -> bool:
        return self.verdict is not Verdict.NOT_ENOUGH


def lift(engagement: float, before: Sequence[float]) -> Lift | None:
    """`engagement` (0 or more) against that of earlier posts at the same age, the newest last.

    The last 50 count. None where there are none at all.
    """
    usual = [math.log1p(value) for value in before[-MOST:]]
    if not usual:
        return None
    own = math.log1p(engagement)
    step, deviation = own - median(usual), robust_deviation(usual)
    equal = sum(math.isclose(value, own, abs_tol=1e-12) for value in usual)
    less = sum(value < own and not math.isclose(value, own, abs_tol=1e-12) for value in usual)
    share = 100.0 * (less + equal / 2) / len(usual)
    return Lift(step, step / deviation if deviation else None, share, len(usual), _verdict(share, len(usual)))


def percent(log: float) -> float:
    """A step on the log scale as a change in percent: 0.3 is +35 %."""
    return 100.0 * math.expm1(log)


def log_of(percents: float) -> float:
    """The way back."""
    return math.log1p(percents / 100.0)


def _verdict(percentile: float, posts: int) -> Verdict:
    if posts < LEAST:
        return Verdict.NOT_ENOUGH
    if percentile >= HIGH:
        return Verdict.ABOVE
    return Verdict.BELOW if percentile <= LOW else Verdict.USUAL

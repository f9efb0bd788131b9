"""Whether a month's posts are spread over the pillars as planned. Pure.

The share of each pillar stands with its Wilson score interval (Wilson 1927), so that three posts of ten are
not called a trend.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, sqrt

Z90 = 1.6449  # of a two-sided 90 % interval
FEWEST = 8  # posts with a pillar; fewer say nothing
ROUNDING = 1e-9


class Verdict(StrEnum):
    UNDER = "under"
    AS_PLANNED = "as planned"
    OVER = "over"
    TOO_FEW = "too few"


@dataclass(frozen=True, slots=True)
class Counted:
    """A pillar's posts, and its share by plan in per cent; None where nothing is planned."""

    pillar_id: int
    name: str
    posts: int
    target: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """What a pillar has of the posts that have one. Shares are from 0 to 1."""

    pillar_id: int
    name: str
    posts: int
    of: int
    share: float
    low: float  # the 90 % interval
    high: float
    target: float | None
    verdict: Verdict | None  # None where nothing is planned
    need: int  # more posts, instead of others, until the plan is met


def mix(pillars: Sequence[Counted]) -> list[Share]:
    """Each pillar's share against its target, in the order given."""
    of = sum(one.posts for one in pillars)
    return [_share(one, of) for one in pillars]


def wilson(posts: int, of: int) -> tuple[float, float]:
    """The 90 % interval of a share, from 0 to 1; all of it where there is nothing to count."""
    if not of:
        return 0.0, 1.0
    share, square = posts / of, Z90**2
    centre = share + square / (2 * of)
    half = Z90 * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, (centre - half) / (1 + square / of)), min(1.0, (centre + half) / (1 + square / of))


def _share(one: Counted, of: int) -> Share:
    low, high = wilson(one.posts, of)
    target = None if one.target is None else one.target / 100
    need = 0 if target is None else max(0, ceil(target * of - ROUNDING) - one.posts)
    share = one.posts / of if of else 0.0
    verdict = None if target is None else _verdict(target, low, high, of)
    return Share(one.pillar_id, one.name, one.posts, of, share, low, high, target, verdict, need)


def _verdict(target: float, low: float, high: float, of: int) -> Verdict:
    if of < FEWEST:
        return Verdict.TOO_FEW
    if target > high:
        return Verdict.UNDER
    return Verdict.OVER if target < low else Verdict.AS_PLANNED

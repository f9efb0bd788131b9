"""Engagement rates, each with the formula it was made by: never mixed, and never without its name. Pure.

The formulas are those in common use ("engagement rate by reach", "by impressions", "by followers", "click
rate"). A count that a network does not offer is None, which is not zero: there is no rate then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from statistics import median


class Formula(Enum):
    """What is divided by what; the value is how it is written."""

    BY_REACH = "100 · engagement / reach"
    BY_IMPRESSIONS = "100 · engagement / impressions"
    BY_FOLLOWERS = "100 · engagement / followers"
    CLICKS = "100 · clicks / impressions"


@dataclass(frozen=True, slots=True)
class Counts:
    """What is known of a post. `followers`: of the channel when the post was published."""

    engagement: int | None = None
    reach: int | None = None
    impressions: int | None = None
    followers: int | None = None
    clicks: int | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """In percent. Of many posts: `overall` is sum by sum, `median` is of the posts' own rates."""

    formula: Formula
    overall: float
    median: float
    posts: int


def rate(formula: Formula, counts: Counts) -> float | None:
    """In percent; None where one of the two numbers is not known, or the lower one is zero."""
    above, below = _parts(formula, counts)
    return None if above is None or not below else 100.0 * above / below


def rates(posts: Iterable[Counts]) -> list[Rate]:
    """By every formula that at least one of the posts has the numbers for."""
    kept = list(posts)
    return [made for formula in Formula if (made := _of_all(formula, kept))]


def _of_all(formula: Formula, posts: list[Counts]) -> Rate | None:
    parts = [_parts(formula, counts) for counts in posts]
    known = [(above, below) for above, below in parts if above is not None and below]
    if not known:
        return None
    overall = 100.0 * sum(above for above, _ in known) / sum(below for _, below in known)
    return Rate(formula, overall, median(100.0 * above / below for above, below in known), len(known))


def _parts(formula: Formula, counts: Counts) -> tuple[int | None, int | None]:
    below = {
        Formula.BY_REACH: counts.reach,
        Formula.BY_IMPRESSIONS: counts.impressions,
        Formula.BY_FOLLOWERS: counts.followers,
        Formula.CLICKS: counts.impressions,
    }
    return (counts.clicks if formula is Formula.CLICKS else counts.engagement), below[formula]

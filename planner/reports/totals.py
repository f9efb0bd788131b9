"""Totals of a channel, each with the number of posts that are in it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.insights.rates import Rate, rates
from planner.reports.rows import Row


@dataclass(frozen=True, slots=True)
class Total:
    """`value` None: of none of the posts is it known, which is not zero."""

    value: int | None
    posts: int  # of which it is known


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a channel's posts, or all posts together, came to."""

    out: int
    on_time: int
    timed: int  # of which it can be said whether they were on time
    missed: int
    failed: int
    open: int  # neither out nor given up: planned, waiting, in doubt
    engagement: Total
    impressions: Total
    reach: Total
    clicks: Total
    rates: tuple[Rate, ...]


def numbers(rows: Sequence[Row]) -> Numbers:
    out = [row for row in rows if row.is_out]
    timed = [row for row in out if row.is_ours]
    missed, failed = (sum(row.state == state for row in rows) for state in ("missed", "failed"))
    return Numbers(
        out=len(out),
        on_time=sum(row.is_on_time for row in timed),
        timed=len(timed),
        missed=missed,
        failed=failed,
        open=len(rows) - len(out) - missed - failed,
        engagement=total(row.engagement for row in out),
        impressions=total(row.impressions for row in out),
        reach=total(row.reach for row in out),
        clicks=total(row.clicks for row in out),
        rates=tuple(rates(row.counts for row in out)),
    )


def total(counts: Iterable[int | None]) -> Total:
    known = [count for count in counts if count is not None]
    return Total(sum(known) if known else None, len(known))


def best(rows: Iterable[Row], most: int) -> list[Row]:
    """The posts that did best against their channel's usual at the same age, the best first."""
    known = [row for row in rows if row.is_out and row.lift is not None]
    return sorted(known, key=lambda row: -(row.log_lift or 0))[:most]

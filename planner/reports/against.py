"""A period against the one before, or a campaign against the other posts of its days. Pure.

Engagement at 24 hours is held against engagement at 24 hours, on the log scale. Where several channels are
put together, each post is first held against the middle one of its own channel, so that a month with more
posts on a large channel is not called better for it.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from statistics import median

from planner.insights.compare import Comparison, compare_logs
from planner.reports.rows import Row


def against(rows: Iterable[Row], others: Iterable[Row]) -> Comparison | None:
    """None where one side has no post of which the engagement at 24 hours is known."""
    own, other = _known(rows), _known(others)
    by_channel: defaultdict[int, list[float]] = defaultdict(list)
    for channel, log in (*own, *other):
        by_channel[channel].append(log)
    middles = {channel: median(logs) for channel, logs in by_channel.items()}
    one, two = (tuple(log - middles[of] for of, log in side) for side in (own, other))
    return _held(one, two) if one and two else None


def _known(rows: Iterable[Row]) -> list[tuple[int, float]]:
    return [(row.channel_id, math.log1p(row.day)) for row in rows if row.is_out and row.day is not None]


@lru_cache(maxsize=512)
def _held(one: Sequence[float], two: Sequence[float]) -> Comparison:
    """The same posts give the same answer, and a thousandfold draw costs a tenth of a second."""
    return compare_logs(one, two)

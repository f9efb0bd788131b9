"""Posts that crowd each other out: three or more on one channel within forty minutes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WITHIN = timedelta(minutes=40)
LEAST = 3


@dataclass(frozen=True, slots=True)
class Crowded:
    first: datetime
    last: datetime
    posts: tuple[int, ...]  # in the order of their times


def crowded(posts: Sequence[tuple[datetime, int]]) -> list[Crowded]:
    """The crowds among one channel's posts, each as (time, id). Crowds that share a post are one."""
    in_order = sorted(set(posts))
    found: list[tuple[int, int]] = []
    for start in range(len(in_order) - LEAST + 1):
        end = start + LEAST - 1
        if in_order[end][0] - in_order[start][0] > WITHIN:
            continue
        if found and found[-1][1] >= start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return [
        Crowded(in_order[start][0], in_order[end][0], tuple(pk for _at, pk in in_order[start : end + 1]))
        for start, end in found
    ]

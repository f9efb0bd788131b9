"""Trying an hour on purpose, on one slot in five: only that tells whether the hour itself matters. Pure.

Editors put their best stories into their favourite hours, so history alone cannot tell the hour from the
story. The hour to try is drawn by Thompson's rule among those that are acceptable: an hour is tried as often
as it is likely to be the best. Everything follows from a seed, so what is offered is what is taken.
"""

import random
from collections.abc import Sequence

EVERY = 5
Belief = tuple[float, float]  # an hour's effect on the log scale: its middle, and how sure (deviation)
NOTHING_KNOWN: Belief = (0.0, 1.0)


def is_due(turn: int, tried_in: int, seed: int) -> bool:
    """Whether the `turn`-th slot (from 0) tries another hour: one of each five, and which one is drawn.

    `tried_in` is the five, from 0, in which one was tried last. A turn at which no hour could be tried is
    made up for by a later one of the same five.
    """
    five, at = divmod(turn, EVERY)
    return tried_in < five and at >= random.Random(f"{seed}:{five}").randrange(EVERY)  # noqa: S311


def hour_to_try(acceptable: Sequence[int], beliefs: Sequence[Belief], turn: int, seed: int) -> int:
    """One of the `acceptable` hours (0 to 23, at least one). `beliefs` of all 24; empty: nothing is known."""
    if not acceptable:
        raise ValueError("no acceptable hour")
    luck = random.Random(f"{seed}/{turn}")  # noqa: S311 - no secret
    worth = {hour: luck.gauss(*(beliefs[hour] if beliefs else NOTHING_KNOWN)) for hour in acceptable}
    return max(worth, key=lambda hour: worth[hour])

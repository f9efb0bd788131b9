"""What a post had at a certain age, from looks taken at other ages. Pure.

Between two looks ln(1 + count) is taken to rise in step with the channel's curve of attention. Looks too far
apart say nothing about what lies between, and a number that was not given is not zero.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from planner.insights.halflife import SHAPE, attention_gone

AGES = (1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 48.0, 72.0, 168.0)  # hours; each at most 2.5 times the one before
NEAR = 0.15  # a look this near to the age stands for it where none is on the other side
NEARLY_ALL = 0.95  # of a post's attention
APART = 2.5  # ages of neighbours may differ by this


@dataclass(frozen=True, slots=True)
class Curve:
    """How attention comes on a channel."""

    half_life: float  # hours
    shape: float = SHAPE

    def gone(self, age: float) -> float:
        return attention_gone(age, self.half_life, self.shape)


Look = tuple[float, float | None]  # (age in hours, total at that age)


def at_age(looks: Sequence[Look], age: float, curve: Curve) -> float | None:
    """The total at `age` hours; None where the looks do not say. Order of the looks does not matter."""
    known = sorted((at, count) for at, count in looks if count is not None and at > 0)
    before = [look for look in known if look[0] <= age]
    after = [look for look in known if look[0] >= age]
    if before and after and after[0][0] <= APART * before[-1][0]:
        return _between(before[-1], after[0], age, curve)
    return _nearest([*before[-1:], *after[:1]], age)


def at_the_end(looks: Sequence[Look], age: float, curve: Curve) -> float | None:
    """What the first look after `age` hours says, where by then nearly everything had come; else None.

    For posts of before, of which nobody knows more than one late total.
    """
    if curve.gone(age) < NEARLY_ALL:
        return None
    later = sorted((at, count) for at, count in looks if count is not None and at >= age)
    return later[0][1] if later else None


def along(looks: Sequence[Look], curve: Curve) -> list[float | None]:
    """The total at each of AGES."""
    return [at_age(looks, age, curve) for age in AGES]


def _between(one: tuple[float, float], two: tuple[float, float], age: float, curve: Curve) -> float:
    if one[0] == two[0]:
        return two[1]
    start, end = curve.gone(one[0]), curve.gone(two[0])
    if end - start < 1e-9:  # so late that nothing comes any more: along time itself
        start, end, here = one[0], two[0], age
    else:
        here = curve.gone(age)
    share = (here - start) / (end - start)
    low, high = math.log1p(one[1]), math.log1p(two[1])
    return math.expm1(low + share * (high - low))


def _nearest(looks: Sequence[tuple[float, float]], age: float) -> float | None:
    near = [look for look in looks if abs(look[0] - age) <= NEAR * age]
    return min(near, key=lambda look: abs(look[0] - age))[1] if near else None

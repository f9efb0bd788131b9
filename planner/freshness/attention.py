"""How much of a post's life is left on a channel, by the curve of insights/halflife.py. Pure.

Until a channel's own half-life is measured, the published one of its network stands in; those figures differ
by a factor of fifteen for one network, and some are assumed.
"""

from planner.freshness.known import Curve
from planner.insights.halflife import PRIORS, SHAPE, UNKNOWN, age_when, attention_left


def typical(network: str) -> Curve:
    return Curve(PRIORS.get(network, UNKNOWN).hours, SHAPE)


def left(hours: float, curve: Curve) -> float:
    """1 - F: the share of the attention still to come after so many hours, from 1 down to 0."""
    return attention_left(hours, curve.half_life, curve.shape)


def nearly_over(curve: Curve) -> float:
    """t95: the hours after which 95 % of the attention is gone."""
    return age_when(0.95, curve.half_life, curve.shape)

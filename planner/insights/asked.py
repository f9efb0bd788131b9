"""Which channel and which period a page or a program asks about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.channels.models import Channel
from planner.insights.findings import PERIODS

USUAL_PERIOD = 30  # days


@dataclass(frozen=True, slots=True)
class Asked:
    """`channel` None: all of them. `channels` is what there is to choose from."""

    channels: tuple[Channel, ...]
    channel: Channel | None
    days: int


def asked(channels: Sequence[Channel], given: Mapping[str, str]) -> Asked:
    """What is not there, or nonsense, is as if nothing had been said."""
    chosen = next((one for one in channels if str(one.pk) == given.get("channel", "")), None)
    days = next((days for days in PERIODS if str(days) == given.get("period", "")), USUAL_PERIOD)
    return Asked(tuple(channels), chosen, days)

"""What exactly was agreed on each channel, from which account, and for when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from planner.posts.models import Version
from planner.reviews.models import Pin


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What would be sent on one channel, from which account."""

    account_id: str
    digest: str


Fingerprints = Mapping[int, Fingerprint]  # by channel id


@dataclass(frozen=True, slots=True)
class Window:
    """The times between which agreed words may go out; None: no bound."""

    not_before: datetime | None = None
    not_after: datetime | None = None

    def has(self, at: datetime | None) -> bool:
        """Is this time within it? What has no time yet is not outside of anything."""
        if at is None:
            return True
        return (self.not_before is None or at >= self.not_before) and (
            self.not_after is None or at <= self.not_after
        )

    def narrowed(self, other: "Window") -> "Window":
        starts = [one for one in (self.not_before, other.not_before) if one is not None]
        ends = [one for one in (self.not_after, other.not_after) if one is not None]
        return Window(max(starts, default=None), min(ends, default=None))


def pin(version: Version, prints: Fingerprints, now: datetime, window: Window) -> None:
    """Write down what is approved on each channel."""
    Pin.objects.bulk_create(
        Pin(
            version=version,
            channel_id=channel_id,
            account_id=one.account_id,
            digest=one.digest,
            at=now,
            not_before=window.not_before,
            not_after=window.not_after,
        )
        for channel_id, one in prints.items()
    )


def pinned(version: Version) -> dict[int, Pin]:
    """What was agreed last about this version, on every channel."""
    return {one.channel_id: one for one in Pin.objects.filter(version=version).order_by("at", "pk")}


def is_pinned(version: Version, prints: Fingerprints) -> bool:
    """Is what would go out now what was agreed last, on every channel?"""
    there = {channel: Fingerprint(one.account_id, one.digest) for channel, one in pinned(version).items()}
    return all(there.get(channel_id) == now for channel_id, now in prints.items())


def lets_out(version: Version, at: datetime | None) -> bool:
    """Was this time agreed to, on every channel?"""
    return all(Window(one.not_before, one.not_after).has(at) for one in pinned(version).values())

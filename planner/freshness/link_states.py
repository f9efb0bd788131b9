"""What is known of an address after one more look. Pure.

A site may be down for an hour, so one failure proves nothing: an address is broken after two looks in a row
that found it gone (404, 410, no such name), or two failures of any kind that lie a day apart.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

GONE = frozenset({"gone", "no_name"})
FAILED = GONE | {"failed"}
APART = timedelta(hours=24)  # of two failures that make it broken
TWICE = timedelta(hours=1)  # of two looks that found it gone: one deployment is no proof
WEEKLY = timedelta(days=7)
AGAIN = timedelta(hours=3)
BROKEN_AGAIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Standing:
    """`state` is one of known.LINKS, or "" before anything is known."""

    state: str = ""
    since: datetime | None = None
    failures: int = 0  # in a row
    failed_since: datetime | None = None
    last: str = ""  # what was seen last
    looked_at: datetime | None = None


def after(before: Standing, seen: str, now: datetime) -> Standing:
    """`seen` is a links.Seen.kind. What our own guard refuses says nothing of the address."""
    if seen == "refused":
        return replace(before, looked_at=now, last=seen)
    if seen not in FAILED:
        since = before.since if before.state == seen else now
        return Standing(seen, since, last=seen, looked_at=now)
    failed_since = before.failed_since or now
    state = "broken" if before.state == "broken" or _is_proven(before, seen, now) else "unsure"
    since = before.since if before.state == state else now
    return Standing(state, since, before.failures + 1, failed_since, seen, now)


def next_look(one: Standing, now: datetime) -> datetime:
    """When to look again: soon while it is in doubt, each day while it is broken, else each week."""
    if one.state == "unsure":
        day_after = (one.failed_since or now) + APART
        return now + AGAIN if now + AGAIN < day_after or now >= day_after else day_after
    return now + (BROKEN_AGAIN if one.state == "broken" else WEEKLY)


def _is_proven(before: Standing, seen: str, now: datetime) -> bool:
    if before.failed_since is None or before.looked_at is None:
        return False
    both_gone = seen in GONE and before.last in GONE and now - before.looked_at >= TWICE
    return both_gone or now - before.failed_since >= APART

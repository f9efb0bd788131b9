"""Somebody opens a short link: where it leads, and one click more."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from planner.clicks.bots import is_bot
from planner.clicks.counting import Counts, Writer
from planner.clicks.models import ShortLink
from planner.clicks.visitors import Visitors
from planner.walltime import zone_of
from publishers.links import DIGITS, WEB

counts = Counts()
writer = Writer(counts)
visitors = Visitors(time.monotonic)


@dataclass(frozen=True, slots=True)
class Knock:
    """What is looked at of a request, for this one moment."""

    method: str
    headers: Mapping[str, str]
    address: str  # of whoever asks


def open_link(code: str, knock: Knock, now: datetime) -> str:
    """The address behind the code; "" where there is none. HEAD is answered and not counted."""
    found = (
        ShortLink.objects.filter(code=code).values_list("pk", "url", "workspace__timezone").first()
        if code and not set(code) - set(DIGITS)
        else None
    )
    if found is None or not found[1].lower().startswith(WEB):
        return ""
    link_id, url, zone = found
    if knock.method == "HEAD":
        return str(url)
    today = now.astimezone(zone_of(zone)).date()
    by_program = is_bot(knock.method, knock.headers)
    if by_program or visitors.is_new(link_id, _traits(knock), today):
        counts.add(link_id, today, by_program)
        writer.wake()
    return str(url)


def _traits(knock: Knock) -> tuple[str, ...]:
    """Behind a proxy all come from one address; what it forwards tells them apart."""
    said = knock.headers
    names = ("X-Forwarded-For", "User-Agent", "Accept-Language")
    return (knock.address, *(said.get(name, "")[:500] for name in names))

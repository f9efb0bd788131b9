"""What a file would make on a channel: which posts are new, which are there already, which cannot be read."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.past import receipts, rows, table
from planner.past.rows import Mistake, PastPost


@dataclass(frozen=True, slots=True)
class Plan:
    digest: str
    new: tuple[tuple[str, PastPost], ...]  # with their receipt ids
    doubles: tuple[PastPost, ...]
    mistakes: tuple[Mistake, ...]
    ignored: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    without_clock: int

    @property
    def rows(self) -> int:
        return len(self.new) + len(self.doubles) + len(self.mistakes)

    @property
    def years(self) -> list[tuple[int, int]]:
        """(year, new posts in it), in UTC."""
        return sorted(Counter(post.at.year for _receipt, post in self.new).items())


def digest_of(data: bytes, channel: Channel, zone: str) -> str:
    """What was looked at: the same file for the same channel, its times read the same way."""
    return hashlib.sha256(f"{channel.pk}|{zone}|".encode() + data).hexdigest()


def plan(data: bytes, channel: Channel, zone: str, now: datetime) -> Plan:
    """Writes nothing. Raises NotATable, NoZone."""
    read = rows.read(table.read(data), zone, now)
    new, doubles = _sorted(read.posts, channel)
    return Plan(
        digest_of(data, channel, zone),
        tuple(new),
        tuple(doubles),
        read.mistakes,
        read.ignored,
        read.columns,
        read.without_clock,
    )


def _sorted(posts: Iterable[PastPost], channel: Channel) -> tuple[list[tuple[str, PastPost]], list[PastPost]]:
    """Twice: the same receipt or address, or the same words in the same minute, here or in the file."""
    there = _there(channel)
    new: list[tuple[str, PastPost]] = []
    doubles: list[PastPost] = []
    for post in posts:
        own = channel.id_at(post.url)
        receipt = own or receipts.our_id(channel.pk, post.url, post.id, post.at, post.text)
        marks = {receipt, _said(post.at, post.text)} | ({_address(post.url)} if post.url else set())
        if marks & there:
            doubles.append(post)
        else:
            there |= marks
            new.append((receipt, post))
    return new, doubles


def _there(channel: Channel) -> set[str]:
    found: set[str] = set()
    out = Delivery.objects.filter(channel=channel, state="published", taken_back_at=None)
    columns = ("receipt_id", "receipt_url", "published_at", "version__text")
    for receipt, url, at, text in out.values_list(*columns).iterator():
        found.add(receipt)
        if url:
            found.add(_address(url))
        if at:
            found.add(_said(at, text))
    return found


def _address(url: str) -> str:
    return "at " + url.partition("://")[2].rstrip("/").lower()


def _said(at: datetime, text: str) -> str:
    return (
        f"{receipts.minute(at)} {hashlib.sha256(' '.join(text.split()).encode(errors='replace')).hexdigest()}"
    )

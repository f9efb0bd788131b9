"""What a server answered."""

import json
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from publishers.wire import TooMuch


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, whatever its status. Header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON. Raises ValueError, also for a name that is there twice: which one counts?"""
        try:
            return json.loads(self.body, object_pairs_hook=_once)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error

    def fields(self) -> dict[str, Any]:
        """The body's JSON object; empty where it is none."""
        try:
            body = self.json()
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}

    @property
    def date(self) -> datetime | None:
        """The server's clock, from the Date header."""
        return read_date(self.headers.get("date", ""))

    @property
    def clock(self) -> datetime | None:
        """The server's clock at this moment: a cache on the way says how old its Date is."""
        age, date = self.headers.get("age", "0").strip(), self.date
        seconds = int(age) if age.isdecimal() and len(age) < 8 else 0
        return date + timedelta(seconds=seconds) if date else None

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


def read_date(text: str) -> datetime | None:
    """An HTTP date, in UTC; None where it is no date."""
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def read_moment(text: Any) -> datetime | None:
    """A time as most networks write it (ISO 8601), in UTC; None where it cannot be read."""
    try:
        when = datetime.fromisoformat(text)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def moment_at(seconds: Any) -> datetime:
    """The moment so many seconds after 1970, in UTC; 1970 where that is none: strangers write these."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


class Unpacking:
    """A body as it comes in: unpacked, and never more than `most` bytes of it in memory."""

    def __init__(self, encoding: str, most: int) -> None:
        self.body = bytearray()
        self.most = most
        self.unpack = None
        if encoding in ("gzip", "deflate", "x-gzip"):
            self.unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
        elif encoding not in ("", "identity"):
            raise ValueError(f"packed in a way we did not ask for: {encoding}")

    def add(self, chunk: bytes) -> None:
        room = self.most + 1 - len(self.body)
        self.body += self.unpack.decompress(chunk, room) if self.unpack else chunk
        if len(self.body) > self.most:
            raise TooMuch

    def whole(self) -> bytes:
        if self.unpack and self.body and not self.unpack.eof:
            raise ValueError("the packed answer ends too early")
        return bytes(self.body)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("the same name twice")
    return found

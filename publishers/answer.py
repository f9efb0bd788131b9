"""What a server answered."""

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
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

    @property
    def date(self) -> datetime | None:
        """The server's clock, from the Date header."""
        return read_date(self.headers.get("date", ""))

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


def gather(chunks: Iterable[bytes], encoding: str, most: int) -> bytes:
    """The body, unpacked, and never more than `most` bytes of it in memory."""
    unpack = None
    if encoding in ("gzip", "deflate", "x-gzip"):
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
    elif encoding not in ("", "identity"):
        raise ValueError(f"packed in a way we did not ask for: {encoding}")
    body = bytearray()
    for chunk in chunks:
        body += unpack.decompress(chunk, most + 1 - len(body)) if unpack else chunk
        if len(body) > most:
            raise TooMuch
    if unpack and not unpack.eof:
        raise ValueError("the packed answer ends too early")
    return bytes(body)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("the same name twice")
    return found

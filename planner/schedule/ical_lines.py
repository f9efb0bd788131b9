"""Lines of an iCalendar file (RFC 5545, 3.1 and 3.3.11): escaped, and folded at 75 octets. Pure.

The icalendar package writes the same, some ten times slower: a feed has thirty thousand lines.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

WIDTH = 75  # octets, without the line's end
NOT_THERE = re.compile("[\x00-\x09\x0b-\x1f\x7f]")  # controls cannot stand in a calendar


def text(name: str, value: str) -> bytes:
    return line(name, escaped(value))


def texts(name: str, values: Iterable[str]) -> bytes:
    """Several values with commas between them."""
    return line(name, ",".join(map(escaped, values)))


def instant(name: str, at: datetime) -> bytes:
    return line(name, f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}")


def line(name: str, value: str) -> bytes:
    """A value that needs no escape: an address, a number, a word of the standard."""
    whole = f"{name}:{value}".encode()
    if len(whole) <= WIDTH:
        return whole + b"\r\n"
    parts, begin, room = [], 0, WIDTH
    while begin < len(whole):
        end = begin + room
        while end < len(whole) and whole[end] & 0xC0 == 0x80:  # never inside of a letter
            end -= 1
        parts.append(whole[begin:end])
        begin, room = end, WIDTH - 1  # the space that goes on with a line counts
    return b"\r\n ".join(parts) + b"\r\n"


def escaped(value: str) -> str:
    value = value.replace("\r\n", "\n").replace("\r", "\n")  # a carriage return would begin a line
    value = NOT_THERE.sub("", value).replace("\\", "\\\\").replace(";", "\\;")
    return value.replace(",", "\\,").replace("\n", "\\n")

"""TIDs: the names of records in a repository, made so that a repeat makes the very same one.

A TID is 13 characters of base32 that sort by time: 53 bits of microseconds since 1970 and 10 bits that tell
clocks apart (atproto.com, Record Key and TID syntax).
"""

import hashlib
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
CLOCKS = 1_024
LATEST = 2**53 - 1  # microseconds


def moment_for(key: str, moment: datetime) -> datetime:
    """When whatever has this key counts as written: in the millisecond `moment`, at a microsecond of its own.

    The posts of one thread must not have one time, or the author's page shows them wrongly
    (bluesky-social/atproto#2199).
    """
    return moment.replace(microsecond=moment.microsecond // 1_000 * 1_000 + _lot(key) % 1_000)


def tid_for(key: str, moment: datetime) -> str:
    """The TID of whatever has this key and was first prepared at this moment.

    The moment gives the milliseconds; the key gives the microseconds within, and the clock. Two keys at the
    same millisecond meet once in a million; the server then refuses the second, because the records differ.
    """
    return tid(microseconds(moment_for(key, moment)), _lot(key) // 1_000 % CLOCKS)


def tid(microseconds: int, clock: int) -> str:
    """The TID of this moment (since 1970, UTC) on this clock (0 to 1023). Raises ValueError."""
    if not 0 <= microseconds <= LATEST or not 0 <= clock < CLOCKS:
        raise ValueError("no TID can say this moment or this clock")
    number = microseconds * CLOCKS + clock
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(12, -1, -1))


def is_tid(text: str) -> bool:
    """Whether this could be the name of a record. The highest of its 65 bits is always zero."""
    return len(text) == 13 and set(text) <= set(ALPHABET) and text[0] in ALPHABET[:16]


def microseconds(moment: datetime) -> int:
    """Since 1970."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def _lot(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])

"""One file of the corpus, and what is hidden in those that tell too much."""

from dataclasses import dataclass
from typing import Literal

PLACE = b"59.9311N030.3609E"  # where somebody lives
MAKER = b"Secretcam-X100-SN4711"  # and with what they filmed
PAYLOAD = b"<script>alert('intruder')</script><?php system('intruder') ?>"
SECRETS = (PLACE, MAKER, b"intruder")


@dataclass(frozen=True)
class Case:
    """`said` is its name as it is uploaded; `ends`: how it must end, where that is certain."""

    key: str
    data: bytes
    said: str
    ends: Literal["taken", "refused", ""] = ""
    pure: bool = False  # refused by its first bytes, before any process starts


def seeded(length: int, seed: int) -> bytes:
    """Bytes that look like chance and are always the same."""
    from random import Random

    return Random(seed).randbytes(length)

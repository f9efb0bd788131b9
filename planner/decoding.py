"""Text from a file of which nobody says how it is encoded, as Excel and its kin write it. Pure."""

from itertools import pairwise

UPPER = frozenset({0x00, 0x01, 0x03, 0x04, 0x05, 0x20, 0x21, 0x22})  # halves of letters and marks in UTF-16


def decoded(data: bytes) -> str:
    """UTF-8 and UTF-16 with or without a mark; else Windows' Cyrillic, or its Western letters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for name, high in (("utf-16-le", data[1:4096:2]), ("utf-16-be", data[0:4096:2])):
        if 0 in high and set(high) <= UPPER:
            return data.decode(name, errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251" if _looks_cyrillic(data) else "cp1252", errors="replace")


def _looks_cyrillic(data: bytes) -> bool:
    """Cyrillic letters stand beside each other; Western ones with marks stand alone among plain ones."""
    high = [byte >= 0xC0 for byte in data[:200_000]]
    beside = sum(1 for one, other in pairwise(high) if one and other)
    return beside * 2 > sum(high)

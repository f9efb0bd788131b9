"""Colour profiles (ICC.1) cut down to what says how colours look. Pure.

A profile has room for texts: who made it, the device and its number, and whatever a program puts in. So only
the three primaries, the white point and the curves are kept, each cut to its true length. One that is a table
of colours instead has none of these: who asks then converts the picture.
"""

import struct
import sys
from array import array
from itertools import pairwise

POINTS = frozenset({b"wtpt", b"bkpt", b"rXYZ", b"gXYZ", b"bXYZ"})
CURVES = frozenset({b"rTRC", b"gTRC", b"bTRC", b"kTRC"})
NAME = b"desc\0\0\0\0\0\0\0\x08profile\0" + bytes(78)  # what must be there, and says nothing
RIGHTS = b"text\0\0\0\0none\0"
TERMS = (1, 3, 4, 5, 7)  # of the formula of a curve, by its kind
MOST_STEPS = 4096  # of a curve


def trimmed(profile: bytes) -> bytes:
    """Empty where nothing of use is left."""
    (count,) = struct.unpack_from(">I", profile, 128)
    tags = [struct.unpack_from(">4sII", profile, 132 + 12 * at) for at in range(min(count, 100))]
    kept = {name: value for name, at, size in tags if (value := _plain(name, profile[at : at + size]))}
    if not kept.keys() & CURVES:
        return b""
    kept |= {b"desc": NAME, b"cprt": RIGHTS}
    table, body, places = b"", b"", dict[bytes, int]()
    start = 132 + 12 * len(kept)
    for name, value in sorted(kept.items()):
        if value not in places:
            places[value] = start + len(body)
            body += value + bytes(-len(value) % 4)
        table += struct.pack(">4sII", name, places[value], len(value))
    head = bytearray(profile[:128])
    head[0:4] = struct.pack(">I", start + len(body))
    for first, last in (
        (4, 8),
        (24, 36),
        (40, 44),
        (48, 64),
        (80, 128),
    ):  # maker, date, device, what is spare
        head[first:last] = bytes(last - first)
    return bytes(head) + struct.pack(">I", len(kept)) + table + body


def _plain(name: bytes, value: bytes) -> bytes:
    """The value without what hangs on behind it; empty where it is not what its name says."""
    kind, rest = value[:4], value[8:]
    if name in POINTS and kind == b"XYZ " and len(rest) >= 12:
        return kind + bytes(4) + rest[:12]
    if name == b"chad" and kind == b"sf32" and len(rest) >= 36:
        return kind + bytes(4) + rest[:36]
    if name in CURVES and kind == b"para" and len(rest) >= 4 and rest[:1] == b"\0" and rest[1] < len(TERMS):
        formula = rest[4 : 4 + 4 * TERMS[rest[1]]]
        return kind + bytes(4) + rest[:2] + bytes(2) + formula
    if name in CURVES and kind == b"curv" and len(rest) >= 4:
        return _curve(rest)
    return b""


def _curve(rest: bytes) -> bytes:
    """Its steps only go up: letters do not."""
    steps = int.from_bytes(rest[:4], "big")
    if steps > MOST_STEPS or len(rest) < 4 + 2 * steps:
        return b""
    heights = array("H", rest[4 : 4 + 2 * steps])
    if sys.byteorder == "little":
        heights.byteswap()
    if any(one > after for one, after in pairwise(heights)):
        return b""
    return b"curv" + bytes(4) + rest[: 4 + 2 * steps]

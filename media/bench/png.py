"""PNG with only the chunks that say how it looks. Pure.

Texts are not looked at: some are bombs, and programs that make pictures write megabytes of honest ones. A
profile that unfolds to more than Pillow reads goes, too, and of an animation all but its first picture.
"""

import struct
import zlib

from media.bench.unfit import Unfit

KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"sBIT"})
MOST_PROFILE = 1024 * 1024  # bytes, unfolded
MOST_EXIF = 64 * 1024


def bare(raw: bytes) -> bytes:
    """Raises Unfit where it ends too soon."""
    whole, at, size = memoryview(raw), 8, len(raw)
    kept = [whole[:8]]
    while at < size:
        if size - at < 12:
            raise Unfit("cut")
        length, kind = struct.unpack_from(">I4s", raw, at)
        end = at + 12 + length
        if end > size:
            raise Unfit("cut")
        if kind in KEPT or _is_small(kind, whole[at + 8 : end - 4]):
            kept.append(whole[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end
    raise Unfit("cut")


def _is_small(kind: bytes, said: memoryview) -> bool:
    if kind == b"eXIf":  # which way up
        return len(said) <= MOST_EXIF
    if kind != b"iCCP":
        return False
    try:
        unfolding = zlib.decompressobj()
        unfolding.decompress(bytes(said).split(b"\0", 1)[1][1:], MOST_PROFILE)
    except (zlib.error, IndexError):
        return False
    return unfolding.eof

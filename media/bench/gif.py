"""GIF, frame for frame: each one decoded and encoded anew with its own colours. Pure Pillow.

One frame is held at a time, so 500 take no more memory than one; and no colour is lost, because a frame's
numbers of colours stay what they are. Comments, texts and whatever programs put in between are not copied.
"""

import io
import struct
from dataclasses import dataclass
from typing import Any

from PIL import GifImagePlugin, Image

from media.bench.unfit import Unfit

MOST_FRAMES = 500
MOST_PIXELS = 50_000_000  # width × height
MOST_MOVING_PIXELS = 150_000_000  # width × height × frames
END = b";"


@dataclass
class Reader:
    """Bytes that are read forward. Raises Unfit where they end too soon."""

    raw: bytes
    at: int = 0

    def take(self, size: int) -> bytes:
        self.at += size
        if self.at > len(self.raw):
            raise Unfit("cut")
        return self.raw[self.at - size : self.at]

    def pieces(self) -> bytes:
        """The blocks of at most 255 bytes up to an empty one, as they are."""
        start = self.at
        while size := self.take(1)[0]:
            self.take(size)
        return self.raw[start : self.at]


def rewritten(raw: bytes) -> tuple[dict[str, Any], bytes]:
    """Facts and clean bytes. Raises Unfit, and what Pillow raises."""
    reader = Reader(raw, 6)
    width, height, flags, ground, _shape = struct.unpack("<HHBBB", reader.take(7))
    if not width or not height:
        raise Unfit("broken")
    if width * height > MOST_PIXELS:
        raise Unfit("pixels")
    colours = _colours(reader, flags)
    out = io.BytesIO()
    out.write(b"GIF89a" + struct.pack("<HHBBB", width, height, flags & 0x87 | 0x70, ground, 0) + colours)
    frames, loop, control = 0, -1, b""
    while (mark := reader.take(1) if reader.at < len(raw) or not frames else END) != END:
        if mark == b"!":
            label = reader.take(1)
            said = reader.pieces()
            if label == b"\xf9" and said[0] == 4:
                control = said
            elif said[1:12] == b"NETSCAPE2.0" and loop < 0 and not frames and said[12:14] == b"\x03\x01":
                loop = struct.unpack("<H", said[14:16])[0]
                out.write(b"!\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<H", loop) + b"\0")
        elif mark == b",":
            frames += 1
            if frames > MOST_FRAMES:
                raise Unfit("frames")
            if frames * width * height > MOST_MOVING_PIXELS:
                raise Unfit("moving-pixels")
            _frame(reader, out, (width, height), colours, control)
            control = b""
        else:
            raise Unfit("broken")
    if not frames:
        raise Unfit("broken")
    out.write(END)
    facts = {"content_type": "image/gif", "width": width, "height": height, "frames": frames}
    return facts, out.getvalue()


def _colours(reader: Reader, flags: int) -> bytes:
    return reader.take(3 * 2 ** ((flags & 7) + 1)) if flags & 0x80 else b""


def _frame(reader: Reader, out: io.BytesIO, canvas: tuple[int, int], shared: bytes, control: bytes) -> None:
    """What lies outside of the canvas is cut off, as browsers do."""
    left, top, width, height, flags = struct.unpack("<HHHHB", reader.take(9))
    own = _colours(reader, flags)
    colours = own or shared
    if not colours or not width or not height or left >= canvas[0] or top >= canvas[1]:
        raise Unfit("broken")
    if width * height > max(canvas[0] * canvas[1] * 4, 10_000):
        raise Unfit("broken")  # a frame that is much larger than what is seen of it
    bits = (len(colours) // 3).bit_length() - 2
    alone = (
        b"GIF89a"
        + struct.pack("<HHBBB", width, height, 0x80 | 0x70 | bits, 0, 0)
        + colours
        + b","
        + struct.pack("<HHHHB", 0, 0, width, height, flags & 0x40)
        + reader.take(1)  # how many bits the numbers of colours have at first
        + reader.pieces()
        + END
    )
    with Image.open(io.BytesIO(alone), formats=["GIF"]) as picture:
        picture.load()
        seen = picture.crop((0, 0, min(width, canvas[0] - left), min(height, canvas[1] - top)))
    if control:
        packed, wait, clear = struct.unpack("<BHB", control[1:5])
        out.write(b"!\xf9\x04" + struct.pack("<BHB", packed & 0x1D, wait, clear) + b"\0")
    _where, *numbers = GifImagePlugin.getdata(seen)
    own_bits = 0x80 | bits if own else 0
    out.write(b"," + struct.pack("<HHHHB", left, top, *seen.size, own_bits) + own)
    out.writelines(numbers)

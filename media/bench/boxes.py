"""The boxes that MP4 and MOV files are made of (ISO/IEC 14496-12, 4.2): found, and emptied. Pure.

A box is a size (4 bytes, or 8 more after the kind when the size is 1), a kind (4 letters) and what is in
it. What is not wanted becomes a `free` box of zeros: nothing moves, so every place that the file names
stays right.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from media.bench.unfit import Unfit

MOST_BOXES = 5_000  # in one file; telephones write about a hundred


@dataclass(frozen=True, slots=True)
class Box:
    """Where a box is in a file or in a piece of it: places in bytes."""

    kind: bytes
    start: int
    body: int
    end: int


@dataclass
class Boxes:
    """Boxes inside `bytes`, which may be changed in place."""

    data: bytearray
    left: int = MOST_BOXES

    def inside(self, first: int, last: int) -> Iterator[Box]:
        """The boxes from one place to another. They must fill it. Raises Unfit."""
        at = first
        while at < last:
            if last - at < 8 and not any(self.data[at:last]):
                return  # QuickTime ends lists with four zeros
            head = bytes(self.data[at : min(at + 16, last)])
            box = box_at(head, at, last)
            self.left -= 1
            if self.left < 0:
                raise Unfit("film-broken")
            yield box
            at = box.end

    def one(self, kind: bytes, parent: Box, skip: int = 0) -> Box:
        """The only box of a kind. Raises Unfit when there is none, or two."""
        found = [box for box in self.inside(parent.body + skip, parent.end) if box.kind == kind]
        if len(found) != 1:
            raise Unfit("film-broken")
        return found[0]

    def number(self, at: int, size: int, box: Box) -> int:
        if at + size > box.end:
            raise Unfit("film-broken")
        return int.from_bytes(self.data[at : at + size], "big")

    def zero(self, first: int, last: int, box: Box) -> None:
        if last > box.end:
            raise Unfit("film-broken")
        self.data[first:last] = bytes(last - first)

    def empty(self, box: Box) -> None:
        self.data[box.start + 4 : box.start + 8] = b"free"
        self.data[box.body : box.end] = bytes(box.end - box.body)

    def keep_only(self, kinds: frozenset[bytes], parent: Box, skip: int = 0) -> list[Box]:
        """The boxes of these kinds; every other one is emptied."""
        kept = []
        for box in list(self.inside(parent.body + skip, parent.end)):
            if box.kind in kinds:
                kept.append(box)
            else:
                self.empty(box)
        return kept


def box_at(head: bytes, at: int, last: int) -> Box:
    """The box that starts with these bytes (16, or fewer at the end) and must end by `last`. Raises Unfit."""
    if len(head) < 8:
        raise Unfit("film-cut")
    size, kind, length = int.from_bytes(head[:4], "big"), head[4:8], 8
    if size == 1:
        if len(head) < 16:
            raise Unfit("film-cut")
        size, length = int.from_bytes(head[8:16], "big"), 16
    elif size == 0:
        size = last - at  # up to the end
    if size < length:
        raise Unfit("film-broken")
    if at + size > last:
        raise Unfit("film-cut")
    return Box(kind, at, at + length, at + size)

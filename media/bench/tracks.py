"""One track of an MP4 or MOV: what it holds, how long it is, where its samples are. Cleaned in place."""

import sys
from array import array
from dataclasses import dataclass

from media.bench.boxes import Box, Boxes
from media.bench.unfit import Unfit

Span = tuple[int, int]  # from one place of the file to another, bytes
SEEN = frozenset({b"avc1", b"avc3", b"hvc1", b"hev1", b"vp09", b"av01"})
HEARD = frozenset({b"mp4a", b"ac-3", b"ec-3", b"alac", b"Opus", b"fLaC", b".mp3"})
PLAIN = frozenset({b"sowt", b"twos", b"lpcm", b"in24", b"in32", b"fl32", b"raw ", b"ipcm"})  # not packed
LOCKED = frozenset({b"encv", b"enca", b"drmi", b"drms"})
LARGEST_SIDE = 8192  # pixels
MOST_SAMPLES = 2_000_000  # ten minutes at 60 frames a second are 36 000
MOST_CUTS = 1_000

TRAK = frozenset({b"tkhd", b"edts", b"mdia"})
MDIA = frozenset({b"mdhd", b"hdlr", b"minf"})
MINF = frozenset({b"vmhd", b"smhd", b"hdlr", b"dinf", b"stbl"})
STBL = frozenset(b"stsd stts ctts cslg stsc stsz stz2 stco co64 stss stps sdtp sgpd sbgp".split())
ABOUT_PICTURES = frozenset(b"avcC hvcC vpcC av1C colr pasp clap btrt fiel mdcv clli dvcC dvvC gama".split())


@dataclass(frozen=True)
class Sound:
    seconds: float
    spans: list[Span]


@dataclass(frozen=True)
class Track:
    """What is seen; turned as it is shown."""

    width: int
    height: int
    seconds: float
    spans: list[Span]


def track_of(boxes: Boxes, trak: Box, scale: int, wanted: bool) -> Track | Sound | None:
    """None: nothing that is seen or heard, or a second film while only one is wanted. Raises Unfit.

    `scale`: ticks of the film in a second.
    """
    mdia = boxes.one(b"mdia", trak)
    hdlr = boxes.one(b"hdlr", mdia)
    what = bytes(boxes.data[hdlr.body + 8 : hdlr.body + 12])
    if what not in {b"vide", b"soun"}:
        return None
    minf = boxes.one(b"minf", mdia)
    stbl = boxes.one(b"stbl", minf)
    stsd = boxes.one(b"stsd", stbl)
    entry = next(boxes.inside(stsd.body + 8, stsd.end), None)
    if entry is None or boxes.number(stsd.body + 4, 4, stsd) != 1:
        raise Unfit("film-broken")
    if entry.kind in LOCKED:
        raise Unfit("film-locked")
    if what == b"vide" and entry.kind not in SEEN:
        if entry.kind in {b"jpeg", b"png "}:
            return None  # the picture on the cover
        raise Unfit("film-codec")
    if what == b"soun" and entry.kind not in HEARD | PLAIN:
        raise Unfit("film-sound")
    if what == b"vide" and not wanted:
        return None
    turned = _bare_track(boxes, trak, mdia, minf, stbl)
    seconds = _seconds(boxes, boxes.one(b"mdhd", mdia), boxes.one(b"stts", stbl))
    _cuts(boxes, trak, scale, seconds)
    if what == b"soun":
        return Sound(seconds, _spans(boxes, stbl, _plain_frame(boxes, entry)))
    sides = boxes.number(entry.body + 24, 2, entry), boxes.number(entry.body + 26, 2, entry)
    if not all(0 < side <= LARGEST_SIDE for side in sides):
        raise Unfit("film-size")
    boxes.zero(entry.body + 42, entry.body + 74, entry)  # the encoder's name, often the camera's
    for box in boxes.keep_only(ABOUT_PICTURES, entry, skip=78):
        if box.kind == b"colr" and bytes(boxes.data[box.body : box.body + 4]) not in {b"nclx", b"nclc"}:
            boxes.empty(box)
    width, height = reversed(sides) if turned else sides
    return Track(width, height, seconds, _spans(boxes, stbl, 0))


def _bare_track(boxes: Boxes, trak: Box, mdia: Box, minf: Box, stbl: Box) -> bool:
    """Only what shows it stays; times and names of who made it are zero. Whether it is shown on its side."""
    for parent, kinds in ((trak, TRAK), (mdia, MDIA), (minf, MINF), (stbl, STBL)):
        for box in boxes.keep_only(kinds, parent):
            if box.kind == b"hdlr":
                boxes.zero(box.body + 12, box.end, box)
    dinf = boxes.one(b"dinf", minf)
    dref = boxes.one(b"dref", dinf)
    for box in boxes.inside(dref.body + 8, dref.end):
        if not boxes.number(box.body, 4, box) & 1:
            raise Unfit("film-outside")
        boxes.zero(box.body + 4, box.end, box)
    for head in (boxes.one(b"tkhd", trak), boxes.one(b"mdhd", mdia)):
        wide = 8 if boxes.number(head.body, 1, head) == 1 else 4
        boxes.zero(head.body + 4, head.body + 4 + 2 * wide, head)
    tkhd = boxes.one(b"tkhd", trak)
    matrix = tkhd.body + (52 if boxes.number(tkhd.body, 1, tkhd) == 1 else 40)
    across, down = boxes.number(matrix, 4, tkhd), boxes.number(matrix + 4, 4, tkhd)
    return across == 0 and down != 0


def _seconds(boxes: Boxes, mdhd: Box, stts: Box) -> float:
    """As its header says, or as its samples add up, whichever is longer."""
    wide = 8 if boxes.number(mdhd.body, 1, mdhd) == 1 else 4
    scale = boxes.number(mdhd.body + 4 + 2 * wide, 4, mdhd)
    told = boxes.number(mdhd.body + 8 + 2 * wide, wide, mdhd)
    if not scale:
        raise Unfit("film-broken")
    pairs = _table(boxes, stts, 8, boxes.number(stts.body + 4, 4, stts), 2)
    added = sum(pairs[at] * pairs[at + 1] for at in range(0, len(pairs), 2))
    return max(added, 0 if told == 256**wide - 1 else told) / scale


def _cuts(boxes: Boxes, trak: Box, scale: int, seconds: float) -> None:
    """A list of cuts may not show more than there is."""
    for edts in [box for box in boxes.inside(trak.body, trak.end) if box.kind == b"edts"]:
        elst = boxes.one(b"elst", edts)
        wide = 8 if boxes.number(elst.body, 1, elst) == 1 else 4
        count, at, shown = boxes.number(elst.body + 4, 4, elst), elst.body + 8, 0
        if count > MOST_CUTS:
            raise Unfit("film-cuts")
        for _cut in range(count):
            length, start = boxes.number(at, wide, elst), boxes.number(at + wide, wide, elst)
            if boxes.number(at + 2 * wide, 4, elst) not in {0x10000, 0}:
                raise Unfit("film-cuts")  # slow or fast motion
            shown += length if start != 256**wide - 1 else 0
            at += 2 * wide + 4
        if shown / scale > seconds + 1:
            raise Unfit("film-cuts")


def _plain_frame(boxes: Boxes, entry: Box) -> int:
    """Bytes of one moment of sound that is not packed: QuickTime counts it as 1. 0 for others."""
    if entry.kind not in PLAIN:
        return 0
    version = boxes.number(entry.body + 8, 2, entry)
    if version == 1:
        return boxes.number(entry.body + 36, 4, entry)
    if version == 2:
        return boxes.number(entry.body + 56, 4, entry)
    return boxes.number(entry.body + 16, 2, entry) * boxes.number(entry.body + 18, 2, entry) // 8


def _spans(boxes: Boxes, stbl: Box, frame: int) -> list[Span]:
    """Where the samples of every chunk are."""
    sizes, same, count = _sizes(boxes, stbl)
    same = max(same, frame) if same else 0
    kinds = {box.kind: box for box in boxes.inside(stbl.body, stbl.end)}
    places = kinds.get(b"co64") or kinds.get(b"stco")
    if places is None or count < 1:
        raise Unfit("film-broken")
    wide = 8 if places.kind == b"co64" else 4
    starts = _table(boxes, places, 8, boxes.number(places.body + 4, 4, places), 1, wide)
    stsc = boxes.one(b"stsc", stbl)
    runs = _table(boxes, stsc, 8, boxes.number(stsc.body + 4, 4, stsc), 3)
    spans, done = [], 0
    for at in range(0, len(runs), 3):
        first, many = runs[at], runs[at + 1]
        last = runs[at + 3] if at + 3 < len(runs) else len(starts) + 1
        if not 0 < first < last <= len(starts) + 1 or (at == 0 and first != 1):
            raise Unfit("film-broken")
        for start in starts[first - 1 : last - 1]:
            now = min(many, count - done)
            length = now * same if same else sum(sizes[done : done + now])
            spans.append((start, start + length))
            done += now
    if done < count:
        raise Unfit("film-cut")
    return [span for span in spans if span[1] > span[0]]


def _sizes(boxes: Boxes, stbl: Box) -> tuple["array[int]", int, int]:
    """Of each sample, or the one of all, and how many there are."""
    kinds = {box.kind: box for box in boxes.inside(stbl.body, stbl.end)}
    if b"stsz" not in kinds:
        raise Unfit("film-broken")  # stz2 is in no file that a camera or a program of today makes
    stsz = kinds[b"stsz"]
    same, count = boxes.number(stsz.body + 4, 4, stsz), boxes.number(stsz.body + 8, 4, stsz)
    return (array("I"), same, count) if same else (_table(boxes, stsz, 12, count, 1), 0, count)


def _table(boxes: Boxes, box: Box, skip: int, rows: int, columns: int, wide: int = 4) -> "array[int]":
    """Numbers that stand one after another. Raises Unfit when there are not so many."""
    first = box.body + skip
    last = first + rows * columns * wide
    if last > box.end or rows > MOST_SAMPLES:
        raise Unfit("film-broken")
    numbers = array("Q" if wide == 8 else "I", bytes(boxes.data[first:last]))
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers

"""Make somebody's video clean, in place. Pure Python; runs at the bench (__main__.py).

Nothing is decoded: the pictures and the sound stay as they are, bit for bit. What tells where, when and
with what it was filmed goes: only boxes on our lists stay (media/tracks.py), times are zero, and of the
samples only those of the one video track and of sound tracks stay; every other byte of the file becomes
zero. So a track of places (gpmd, camm, mett), `udta`, `©xyz`, `loci`, `meta`, XMP and what a camera hid
between samples are all gone.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from media.bench.boxes import Box, Boxes, box_at
from media.bench.probe import probe
from media.bench.tracks import Sound, Span, Track, track_of
from media.bench.unfit import Unfit

MOST_SECONDS = 600
LARGEST_MOOV = 32 * 1024 * 1024  # bytes; ten minutes at 60 frames a second take one or two
MOST_TOP = 2_000  # boxes outside of others
MOST_TRACKS = 20
TOP = frozenset({b"ftyp", b"moov", b"mdat"})
MOOV = frozenset({b"mvhd", b"trak"})
BRANDS = frozenset(
    {b"iso" + bytes([digit]) for digit in b"m23456789"}
    | {b"mp41", b"mp42", b"avc1", b"hvc1", b"hev1", b"av01", b"M4V ", b"qt  ", b"MSNV"}
)
BLOCK = bytes(1024 * 1024)


def clean(path: Path) -> dict[str, Any]:
    """Facts about the film at this path, which is clean afterwards. Raises Unfit."""
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        top = list(_top(file, size))
        by_kind = {kind: [box for box in top if box.kind == kind] for kind in (*TOP, b"moof")}
        if by_kind[b"moof"]:
            raise Unfit("film-pieces")
        if len(by_kind[b"moov"]) != 1 or len(by_kind[b"ftyp"]) != 1 or not by_kind[b"mdat"]:
            raise Unfit("film-broken")
        (moov,) = by_kind[b"moov"]
        if moov.end - moov.start > LARGEST_MOOV:
            raise Unfit("film-broken")
        file.seek(moov.start)
        boxes = Boxes(bytearray(file.read(moov.end - moov.start)))
        facts, spans = _film(boxes, Box(b"moov", 0, moov.body - moov.start, len(boxes.data)))
        gaps = _gaps(spans, [(box.body, box.end) for box in by_kind[b"mdat"]])
        file.seek(moov.start)
        file.write(boxes.data)
        _brands(file, by_kind[b"ftyp"][0])
        for box in top:
            if box.kind not in TOP:
                file.seek(box.start + 4)
                file.write(b"free")
                gaps.append((box.body, box.end))
        for first, last in gaps:
            _zero(file, first, last)
    return facts


def _top(file: IO[bytes], size: int) -> Iterator[Box]:
    at = count = 0
    while at < size:
        file.seek(at)
        box = box_at(file.read(16), at, size)
        count += 1
        if count > MOST_TOP:
            raise Unfit("film-broken")
        yield box
        at = box.end


def _film(boxes: Boxes, moov: Box) -> tuple[dict[str, Any], list[Span]]:
    """Facts, and where in the file the samples are that stay. Cleans the moov box."""
    if any(box.kind == b"mvex" for box in boxes.inside(moov.body, moov.end)):
        raise Unfit("film-pieces")
    kept = boxes.keep_only(MOOV, moov)
    scale, seconds = _header(boxes, boxes.one(b"mvhd", moov))
    traks = [box for box in kept if box.kind == b"trak"]
    if len(traks) > MOST_TRACKS:
        raise Unfit("film-broken")
    tracks: list[Track | Sound] = []
    seen: Track | None = None
    for trak in traks:
        track = track_of(boxes, trak, scale, wanted=seen is None)
        if track is None:
            boxes.empty(trak)
            continue
        tracks.append(track)
        if isinstance(track, Track):
            seen = track
    if seen is None:
        raise Unfit("film-nothing-seen")
    seconds = max(seconds, *(track.seconds for track in tracks))
    if seconds > MOST_SECONDS:
        raise Unfit("film-long")
    if seen.seconds <= 0:
        raise Unfit("film-broken")
    facts = {"width": seen.width, "height": seen.height, "seconds": round(seconds, 3), "frames": 1}
    return facts, [span for track in tracks for span in track.spans]


def _header(boxes: Boxes, mvhd: Box) -> tuple[int, float]:
    """Ticks in a second, and seconds. Forgets when it was made."""
    wide = 8 if boxes.number(mvhd.body, 1, mvhd) == 1 else 4
    at = mvhd.body + 4
    boxes.zero(at, at + 2 * wide, mvhd)
    scale = boxes.number(at + 2 * wide, 4, mvhd)
    ticks = boxes.number(at + 2 * wide + 4, wide, mvhd)
    if not scale:
        raise Unfit("film-broken")
    boxes.zero(at + 3 * wide + 14, at + 3 * wide + 24, mvhd)  # reserved
    boxes.zero(at + 3 * wide + 60, at + 3 * wide + 84, mvhd)  # previews and selections of an editor
    return scale, 0 if ticks == 256**wide - 1 else ticks / scale


def _gaps(spans: list[Span], rooms: list[Span]) -> list[Span]:
    """What of the rooms no span fills. Every span must lie in a room. Raises Unfit."""
    gaps, spans, at = [], sorted(spans), 0
    for first, last in sorted(rooms):
        reached = first
        while at < len(spans) and spans[at][0] < last:
            start, end = spans[at]
            if start < first or end > last:
                raise Unfit("film-cut")
            if start > reached:
                gaps.append((reached, start))
            reached = max(reached, end)
            at += 1
        if reached < last:
            gaps.append((reached, last))
    if at < len(spans):
        raise Unfit("film-cut")
    return gaps


def _brands(file: IO[bytes], ftyp: Box) -> None:
    """Names of formats that nobody knows say something else."""
    file.seek(ftyp.body)
    told = file.read(min(ftyp.end - ftyp.body, 1024))
    own = told[:4] if told[:4] in BRANDS else b"isom"
    others = [told[at : at + 4] for at in range(8, len(told) - 3, 4)]
    said = own + bytes(4) + b"".join(name if name in BRANDS else own for name in others)
    file.seek(ftyp.body)
    file.write(said[: ftyp.end - ftyp.body])
    _zero(file, file.tell(), ftyp.end)


def _zero(file: IO[bytes], first: int, last: int) -> None:
    file.seek(first)
    while first < last:
        first += file.write(BLOCK[: last - first])


def job(order: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The bench's job "film": the order names the path."""
    path = Path(order["path"])
    facts = clean(path)
    return facts | {"film": probe(path)}, []

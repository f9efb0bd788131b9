"""Videos, box by box: good ones, ones that tell too much, and ones that lie."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.media.hostile.case import MAKER, PAYLOAD, PLACE, Case, seeded

FRAMES = 30  # each of so many bytes:
FRAME = 200
PICTURES = b"".join(seeded(FRAME, n) for n in range(FRAMES))
SOUND = seeded(FRAMES * 50, 99)
WHEN = 0xDEADBEEF  # a time somebody might not want to tell


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def full(kind: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def numbers(*them: int) -> bytes:
    return struct.pack(f">{len(them)}I", *them)


MATRIX = numbers(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
ON_ITS_SIDE = numbers(0, 0x10000, 0, 0xFFFF0000, 0, 0, 0, 0, 0x40000000)


def video_entry(codec: bytes = b"avc1", size: tuple[int, int] = (640, 360), inside: bytes = b"") -> bytes:
    name = bytes([len(MAKER)]) + MAKER.ljust(31, b"\0")
    head = bytes(6) + struct.pack(">H", 1) + bytes(16) + struct.pack(">HH", *size)
    tail = numbers(0x480000, 0x480000, 0) + struct.pack(">H", 1) + name + struct.pack(">Hh", 24, -1)
    return box(codec, head, tail, box(b"avcC", b"\1\x64\0\x1f\xff\xe1\0\0\1\0\0"), inside)


def sound_entry(codec: bytes = b"mp4a") -> bytes:
    return box(codec, bytes(6), struct.pack(">HIIHHHHI", 1, 0, 0, 2, 16, 0, 0, 44100 << 16))


SELF = full(b"dref", numbers(1), full(b"url ", flags=1))


@dataclass
class Reel:
    """One track: how it is told of, and its bytes."""

    handler: bytes = b"vide"
    entry: bytes = field(default_factory=video_entry)
    data: bytes = PICTURES
    frame: int = FRAME
    ticks: int = 100  # of 600 a second, each frame
    told: int | None = None  # duration in the header, if it is not the sum
    edits: bytes = b""
    dref: bytes = SELF
    more: bytes = b""  # boxes in trak
    in_stbl: bytes = b""
    matrix: bytes = MATRIX
    sizes: list[int] | None = None
    scale: int = 600

    def trak(self, at: int) -> bytes:
        count = len(self.data) // self.frame
        sizes = [self.frame] * count if self.sizes is None else self.sizes
        long = count * self.ticks if self.told is None else self.told
        stbl = box(
            b"stbl",
            full(b"stsd", numbers(1), self.entry),
            full(b"stts", numbers(1, count, self.ticks)),
            full(b"stsc", numbers(1, 1, count, 1)),
            full(b"stsz", numbers(0, len(sizes), *sizes)),
            full(b"stco", numbers(1, at)),
            self.in_stbl,
        )
        minf = box(b"minf", full(b"vmhd", bytes(8), flags=1), box(b"dinf", self.dref), stbl)
        hdlr = full(b"hdlr", bytes(4), self.handler, bytes(12), MAKER + b"\0")
        mdhd = full(b"mdhd", numbers(WHEN, WHEN, self.scale, long), bytes(4))
        tkhd = numbers(WHEN, WHEN, 1, 0, long) + bytes(16) + self.matrix + numbers(640 << 16, 360 << 16)
        return box(
            b"trak", full(b"tkhd", tkhd, flags=3), self.edits, box(b"mdia", mdhd, hdlr, minf), self.more
        )


def places(handler: bytes = b"meta", codec: bytes = b"gpmd") -> Reel:
    """A track of where it was, as action cameras write."""
    data = (b"GPS5" + PLACE + MAKER).ljust(100, b"\0") * 5
    return Reel(handler, box(codec, bytes(6), b"\0\1"), data, 100)


def heard(**how: Any) -> Reel:
    return Reel(b"soun", sound_entry(), SOUND, 50, **how)


def film(*reels: Reel, moov: bytes = b"", top: bytes = b"", brand: bytes = b"isom", **how: Any) -> bytes:
    """ftyp, mdat, moov. `how`: told (duration), scale, head (for mvhd), gap (between samples)."""
    reels = reels or (Reel(), heard())
    start = box(b"ftyp", brand, numbers(512), b"isom", brand) + top
    gap: bytes = how.get("gap", b"")
    at, data, traks = len(start) + 8, b"", []
    for reel in reels:
        traks.append(reel.trak(at + len(data)))
        data += reel.data + gap
    told = how.get("told", 3000)
    mvhd = full(b"mvhd", numbers(WHEN, WHEN, how.get("scale", 600), told), bytes(12 + 64 + 4))
    return start + box(b"mdat", data) + box(b"moov", how.get("head", mvhd), *traks, moov)


def edit(*cuts: tuple[int, int], rate: int = 0x10000) -> bytes:
    rows = b"".join(numbers(length, start & 0xFFFFFFFF, rate) for length, start in cuts)
    return box(b"edts", full(b"elst", numbers(len(cuts)), rows))


def telling() -> dict[str, bytes]:
    """Films that are taken, and must not tell."""
    xyz = box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0x15C7), PLACE)
    keys = full(b"keys", numbers(1), box(b"mdta", b"com.apple.quicktime.location.ISO6709"))
    meta = full(b"meta", keys, box(b"ilst", box(b"\0\0\0\1", box(b"data", bytes(8), PLACE))))
    loci = box(b"udta", full(b"loci", b"\x15\xc7\0\0", bytes(12), PLACE))
    xmp = box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), b"<x:xmpmeta>", PLACE)
    return {
        "plain": film(),
        "xyz": film(moov=box(b"udta", xyz, box(b"\xa9mak", MAKER))),
        "loci": film(moov=loci),
        "apple": film(moov=meta, brand=b"qt  "),
        "in-track": film(Reel(more=box(b"udta", xyz) + meta), heard()),
        "xmp": film(moov=xmp, top=xmp),
        "gpmd": film(Reel(), places(), heard()),
        "camm": film(Reel(), places(b"camm", b"camm")),
        "mett": film(Reel(), places(b"meta", b"mett"), places(b"text", b"text")),
        "tmcd": film(Reel(), places(b"tmcd", b"tmcd")),
        "between": film(gap=b"freeGPS " + PLACE + MAKER),
        "top-free": film(top=box(b"free", PLACE) + box(b"skip", MAKER) + box(b"gps0", PLACE)),
        "after": film() + box(b"udta", xyz) + box(b"mdat", PAYLOAD + PLACE),
        "in-entry": film(Reel(entry=video_entry(inside=box(b"uuid", PLACE) + box(b"glbl", MAKER)))),
        "icc": film(Reel(entry=video_entry(inside=box(b"colr", b"prof", MAKER)))),
        "in-stbl": film(Reel(in_stbl=box(b"uuid", PLACE))),
        "on-its-side": film(Reel(matrix=ON_ITS_SIDE), heard()),
        "late": film(Reel(edits=edit((600, -1), (3000, 0))), heard()),
        "brands": film(brand=b"qt  ").replace(b"isom", b"GPS!", 1),
        "named-alias": film(Reel(dref=full(b"dref", numbers(1), full(b"alis", MAKER, flags=1)))),
        "hevc": film(Reel(entry=video_entry(b"hvc1"))),
        "av1": film(Reel(entry=video_entry(b"av01"))),
        "two-films": film(Reel(), Reel(data=(PLACE + MAKER).ljust(200, b"\0") * 3)),
        "cover": film(Reel(), Reel(entry=video_entry(b"jpeg"), data=PAYLOAD.ljust(200, b"\0"))),
    }


def lying() -> dict[str, bytes]:
    """Films that must be refused."""
    good = film()
    outside = full(b"dref", numbers(1), full(b"url ", b"file:///etc/passwd\0"))
    deep = b""
    for _level in range(10_000):
        deep = box(b"trak", deep)
    sized = {
        f"size-{n}": box(b"ftyp", b"isom", bytes(4)) + numbers(n) + b"moov" + bytes(50) for n in (0, 2, 7)
    }
    huge = {
        f"long-size-{n}": box(b"ftyp", b"isom", bytes(4)) + numbers(1) + b"mdat" + struct.pack(">Q", n)
        for n in (0, 1, 15, 2**31, 2**62, 2**63, 2**64 - 1)
    }
    wide = numbers(0, WHEN, 0, WHEN, 600) + struct.pack(">Q", 600_000_000_000) + bytes(80)
    no_samples = Reel(sizes=[])
    return (
        sized
        | huge
        | {
            "duration-1e9": film(told=4_000_000_000, scale=4),
            "duration-64-bit": film(head=full(b"mvhd", wide, version=1)),
            "duration-track": film(Reel(told=4_000_000_000)),
            "duration-samples": film(Reel(ticks=4_000_000_000, told=3_000)),
            "duration-zero": film(Reel(ticks=0), told=0),
            "scale-0": film(scale=0),
            "scale-0-track": film(Reel(scale=0)),
            "deep": box(b"ftyp", b"isom", bytes(4)) + box(b"mdat", b"x") + box(b"moov", deep),
            "deep-in-film": film(moov=deep) + b"x",
            "many": film(moov=box(b"free") * 20_000),
            "many-top": film() + box(b"free") * 5_000,
            "many-tracks": film(*[Reel(data=PICTURES[:FRAME])] * 40),
            "edits-longer": film(Reel(edits=edit((400_000, 0)))),
            "edits-repeat": film(Reel(edits=edit(*[(3000, 0)] * 500))),
            "edits-many": film(Reel(edits=edit(*[(0, 0)] * 5_000))),
            "edits-count": film(Reel(edits=box(b"edts", full(b"elst", numbers(0xFFFFFFFF))))),
            "edits-slow": film(Reel(edits=edit((3000, 0), rate=0x100))),
            "outside": film(Reel(dref=outside)),
            "locked": film(Reel(entry=video_entry(b"encv"))),
            "old-codec": film(Reel(entry=video_entry(b"mp4v"))),
            "no-codec": film(Reel(entry=video_entry(b"\0\0\0\0"))),
            "odd-sound": film(Reel(), Reel(b"soun", sound_entry(b"samr"), SOUND, 50)),
            "only-sound": film(heard()),
            "only-places": film(places()),
            "no-size": film(Reel(entry=video_entry(size=(0, 0)))),
            "giant": film(Reel(entry=video_entry(size=(65_535, 65_535)))),
            "pieces": film(moov=box(b"mvex", full(b"trex", bytes(20)))),
            "moof": film() + box(b"moof", full(b"mfhd", numbers(1))),
            "no-moov": good[: good.index(b"moov") - 4],
            "two-moovs": good + good[good.index(b"moov") - 4 :],
            "no-mdat": good.replace(b"mdat", b"free", 1),
            "samples-outside": film(Reel(sizes=[FRAME] * (FRAMES - 1) + [10_000_000])),
            "samples-none": film(no_samples),
            "samples-count": film().replace(
                full(b"stsz", numbers(0, FRAMES))[8:], full(b"stsz", numbers(0, 2**31))[8:], 1
            ),
            "samples-4-billion": film().replace(numbers(0, FRAMES, FRAME), numbers(1, 0xFFFFFFFF, FRAME), 1),
            "chunk-in-moov": film().replace(full(b"stco", numbers(1))[4:], b"stco" + numbers(0, 1, 4)[:8], 1)[
                :-4
            ],
            "entry-count": film(Reel(entry=video_entry() + video_entry())).replace(
                b"stsd" + numbers(0, 1), b"stsd" + numbers(0, 2), 1
            ),
            "html-behind-ftyp": box(b"ftyp", b"isom", bytes(4)) + PAYLOAD,
            "ftyp-only": box(b"ftyp", b"mp42", bytes(4)),
            "chance": box(b"ftyp", b"isom", bytes(4)) + seeded(5_000, 5),
        }
    )


def cases() -> Iterator[Case]:
    for key, data in telling().items():
        yield Case(f"film-{key}", data, f"{key}.mp4", "taken")
    for key, data in lying().items():
        yield Case(f"film-{key}", data, f"{key}.mp4", "refused")
    good = film()
    for share in (1, 5, 20, 40, 60, 80, 95, 99):
        yield Case(f"film-cut-{share}", good[: len(good) * share // 100], "cut.mp4", "refused")

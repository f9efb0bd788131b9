"""Little that says it is much, and what is no picture at all."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

from tests.media.hostile.case import MAKER, PAYLOAD, PLACE, Case, seeded
from tests.media.hostile.pictures import chunk, jpeg_with, made, moving, png_with, riff, scene, segment

PNG = b"\x89PNG\r\n\x1a\n"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'>%s</svg>"
LAUGHS = b"<!DOCTYPE svg [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>" + SVG % b"&b;"


def png(width: int, height: int, bits: int = 8, kind: int = 2, data: bytes = b"", more: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0)
    return (
        PNG
        + chunk(b"IHDR", head)
        + more
        + chunk(b"IDAT", data or zlib.compress(bytes(1_000_000)))
        + chunk(b"IEND", b"")
    )


def gif(canvas: tuple[int, int], *frames: bytes) -> bytes:
    return b"GIF89a" + struct.pack("<HHBBB", *canvas, 0x80, 0, 0) + bytes(6) + b"".join(frames) + b";"


def frame(left: int, top: int, width: int, height: int, data: bytes = b"\2\x02\x44\x01\0") -> bytes:
    return b"," + struct.pack("<HHHHB", left, top, width, height, 0) + data


def jpeg_of(width: int, height: int) -> bytes:
    good = bytearray(made("JPEG"))
    at = good.index(b"\xff\xc0") + 5
    good[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(good)


def webp_canvas(width: int, height: int, *chunks: tuple[bytes, bytes], flags: int = 0) -> bytes:
    head = bytes([flags, 0, 0, 0]) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return riff((b"VP8X", head), *chunks)


def anmf(width: int, height: int) -> tuple[bytes, bytes]:
    inner = made("WEBP", scene((16, 16)))[12:]
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"ANMF", bytes(6) + size + b"\x0a\0\0\0" + inner


def avif_of(width: int, height: int) -> bytes:
    good = made("AVIF")
    at = good.index(b"ispe") + 8
    return good[:at] + struct.pack(">II", width, height) + good[at + 8 :]


def bombs() -> dict[str, tuple[str, bytes]]:
    """All of them are refused."""
    zeros = zlib.compress(bytes(30_000_000), 9)
    many = [frame(0, 0, 1, 1)] * 100_000
    anim = (b"ANIM", bytes(6))
    lossless = b"\x2f" + struct.pack("<I", 16_383 | 16_383 << 14) + bytes(20)
    return {
        "png-50k": ("a.png", png(50_000, 50_000)),
        "png-50k-1-bit": ("a.png", png(50_000, 50_000, 1, 0)),
        "png-2-billion": ("a.png", png(2**31 - 1, 2**31 - 1)),
        "png-4-billion": ("a.png", png(2**32 - 1, 1)),
        "png-wide": ("a.png", png(60_000_000, 1)),
        "png-tall": ("a.png", png(1, 60_000_000)),
        "png-0": ("a.png", png(0, 0)),
        "png-0-wide": ("a.png", png(0, 10)),
        "png-less": ("a.png", png(4_000, 4_000)),
        "png-odd-bits": ("a.png", png(10, 10, 3, 2)),
        "png-no-data": (
            "a.png",
            PNG + chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0)) + chunk(b"IEND", b""),
        ),
        "png-huge-chunk": ("a.png", PNG + struct.pack(">I", 2**31 - 1) + b"IHDR" + bytes(100)),
        "png-idat-not-zlib": ("a.png", png(10, 10, data=seeded(500, 3))),
        "gif-65535": ("a.gif", gif((65_535, 65_535), frame(0, 0, 1, 1))),
        "gif-extents": ("a.gif", gif((1, 1), frame(0, 0, 65_535, 65_535))),
        "gif-extents-moving": (
            "a.gif",
            gif((9, 9), frame(0, 0, 9, 9), frame(65_535, 65_535, 65_535, 65_535)),
        ),
        "gif-100k-frames": ("a.gif", gif((1, 1), *many)),
        "gif-moving-pixels": ("a.gif", gif((7_000, 7_000), *many[:400])),
        "gif-no-frame": ("a.gif", gif((9, 9))),
        "gif-no-colours": ("a.gif", b"GIF89a\5\0\5\0\0\0\0" + frame(0, 0, 5, 5) + b";"),
        "gif-only-comments": ("a.gif", gif((9, 9), b"!\xfe" + (b"\xff" + PLACE.ljust(255)) * 9_000 + b"\0")),
        "gif-501": ("a.gif", gif((1, 1), *many[:501])),
        "jpeg-65535": ("a.jpg", jpeg_of(65_535, 65_535)),
        "jpeg-9000": ("a.jpg", jpeg_of(9_000, 9_000)),
        "jpeg-0": ("a.jpg", jpeg_of(0, 0)),
        "jpeg-only-head": ("a.jpg", made("JPEG")[:20]),
        "jpeg-no-end": ("a.jpg", b"\xff\xd8" + segment(0xE0, bytes(60_000)) * 200),
        "webp-16384": ("a.webp", webp_canvas(16_384, 16_384, (b"VP8 ", made("WEBP")[20:]))),
        "webp-16-million": ("a.webp", webp_canvas(2**24, 2**24, (b"VP8 ", made("WEBP")[20:]))),
        "webp-lossless-16383": ("a.webp", riff((b"VP8L", lossless))),
        "webp-frames": ("a.webp", webp_canvas(16, 16, anim, *[anmf(16, 16)] * 2_000, flags=2)),
        "webp-moving-pixels": ("a.webp", webp_canvas(6_000, 6_000, anim, *[anmf(16, 16)] * 400, flags=2)),
        "webp-no-frame": ("a.webp", webp_canvas(16, 16, anim, flags=2)),
        "webp-chance": ("a.webp", b"RIFF\xff\xff\0\0WEBP" + seeded(300, 4)),
        "avif-65535": ("a.avif", avif_of(65_535, 65_535)),
        "avif-2-billion": ("a.avif", avif_of(2**31, 2**31)),
        "avif-chance": ("a.avif", made("AVIF")[:40] + seeded(400, 6)),
        "avif-ftyp": ("a.avif", b"\0\0\0\x10ftypavif\0\0\0\0"),
        "zlib-text": ("a.png", PNG + chunk(b"zTXt", b"x\0\0" + zeros) * 3),
    }


def odd() -> dict[str, tuple[str, bytes]]:
    """Bombs in chunks that are not pixels, and half-lies: taken or refused, never harmful."""
    zeros = zlib.compress(bytes(30_000_000), 9)
    apng = moving("PNG")
    return {
        "png-7000": ("a.png", png(7_000, 7_001, 8, 6, zlib.compress(bytes(200_000_000), 1)[:-10])),
        "png-ztxt-bomb": ("a.png", png_with(*[chunk(b"zTXt", b"x\0\0" + zeros)] * 5)),
        "png-itxt-bomb": ("a.png", png_with(*[chunk(b"iTXt", b"x\0\1\0\0\0" + zeros)] * 5)),
        "png-iccp-bomb": ("a.png", png_with(chunk(b"iCCP", b"x\0\0" + zeros))),
        "png-100k-chunks": ("a.png", png_with(*[chunk(b"teSt", PLACE)] * 100_000)),
        "png-bad-crc": ("a.png", png_with(b"\0\0\0\4teXt" + bytes(8))),
        "png-actl": ("a.png", png_with(chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)))),
        "png-fctl": ("a.png", apng.replace(b"fcTL" + bytes(4), b"fcTL" + b"\xff" * 4)),
        "png-exif-bomb": (
            "a.png",
            png_with(chunk(b"eXIf", b"MM\0*\0\0\0\x08\xff\xff" + b"\1\x12\0\3\xff\xff\xff\xff" * 999)),
        ),
        "jpeg-exif-loop": (
            "a.jpg",
            jpeg_with(segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\1\x87\x69\0\4\0\0\0\1\0\0\0\x08\0\0\0\x08")),
        ),
        "jpeg-mpo-lie": (
            "a.jpg",
            jpeg_with(segment(0xE2, b"MPF\0MM\0*\0\0\0\x08\0\1\xb0\1\0\4\0\0\0\1\xff\xff\xff\xff")),
        ),
        "jpeg-icc-255": (
            "a.jpg",
            jpeg_with(*[segment(0xE2, b"ICC_PROFILE\0" + bytes([n, 255]) + MAKER) for n in range(1, 99)]),
        ),
        "jpeg-scans": ("a.jpg", made("JPEG")[:-2] * 60),
        "gif-half-outside": (
            "a.gif",
            made("GIF").replace(struct.pack("<HH", 48, 36), struct.pack("<HH", 20, 20), 1),
        ),
        "gif-script": ("a.gif", b"GIF89a/*" + made("GIF")[8:] + b"*/=1;alert('intruder')"),
        "webp-size-lie": ("a.webp", made("WEBP")[:4] + b"\xff\xff\xff\x7f" + made("WEBP")[8:]),
        "webp-exif-lie": (
            "a.webp",
            webp_canvas(48, 36, (b"VP8 ", made("WEBP")[20:]), (b"EXIF", seeded(900, 2)), flags=8),
        ),
        "jpeg-php": ("a.jpg", jpeg_with(segment(0xFE, PAYLOAD))),
        "png-php": ("a.png", png_with(chunk(b"tEXt", b"Comment\0" + PAYLOAD))),
    }


def aliens() -> dict[str, bytes]:
    """What is told by its first bytes, and refused before any process starts."""

    def by_pillow(kind: str) -> bytes:
        out = BytesIO()
        scene().save(out, kind)
        return out.getvalue()

    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)
    return {
        "svg-script": SVG % b"<script>alert('intruder')</script>",
        "svg-onload": b"<?xml version='1.0'?><svg onload='alert(1)'/>",
        "svg-xxe": b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
        + SVG % b"&x;",
        "svg-laughs": LAUGHS,
        "svg-foreign": SVG % b"<foreignObject><iframe src='//evil.example'/></foreignObject>",
        "svg-bom": b"\xef\xbb\xbf\n\n" + SVG % b"",
        "svg-gzip": b"\x1f\x8b\x08" + bytes(40),
        "html": b"<!DOCTYPE html><html>" + PAYLOAD,
        "html-script": PAYLOAD,
        "pdf": b"%PDF-1.7\n" + PAYLOAD,
        "pdf-html": b"<html>%PDF-1.4 " + PAYLOAD,
        "pdf-late": b"\n" * 900 + b"%PDF-1.4",
        "mvg": b"push graphic-context\nviewbox 0 0 640 480\nfill 'url(https://evil.example\"|id\")'\n",
        "mvg-short": b"viewbox 0 0 1 1 image over 0,0 0,0 'label:@/etc/passwd'",
        "msl": b"<?xml version='1.0'?><image><read filename='/etc/passwd'/><write filename='/x'/></image>",
        "ephemeral": b"image over 0,0 0,0 'ephemeral:/tmp/delete.txt'",
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99999 99999\n(%pipe%id) (w) file",
        "eps-binary": b"\xc5\xd0\xd3\xc6" + bytes(40),
        "tiff": by_pillow("TIFF"),
        "tiff-bomb": b"II*\0\x08\0\0\0\2\0\0\1\4\0\1\0\0\0\xff\xff\xff\xff\1\1\4\0\1\0\0\0\xff\xff\xff\xff",
        "tiff-big": b"MM\0+" + bytes(60),
        "jpeg-2000": by_pillow("JPEG2000"),
        "jpeg-2000-stream": b"\xff\x4f\xff\x51" + struct.pack(">HHIIII", 41, 0, 2**31, 2**31, 0, 0),
        "jpeg-xl": b"\xff\x0a" + bytes(60),
        "jpeg-xl-boxes": b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(60),
        "fits": b"SIMPLE  =                    T".ljust(80)
        + b"NAXIS1  = 99999999999".ljust(80)
        + b"END".ljust(80),
        "psd": b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 56, 300_000, 300_000, 8, 3) + bytes(40),
        "ico": by_pillow("ICO"),
        "ico-bomb": struct.pack("<HHH", 0, 1, 65_535) + b"\xff" * 16,
        "cur": struct.pack("<HHH", 0, 2, 1) + bytes(16),
        "bmp": by_pillow("BMP"),
        "bmp-bomb": b"BM" + struct.pack("<IHHIIiiHHI", 54, 0, 0, 54, 40, 2**31 - 1, 2**31 - 1, 1, 24, 0),
        "pcx": by_pillow("PCX"),
        "tga": by_pillow("TGA"),
        "ppm": b"P6\n999999999 999999999\n255\n",
        "xbm": b"#define a_width 99999999\n#define a_height 99999999\n",
        "sgi": by_pillow("SGI"),
        "dds": by_pillow("DDS"),
        "qoi": b"qoif" + struct.pack(">II", 2**31, 2**31) + b"\4\0",
        "heic": heic,
        "heic-mif1": heic.replace(b"ftypheic", b"ftypmif1"),
        "raw-canon": b"\0\0\0\x18ftypcrx \0\0\0\1crx isom",
        "m4a": b"\0\0\0\x18ftypM4A \0\0\0\0M4A isom",
        "3gp": b"\0\0\0\x18ftyp3gp4\0\0\0\x003gp4isom",
        "webm": b"\x1a\x45\xdf\xa3" + bytes(60),
        "avi": b"RIFF\xff\0\0\0AVI LIST" + bytes(60),
        "wav": b"RIFF\xff\0\0\0WAVEfmt " + bytes(60),
        "flv": b"FLV\1\5" + bytes(60),
        "mpeg": b"\0\0\1\xba" + bytes(60),
        "mp3": b"ID3\4" + bytes(60),
        "ogg": b"OggS" + bytes(60),
        "zip": b"PK\3\4" + PAYLOAD,
        "zip-jar": b"PK\3\4" + made("PNG"),
        "rar": b"Rar!\x1a\7\1\0" + bytes(60),
        "7z": b"7z\xbc\xaf\x27\x1c" + bytes(60),
        "exe": b"MZ\x90\0" + bytes(200),
        "elf": b"\x7fELF\2\1\1" + bytes(60),
        "class": b"\xca\xfe\xba\xbe\0\0\0\x37" + bytes(60),
        "shell": b"#!/bin/sh\nid\n",
        "php": b"<?php system($_GET['intruder']); ?>" + made("JPEG"),
        "swf": b"CWS\x0a" + bytes(60),
        "word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60),
        "rtf": b"{\\rtf1 " + PAYLOAD,
        "text": b"A picture, honestly.\n",
        "utf-16": "<svg onload='x'/>".encode("utf-16"),
        "nothing": b"",
        "one-byte": b"x",
        "zeros": bytes(1_000),
        "chance": seeded(4_000, 8),
        "almost-jpeg": b"\xff\xd8" + seeded(300, 9),
        "space-png": b" " + made("PNG"),
        "shifted-gif": b"\n" + made("GIF"),
    }


NAMES = (
    "../../../etc/cron.d/x.png",
    "..\\..\\windows\\x.png",
    "\u202egpj.png",
    "CON",
    "NUL.png",
    "com1.jpg.png",
    "x" * 300,
    "x" * 300 + ".png",
    "   ",
    "",
    ".",
    "..",
    ".htaccess",
    "a\0.png",
    "a\r\nSet-Cookie: x.png",
    "\ufeff.png",
    "<img src=x onerror=alert(1)>.png",
    "'; DROP TABLE media_asset; --.png",
    "%00.png",
    "~root.png",
    "💥" * 90 + ".png",
    "a/b/c/d.png",
    "half\ud800.png",
    "$(id).png",
    "{{7*7}}.png",
    "file://etc/passwd",
    "-rf.png",
    "ａ．ｐｎｇ",
)
PROGRAMS = ("x.exe", "\u202egpj.exe", "a.png.php", "a.svg", "a.HTML", "a.js", "a.phar", "a.png.lnk")


def cases() -> Iterator[Case]:
    for key, (said, data) in bombs().items():
        yield Case(f"bomb-{key}", data, said, "refused")
    for key, (said, data) in odd().items():
        yield Case(f"odd-{key}", data, said)
    for key, data in aliens().items():
        yield Case(f"alien-{key}", data, "a.png", "refused", pure=True)
    good = made("PNG")
    for number, said in enumerate(NAMES):
        yield Case(f"name-{number}", good, said, "taken")
    for number, said in enumerate(PROGRAMS):
        yield Case(f"program-{number}", good, said, "refused", pure=True)

"""Pictures that tell too much: EXIF, XMP, IPTC, maker's notes, thumbnails, comments, what hangs on behind."""

import struct
import zlib
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

from tests.media.hostile.case import MAKER, PAYLOAD, PLACE, Case, seeded

KINDS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
SUFFIX = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "GIF": "gif", "MP4": "mp4"}


def scene(size: tuple[int, int] = (48, 36), mode: str = "RGB") -> Image.Image:
    """Some colours that cannot be packed into nothing."""
    return Image.frombytes("RGB", size, seeded(size[0] * size[1] * 3, 1)).convert(mode)


def made(kind: str, image: Image.Image | None = None, **how: Any) -> bytes:
    out = BytesIO()
    if kind == "AVIF":
        how = {"speed": 10, "max_threads": 1} | how
    (image or scene()).save(out, kind, **how)
    return out.getvalue()


def exif() -> Image.Exif:
    told = Image.Exif()
    told[0x010F] = MAKER.decode()
    told[0x9286] = PLACE  # the comment
    told.get_ifd(0x8825)[29] = PLACE.decode()  # GPS
    told.get_ifd(0x8769)[0x927C] = MAKER  # the maker's note
    told.get_ifd(0x8769)[0xA431] = MAKER.decode()  # the camera's number
    return told


XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>" + PLACE + b"</exif:GPSLatitude></x:xmpmeta>"


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_with(*chunks: bytes, head: bytes = b"") -> bytes:
    """A good PNG with chunks before its pixels."""
    good = made("PNG")
    return good[:33] + b"".join(chunks) + good[33:]


def jpeg_with(*segments: bytes) -> bytes:
    good = made("JPEG")
    return good[:2] + b"".join(segments) + good[2:]


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(
        name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2) for name, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def with_thumbnail() -> bytes:
    inner = made("JPEG", scene((16, 12)), comment=PLACE)
    tiff = b"MM\0*" + struct.pack(">IH", 8, 0) + struct.pack(">I", 14) + struct.pack(">H", 2)
    tiff += struct.pack(">HHII", 0x201, 4, 1, 44) + struct.pack(">HHII", 0x202, 4, 1, len(inner)) + bytes(4)
    return jpeg_with(segment(0xE1, b"Exif\0\0" + tiff + inner))


def with_iptc() -> bytes:
    iptc = b"\x1c\x02\x5a" + struct.pack(">H", len(PLACE)) + PLACE
    return jpeg_with(
        segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(iptc)) + iptc)
    )


def with_profile(size: int) -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile += (MAKER * (size // len(MAKER) + 1))[: size - len(profile)]
    return struct.pack(">I", len(profile)) + profile[4:]


def two_pictures() -> bytes:
    """A JPEG with a second one behind it, as telephones make."""
    out = BytesIO()
    scene().save(out, "MPO", save_all=True, append_images=[scene((20, 20))], exif=exif())
    return out.getvalue()


@cache
def moving(kind: str, frames: int = 4) -> bytes:
    rows = [scene((30, 20)).rotate(n * 10) for n in range(frames)]
    return made(kind, rows[0], save_all=True, append_images=rows[1:], duration=50)


def telling() -> dict[str, tuple[str, bytes]]:
    """Key, name, bytes: all of them are taken, and none may tell."""
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", PLACE.decode())
    text.add_text("Software", MAKER.decode(), zip=True)
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    told: dict[str, Any] = {"exif": exif(), "xmp": XMP}
    big = with_profile(10_000_000)
    gif = made("GIF")
    jumbf = segment(0xEB, b"JP\0\1\0\0\0\1" + struct.pack(">I", 40) + b"jumb" + PLACE + MAKER)
    return {
        "jpeg-exif": ("a.jpg", made("JPEG", comment=PLACE, **told)),
        "jpeg-progressive": ("a.jpg", made("JPEG", progressive=True, **told)),
        "jpeg-grey": ("a.jpg", made("JPEG", scene(mode="L"), **told)),
        "jpeg-cmyk": ("a.jpg", made("JPEG", scene(mode="CMYK"), **told)),
        "jpeg-thumbnail": ("a.jpg", with_thumbnail()),
        "jpeg-iptc": ("a.jpg", with_iptc()),
        "jpeg-comments": ("a.jpg", jpeg_with(*[segment(0xFE, PLACE * 100)] * 30)),
        "jpeg-every-app": ("a.jpg", jpeg_with(*[segment(0xE0 + n, PLACE + MAKER) for n in range(2, 14)])),
        "jpeg-c2pa": ("a.jpg", jpeg_with(jumbf)),
        "jpeg-two": ("a.jpg", two_pictures()),
        "jpeg-icc-10-mb": ("a.jpg", made("JPEG", icc_profile=big)),
        "jpeg-icc-small": ("a.jpg", made("JPEG", icc_profile=with_profile(4_000))),
        "jpeg-icc-chance": ("a.jpg", made("JPEG", icc_profile=MAKER * 50)),
        "png-text": ("a.png", made("PNG", pnginfo=text, exif=exif())),
        "png-icc-10-mb": ("a.png", made("PNG", icc_profile=big)),
        "png-icc-60-kb": ("a.png", made("PNG", icc_profile=with_profile(60_000))),
        "png-palette": ("a.png", made("PNG", scene(mode="P"), pnginfo=text, transparency=3)),
        "png-16-bit": ("a.png", made("PNG", Image.new("I;16", (9, 7), 40_000), pnginfo=text)),
        "png-1-bit": ("a.png", made("PNG", scene(mode="1"), pnginfo=text)),
        "png-private": ("a.png", png_with(chunk(b"gpSx", PLACE), chunk(b"caBX", MAKER))),
        "png-time": (
            "a.png",
            png_with(chunk(b"tIME", b"\x07\xe8\1\1\1\1\1"), chunk(b"tEXt", b"GPS\0" + PLACE)),
        ),
        "png-moving": ("a.png", moving("PNG") + PLACE),
        "webp-exif": ("a.webp", made("WEBP", **told)),
        "webp-lossless": ("a.webp", made("WEBP", lossless=True, **told)),
        "webp-clear": ("a.webp", made("WEBP", scene(mode="RGBA"), **told)),
        "webp-odd": ("a.webp", riff((b"VP8 ", made("WEBP")[20:]), (b"GPSX", PLACE), (b"EXIF", MAKER))),
        "webp-moving": (
            "a.webp",
            made("WEBP", scene(), save_all=True, append_images=[scene().rotate(9)], **told),
        ),
        "avif-exif": ("a.avif", made("AVIF", **told)),
        "avif-clear": ("a.avif", made("AVIF", scene(mode="RGBA"), **told)),
        "avif-moving": ("a.avif", moving("AVIF")),
        "avif-free": ("a.avif", made("AVIF") + struct.pack(">I", 8 + len(PLACE)) + b"free" + PLACE),
        "gif-comment": ("a.gif", made("GIF", comment=PLACE)),
        "gif-xmp": ("a.gif", gif[:-1] + b"!\xff\x0bXMP DataXMP" + bytes([len(PLACE)]) + PLACE + b"\0;"),
        "gif-text": ("a.gif", gif[:-1] + b"!\x01\x0c" + bytes(12) + bytes([len(PLACE)]) + PLACE + b"\0;"),
        "gif-app": ("a.gif", gif[:-1] + b"!\xff\x0bSECRETCAM01" + bytes([len(MAKER)]) + MAKER + b"\0;"),
        "gif-moving": ("a.gif", moving("GIF")),
        "gif-behind": ("a.gif", gif + PLACE),
    }


def cases() -> Iterator[Case]:
    for key, (said, data) in telling().items():
        yield Case(key, data, said, "taken")
    for kind in KINDS:
        good = made(kind)
        for share in (10, 25, 50, 75, 90, 98):
            yield Case(f"{kind.lower()}-cut-{share}", good[: len(good) * share // 100], f"cut.{SUFFIX[kind]}")
        yield Case(f"{kind.lower()}-polyglot-tail", good + PAYLOAD * 20, f"a.{SUFFIX[kind]}", "taken")
        yield Case(
            f"{kind.lower()}-zip",
            good + b"PK\3\4" + PAYLOAD + b"PK\5\6" + bytes(18),
            f"a.{SUFFIX[kind]}",
            "taken",
        )
        yield Case(f"{kind.lower()}-called-html", good, "a.html", "refused", pure=True)
        other = "jpg" if kind != "JPEG" else "png"
        yield Case(
            f"{kind.lower()}-wrong-suffix", made(kind, scene((20, 30 + len(kind)))), f"a.{other}", "taken"
        )

"""Make somebody's picture clean. Pure Pillow, no Django; runs at the bench (__main__.py).

What goes out is always encoded anew: turned the right way up, without EXIF, XMP, IPTC, GPS, comments and
thumbnails. An AVIF goes out as JPEG, or as WebP where it can be seen through or moves: hardly a network takes
AVIF, and encoding it takes more memory than the bench has.
"""

import contextlib
import io
from typing import Any

from PIL import Image, ImageOps

from media.bench import gif, png
from media.bench.colour import in_plain_colours
from media.bench.unfit import Unfit
from media.kinds import what_is

MOST_PIXELS = 50_000_000
MOST_JPEG_PIXELS = 64_000_000  # telephones make them; they are opened at half size
LARGEST_KEPT = 25_000_000  # pixels of a JPEG that is opened at full size: twice that in bytes × 4 must fit
MOST_FRAMES = 500
MOST_MOVING_PIXELS = 40_000_000  # width × height × frames of a WebP or AVIF; for GIF see media/gif.py
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/avif": "AVIF"}
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def clean(raw: bytes) -> tuple[dict[str, Any], bytes]:
    """Facts about the picture, and its clean bytes. Raises Unfit."""
    what = what_is(raw)
    try:
        return gif.rewritten(raw) if what == "image/gif" else _drawn_anew(raw, FORMATS[what])
    except Unfit:
        raise
    except MemoryError:
        raise Unfit("memory") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unfit("pixels") from None
    except Exception:
        raise Unfit("broken") from None


def _drawn_anew(raw: bytes, kind: str) -> tuple[dict[str, Any], bytes]:
    image = _opened(raw, kind)
    frames = int(getattr(image, "n_frames", 1)) if kind in {"WEBP", "AVIF"} else 1
    if frames > 1:
        return _moving(image, frames)
    if kind == "JPEG" and image.width * image.height > LARGEST_KEPT:
        image.draft(None, (image.width // 2, image.height // 2))
    _load(image)
    with contextlib.suppress(Exception):  # a broken EXIF turns nothing
        ImageOps.exif_transpose(image, in_place=True)
    out = io.BytesIO()
    see_through = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    goes_out_as = kind if kind != "AVIF" else "WEBP" if see_through else "JPEG"
    image, profile = in_plain_colours(image, goes_out_as)
    image.info = {name: value for name, value in image.info.items() if name == "transparency"}
    keep = {"icc_profile": profile} if profile else {}
    image.save(out, format=goes_out_as, **_how(goes_out_as, image, raw), **keep)
    facts = {"content_type": TYPES[goes_out_as], "width": image.width, "height": image.height, "frames": 1}
    return facts, out.getvalue()


def _opened(raw: bytes, kind: str) -> Image.Image:
    """Only its head is read. An AVIF is opened with one thread: each takes memory."""
    if kind == "AVIF":
        from PIL import AvifImagePlugin

        AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    image = Image.open(io.BytesIO(png.bare(raw) if kind == "PNG" else raw), formats=[kind])
    if image.width < 1 or image.height < 1:
        raise Unfit("broken")
    if image.width * image.height > (MOST_JPEG_PIXELS if kind == "JPEG" else MOST_PIXELS):
        raise Unfit("pixels")
    return image


def _load(image: Image.Image) -> None:
    """A library that runs out of memory calls the file broken; who asked shall know better."""
    try:
        image.load()
    except Exception:
        raise Unfit("memory" if image.width * image.height > LARGEST_KEPT // 2 else "broken") from None
    if hasattr(image, "_decoder"):
        image._decoder = None  # of WebP and AVIF: it holds two more copies of the picture


def _how(kind: str, image: Image.Image, raw: bytes) -> dict[str, Any]:
    """The larger the picture, the less time there is for each pixel."""
    pixels = image.width * image.height
    if kind == "JPEG":
        return {"quality": 92, "optimize": True}
    if kind == "PNG":
        return {"compress_level": 6 if pixels < 6_000_000 else 3 if pixels < LARGEST_KEPT else 1}
    if raw[12:16] == b"VP8L" or (raw[12:16] == b"VP8X" and b"VP8L" in raw[30:4096]):
        return {"lossless": True, "quality": 50, "method": 2 if pixels < 6_000_000 else 0}
    return {"quality": 90, "method": 4}


def _moving(image: Image.Image, frames: int) -> tuple[dict[str, Any], bytes]:
    """As WebP; one frame after another, so that no two are held at once."""
    if frames > MOST_FRAMES:
        raise Unfit("frames")
    if image.width * image.height * frames > MOST_MOVING_PIXELS:
        raise Unfit("moving-pixels")
    durations = []
    for number in range(frames):
        image.seek(number)
        image.load()
        durations.append(min(max(int(image.info.get("duration") or 100), 1), 60_000))
    loop = image.info.get("loop", 0)
    image.info = {}
    out = io.BytesIO()
    how: dict[str, Any] = {"duration": durations, "loop": int(loop), "background": (0, 0, 0, 0)}
    image.save(out, "WEBP", save_all=True, quality=85, method=1, icc_profile=b"", exif=b"", xmp=b"", **how)
    facts = {"content_type": "image/webp", "width": image.width, "height": image.height, "frames": frames}
    return facts, out.getvalue()


def job(order: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The bench's job "clean"."""
    facts, made = clean(data)
    return facts, [made]

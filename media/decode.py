"""Make somebody's picture clean. Pure Pillow, no Django; runs at the bench (media/bench.py).

What goes out is always encoded anew: turned the right way up, without EXIF, XMP, IPTC, GPS, comments and
thumbnails.
"""

import io
from typing import Any

from PIL import Image, ImageOps, ImageSequence

from media.unfit import Unfit

MOST_PIXELS = 50_000_000
MOST_FRAMES = 500
LARGEST_PROFILE = 64 * 1024
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
SAVING: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 92, "optimize": True},
    "PNG": {"optimize": False, "compress_level": 6},
    "GIF": {},
    "WEBP": {"quality": 90, "method": 4},
}


def clean(raw: bytes) -> tuple[dict[str, Any], bytes]:
    """Facts about the picture, and its clean bytes. Raises Unfit."""
    try:
        image = Image.open(io.BytesIO(raw), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unfit("pixels") from None
    except Exception:
        raise Unfit("broken") from None
    if image.width * image.height > MOST_PIXELS:
        raise Unfit("pixels")
    if image.width < 1 or image.height < 1:
        raise Unfit("broken")
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    try:
        made = _animated(image, kind) if _frames(image, kind) > 1 else _still(image, kind)
    except Unfit:
        raise
    except MemoryError:
        raise Unfit("memory") from None
    except Exception:
        raise Unfit("broken") from None
    with Image.open(io.BytesIO(made), formats=FORMATS) as result:
        facts = {"content_type": TYPES[kind], "width": result.width, "height": result.height}
    return facts, made


def _frames(image: Image.Image, kind: str) -> int:
    """Only GIF and WebP stay animated."""
    if kind not in {"GIF", "WEBP"}:
        return 1
    frames = int(getattr(image, "n_frames", 1))
    if frames > MOST_FRAMES:
        raise Unfit("frames")
    return frames


def _still(image: Image.Image, kind: str) -> bytes:
    profile = image.info.get("icc_profile") or b""
    turned = ImageOps.exif_transpose(image)
    if kind == "JPEG" and turned.mode not in {"RGB", "L"}:
        turned, profile = turned.convert("RGB"), b""
    turned.load()
    bare = turned.copy()
    bare.info = {name: value for name, value in turned.info.items() if name == "transparency"}
    keep = {"icc_profile": profile} if kind != "GIF" and 0 < len(profile) <= LARGEST_PROFILE else {}
    out = io.BytesIO()
    bare.save(out, format=kind, **SAVING[kind], **keep)
    return out.getvalue()


def _animated(image: Image.Image, kind: str) -> bytes:
    frames, durations = [], []
    loop = image.info.get("loop")
    for frame in ImageSequence.Iterator(image):
        bare = frame.convert("RGBA")
        bare.info = {}
        frames.append(bare)
        durations.append(int(frame.info.get("duration") or 100))
    how: dict[str, Any] = {"save_all": True, "append_images": frames[1:], "duration": durations}
    if loop is not None:
        how["loop"] = int(loop)
    if kind == "GIF":
        how["disposal"] = 2
    out = io.BytesIO()
    frames[0].save(out, format=kind, **SAVING[kind], **how)
    return out.getvalue()


def job(order: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The bench's job "clean"."""
    facts, made = clean(data)
    return facts, [made]

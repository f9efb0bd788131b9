"""Colours that every network can show: eight bits, RGB or grey, with a small profile or none. Pure Pillow."""

import io

from PIL import Image, ImageCms

from media.bench.profile import trimmed

LARGEST_PROFILE = 64 * 1024  # bytes that are kept; with a larger one the picture is converted to sRGB
LARGEST_READ = 4 * 1024 * 1024
MODES = {
    "JPEG": ("RGB", "L"),
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA"),
    "WEBP": ("RGB", "RGBA"),
}
SPACES = {"L": b"GRAY", "LA": b"GRAY", "1": b"GRAY", "CMYK": b"CMYK"}  # of a profile; the others: "RGB "


def in_plain_colours(image: Image.Image, kind: str) -> tuple[Image.Image, bytes]:
    """The picture in a mode that `kind` can hold, and the profile that belongs to it, or nothing."""
    profile = image.info.get("icc_profile") or b""
    if not _fits(profile, image.mode):
        profile = b""
    if profile and (image.mode == "CMYK" or len(profile) > LARGEST_PROFILE):
        image, profile = _as_srgb(image, profile), b""
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bits(image)
    if image.mode not in MODES[kind]:
        see_through = "A" in image.mode or "transparency" in image.info
        image = image.convert("RGBA" if see_through and "RGBA" in MODES[kind] else "RGB")
        profile = profile if profile[16:20] == b"RGB " else b""
    small = trimmed(profile) if profile else b""
    if _fits(small, image.mode):
        return image, small
    return (_as_srgb(image, profile) if profile else image), b""  # one that is a table of colours


def _fits(profile: bytes, mode: str) -> bool:
    """Whether colours can be reckoned with it."""
    if not 132 < len(profile) <= LARGEST_READ or profile[16:20] != SPACES.get(mode, b"RGB "):
        return False
    out_of = {b"GRAY": "L", b"CMYK": "CMYK", b"RGB ": "RGB"}[profile[16:20]]
    try:
        ImageCms.buildTransform(io.BytesIO(profile), ImageCms.createProfile("sRGB"), out_of, "RGB")
    except Exception:
        return False
    return True


def _as_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    if image.mode not in {"RGB", "RGBA", "CMYK"} or not _fits(profile, image.mode):
        return image
    goal = "RGB" if image.mode == "CMYK" else image.mode
    change = ImageCms.buildTransform(io.BytesIO(profile), ImageCms.createProfile("sRGB"), image.mode, goal)
    if goal == image.mode:
        ImageCms.applyTransform(image, change, inPlace=True)
        return image
    return ImageCms.applyTransform(image, change) or image


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey of 16 bits (or 32: PNG has none, but Pillow may say so) in the 256 steps that screens have."""
    image.info.pop("transparency", None)  # it is counted in the old steps
    if image.mode.startswith("I;16"):  # the high byte of each pair, without a larger copy on the way
        return Image.frombytes("L", image.size, image.tobytes()[image.mode != "I;16B" :: 2])
    return image.point(lambda step: step * (1 / 257) + 0).convert("L")

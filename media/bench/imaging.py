"""Copies of a picture: bytes and recipes in, bytes out. Pure Pillow, no Django; runs at the bench."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps

from media.bench.squeeze import squeeze
from media.bench.unfit import Unfit
from media.recipe import Made, Recipe
from media.shape import box_of, size_of

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
LARGEST_PROFILE = 64 * 1024  # bytes
SPARE = 2.0  # a box filter may first bring a picture down to this many times the size that is asked for


@dataclass(frozen=True, slots=True)
class Opened:
    """A picture in memory, perhaps at a half or a quarter of its size."""

    pixels: Image.Image
    size: tuple[int, int]  # as it is stored
    content_type: str
    profile: bytes


def render(data: bytes, recipe: Recipe) -> Made:
    """The copy that this recipe asks for. Raises Unfit."""
    return render_all(data, [recipe])[0]


def render_all(data: bytes, recipes: Sequence[Recipe]) -> list[Made]:
    """One copy for each recipe. Equal bytes and recipes make equal copies, whatever is made beside them."""
    if not all(recipe.still for recipe in recipes):
        raise Unfit("animation")
    size = _size(data)
    made: dict[int, Made] = {}
    for divisor, places in _by_divisor(size, recipes).items():
        opened = _open(data, divisor)
        made |= {place: _copy(opened, recipes[place]) for place in places}
    return [made[place] for place in range(len(recipes))]


def job(order: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """The bench's job "render"."""
    made = render_all(data, [Recipe.of(one) for one in order["recipes"]])
    facts = [[one.content_type, one.width, one.height, one.quality] for one in made]
    return {"made": facts}, [one.data for one in made]


def _size(data: bytes) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            return image.size
    except MemoryError:
        raise
    except Exception:
        raise Unfit("broken") from None


def _by_divisor(size: tuple[int, int], recipes: Sequence[Recipe]) -> dict[int, list[int]]:
    """Which recipes are made from the picture at its full size, and which at a half, a quarter, an eighth."""
    found: dict[int, list[int]] = {}
    for place, recipe in enumerate(recipes):
        needed = _scale(size, recipe) * SPARE
        divisor = next(one for one in (8, 4, 2, 1) if one * needed <= 1 or one == 1)
        found.setdefault(divisor, []).append(place)
    return found


def _open(data: bytes, divisor: int) -> Opened:
    """A JPEG is read at a part of its size in a fraction of the time and memory; others are not."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            size, content_type = image.size, Image.MIME.get(image.format or "", "")
            if divisor > 1:
                image.draft(None, (max(1, image.width // divisor), max(1, image.height // divisor)))
            profile = image.info.get("icc_profile") or b""
            picture = ImageOps.exif_transpose(image)
            picture.load()
    except (MemoryError, Unfit):
        raise
    except Exception:
        raise Unfit("broken") from None
    plain = _plain(picture)
    plain.info = {}  # nothing that was written beside the pixels goes along
    return Opened(plain, size, content_type, profile if len(profile) <= LARGEST_PROFILE else b"")


def _scale(size: tuple[int, int], recipe: Recipe) -> float:
    """How much smaller the copy is than what is cut out for it; 1 is as large."""
    left, _top, right, _bottom = box_of(size, recipe)
    return size_of(size, recipe)[0] / (right - left)


def _plain(picture: Image.Image) -> Image.Image:
    """In RGB, or RGBA where something shines through."""
    if picture.mode in {"RGB", "L"} and "transparency" not in picture.info:
        return picture
    if picture.mode in {"RGBA", "LA", "PA", "P", "La", "RGBa"} or "transparency" in picture.info:
        through = picture.convert("RGBA")
        opaque = through.getchannel("A").getextrema() == (255, 255)
        return through.convert("RGB") if opaque else through
    return picture.convert("RGB")


def _copy(opened: Opened, recipe: Recipe) -> Made:
    size = size_of(opened.size, recipe)
    scale = opened.pixels.width / opened.size[0]  # what opening smaller left of it
    left, top, right, bottom = box_of(opened.size, recipe)
    box = (left * scale, top * scale, right * scale, bottom * scale)

    def drawn(width: int, height: int) -> Image.Image:
        whole = (0.0, 0.0, float(opened.pixels.width), float(opened.pixels.height))
        if box == whole and (width, height) == opened.pixels.size:
            return opened.pixels
        return opened.pixels.resize((width, height), Image.Resampling.LANCZOS, box=box, reducing_gap=SPARE)

    return squeeze(drawn, size, recipe, opened.content_type, opened.profile)

"""The best copy under a weight: the right format, then the best quality, then fewer pixels. Pure Pillow."""

import io
import math
from collections.abc import Callable, Iterator
from typing import Any

from PIL import Image

from media.bench.unfit import Unfit
from media.recipe import Made, Recipe

KINDS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
}
LOSSY = ("image/jpeg", "image/webp", "image/avif")
SEES_THROUGH = ("image/png", "image/webp", "image/avif")
DRAWN = (
    "image/png",
    "image/gif",
)  # what people save screens and drawings as: no quality is lost, if it may be
WORST = 50  # below this quality fewer pixels look better than more of them
SMALLEST = 64  # pixels of the longer side; a weight that asks for less cannot be meant
STEPS = 12  # of shrinking, at most


Drawn = Callable[[int, int], Image.Image]


def squeeze(drawn: Drawn, size: tuple[int, int], recipe: Recipe, source: str, profile: bytes) -> Made:
    """The copy of at most this size that is best under the recipe's weight. Raises Unfit.

    `drawn` draws the picture at a width and height; `source` is the content type that it came as.
    """
    width, height = size
    for _step in range(STEPS):
        picture = drawn(width, height)
        made, lightest = _best(picture, recipe, source, profile)
        if made is not None:
            return made
        if max(width, height) <= SMALLEST:
            break
        shrink = min(0.9, max(0.4, math.sqrt(recipe.weight / lightest)))
        width, height = max(1, int(width * shrink)), max(1, int(height * shrink))
    raise Unfit("weight")


def _best(picture: Image.Image, recipe: Recipe, source: str, profile: bytes) -> tuple[Made | None, int]:
    """The copy at this size, or None and the weight of the lightest that was tried."""
    lightest = 0
    for content_type in _kinds(picture, recipe, source):
        made = _under(picture, content_type, recipe, profile)
        if _fits(made, recipe):
            return made, 0
        lightest = min(lightest or len(made.data), len(made.data))
    if not lightest:
        raise Unfit("no_format")
    return None, lightest


def _kinds(picture: Image.Image, recipe: Recipe, source: str) -> Iterator[str]:
    """The formats that will do, the best for this picture first."""
    through = picture.mode == "RGBA"
    wanted = [one for one in recipe.types if one in KINDS and one != "image/gif"]
    if source in DRAWN and "image/png" in wanted:
        yield "image/png"
    if through:
        yield from (one for one in wanted if one in SEES_THROUGH and one in LOSSY)
    yield from (one for one in wanted if one in LOSSY and not (through and one in SEES_THROUGH))
    if source not in DRAWN and "image/png" in wanted:
        yield "image/png"


def _under(picture: Image.Image, content_type: str, recipe: Recipe, profile: bytes) -> Made:
    """The best quality whose weight fits; the worst that we send where none does."""
    if content_type not in LOSSY:
        return _encoded(picture, content_type, 0, profile)
    best = _encoded(picture, content_type, recipe.quality, profile)
    if _fits(best, recipe):
        return best
    best = _encoded(picture, content_type, WORST, profile)
    low, high = WORST + 1, recipe.quality - 1
    while _fits(best, recipe) and low <= high:
        middle = (low + high) // 2
        tried = _encoded(picture, content_type, middle, profile)
        if _fits(tried, recipe):
            best, low = tried, middle + 1
        else:
            high = middle - 1
    return best


def _fits(made: Made, recipe: Recipe) -> bool:
    return not recipe.weight or len(made.data) <= recipe.weight


def _encoded(picture: Image.Image, content_type: str, quality: int, profile: bytes) -> Made:
    how: dict[str, Any] = {"icc_profile": profile} if profile and picture.mode != "L" else {}
    if quality:
        how["quality"] = quality
    if content_type == "image/jpeg":
        picture = _on_white(picture)
        how |= {"optimize": True}
    elif content_type == "image/webp":
        how |= {"method": 4}
    elif content_type == "image/avif":
        how |= {"speed": 8, "max_threads": 1}
    out = io.BytesIO()
    picture.save(out, format=KINDS[content_type], **how)
    return Made(out.getvalue(), content_type, picture.width, picture.height, quality)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white

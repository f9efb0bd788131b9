"""What is cut out of a picture for a recipe, and how large the copy is. Pure arithmetic, in pixels."""

import math

from media.recipe import Recipe

Size = tuple[int, int]
Box = tuple[int, int, int, int]  # left, top, right, bottom


def box_of(size: Size, recipe: Recipe) -> Box:
    """The part of the picture that the copy shows: all of it, or what its shape allows around the focus."""
    width, height = size
    narrowest, widest = _shape(recipe)
    cut_width, cut_height = width, height
    if widest and width * 1000 > height * widest:
        cut_width = max(1, height * widest // 1000)
    elif narrowest and width * 1000 < height * narrowest:
        cut_height = max(1, width * 1000 // narrowest)
    left = _place(width, cut_width, recipe.focus[0])
    top = _place(height, cut_height, recipe.focus[1])
    return left, top, left + cut_width, top + cut_height


def size_of(size: Size, recipe: Recipe) -> Size:
    """Width and height of the copy; never larger than what is cut out, and at least one pixel."""
    left, top, right, bottom = box_of(size, recipe)
    width, height = right - left, bottom - top
    scale = min(
        1.0,
        recipe.width / width if recipe.width else 1.0,
        recipe.height / height if recipe.height else 1.0,
        math.sqrt(recipe.pixels / (width * height)) if recipe.pixels else 1.0,
    )
    if scale == 1.0:
        return width, height
    return max(1, int(width * scale + 1e-6)), max(1, int(height * scale + 1e-6))


def _shape(recipe: Recipe) -> tuple[int, int]:
    """The narrowest and the widest shape that will do, in thousandths."""
    if recipe.fit == "cover" and recipe.width and recipe.height:
        exact = round(recipe.width * 1000 / recipe.height)
        return exact, exact
    return recipe.narrowest, recipe.widest


def _place(whole: int, cut: int, focus: int) -> int:
    """Where a cut of this length begins, so that the focus is as near its middle as the picture allows."""
    return min(max(0, round(whole * focus / 1000 - cut / 2)), whole - cut)

"""Small copies for the pages, in a few widths: the browser takes the one that fits."""

from media.recipe import Recipe

WIDTHS = (320, 640, 1280)  # pixels


def recipe(width: int) -> Recipe:
    return Recipe(width=width, height=width * 2, types=("image/webp",), quality=80)

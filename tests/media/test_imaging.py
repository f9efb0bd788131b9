"""A recipe makes the best copy that fits, and the same one each time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from media.bench.imaging import render, render_all
from media.bench.unfit import Unfit
from media.recipe import Recipe
from media.shape import box_of, size_of
from tests.media.pictures import halves, opened, packed, photo

SIDES = st.integers(1, 12_000)
RECIPES = st.builds(
    Recipe,
    width=st.integers(0, 5_000),
    height=st.integers(0, 5_000),
    pixels=st.integers(0, 9_000_000),
    fit=st.sampled_from(["inside", "cover"]),
    narrowest=st.integers(0, 900),
    widest=st.integers(1_000, 3_000),
    focus=st.tuples(st.integers(0, 1000), st.integers(0, 1000)),
)


@given(size=st.tuples(SIDES, SIDES), recipe=RECIPES)
@settings(max_examples=400, deadline=None)
def test_a_copy_is_never_larger_and_always_inside(size: tuple[int, int], recipe: Recipe) -> None:
    left, top, right, bottom = box_of(size, recipe)
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    width, height = size_of(size, recipe)
    assert 1 <= width <= right - left
    assert 1 <= height <= bottom - top
    assert not recipe.width or width <= recipe.width
    assert not recipe.height or height <= recipe.height
    assert not recipe.pixels or width * height <= max(recipe.pixels, width, height)


@given(width=st.integers(100, 4_000), height=st.integers(100, 4_000))
def test_nothing_is_cut_from_a_shape_that_will_do(width: int, height: int) -> None:
    recipe = Recipe(narrowest=800, widest=1910)
    box = box_of((width, height), recipe)
    shape = width * 1000 / height
    assert (box == (0, 0, width, height)) == (800 <= shape <= 1910)
    cut = (box[2] - box[0]) * 1000 / (box[3] - box[1])
    assert 780 <= cut <= 1950  # a few pixels of rounding


@pytest.mark.parametrize(("focus", "color"), [((0, 500), (255, 0, 0)), ((1000, 500), (0, 0, 255))])
def test_a_crop_keeps_the_focus_in_sight(focus: tuple[int, int], color: tuple[int, int, int]) -> None:
    recipe = Recipe(width=100, height=100, fit="cover", focus=focus, types=("image/png",))
    made = render(halves(800, 200), recipe)
    assert (made.width, made.height) == (100, 100)
    assert opened(made.data).convert("RGB").getpixel((50, 50)) == color


def test_it_takes_the_best_quality_under_the_weight() -> None:
    data = photo(1200, 900)
    free = render(data, Recipe(quality=95))
    for weight in (len(free.data) * 3 // 4, len(free.data) // 2):
        made = render(data, Recipe(weight=weight, quality=95))
        assert len(made.data) <= weight
        assert (made.width, made.height) == (1200, 900)
        better = render(data, Recipe(quality=made.quality + 1))
        assert len(better.data) > weight, "one step better would still have fitted"


def test_it_gives_up_pixels_before_it_looks_bad() -> None:
    data = photo(1200, 900)
    made = render(data, Recipe(weight=20_000))
    assert len(made.data) <= 20_000
    assert made.quality >= 50
    assert made.width < 1200
    assert abs(made.width * 900 - made.height * 1200) <= 1200 + 900  # the same shape
    with pytest.raises(Unfit, match="weight"):
        render(data, Recipe(weight=10))


def test_what_can_be_seen_through_stays_so_where_the_network_takes_it() -> None:
    image = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    through = packed(image)
    assert opened(render(through, Recipe(types=("image/jpeg", "image/png"))).data).mode == "RGBA"
    assert opened(render(through, Recipe(types=("image/jpeg", "image/webp"))).data).mode == "RGBA"
    on_white = render(through, Recipe(types=("image/jpeg",)))
    assert on_white.content_type == "image/jpeg"
    assert min(opened(on_white.data).convert("RGB").getpixel((20, 20))) > 250


def test_a_drawing_loses_nothing_where_it_need_not() -> None:
    drawing = halves(300, 200)
    made = render(drawing, Recipe(types=("image/jpeg", "image/png")))
    assert made.content_type == "image/png"
    assert opened(made.data).convert("RGB").tobytes() == opened(drawing).tobytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
@pytest.mark.parametrize("wanted", ["image/jpeg", "image/png", "image/webp", "image/avif"])
def test_every_kind_becomes_every_kind(kind: str, wanted: str) -> None:
    made = render(photo(90, 60, kind), Recipe(types=(wanted,), width=45))
    assert (made.content_type, made.width, made.height) == (wanted, 45, 30)
    assert opened(made.data).size == (45, 30)


def test_together_is_the_same_as_alone() -> None:
    data = photo(1600, 1200)
    recipes = [Recipe(quality=80), Recipe(width=900, height=500, fit="cover"), Recipe(weight=50_000)]
    recipes += [Recipe(width=300), Recipe(width=90, types=("image/webp",))]
    together = render_all(data, recipes)
    assert together == [render(data, recipe) for recipe in recipes]
    assert together == render_all(data, recipes)


def test_only_the_pixels_travel() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET CAMERA"
    data = photo(300, 200, exif=exif, comment=b"SECRET NOTE", xmp=b"<x>SECRET PLACE</x>")
    assert data.count(b"SECRET") == 3
    for wanted in ("image/jpeg", "image/png", "image/webp", "image/avif"):
        for recipe in (Recipe(types=(wanted,)), Recipe(types=(wanted,), width=100)):
            assert b"SECRET" not in render(data, recipe).data


def test_recipes_travel_as_data() -> None:
    from dataclasses import asdict
    from json import dumps, loads

    recipe = Recipe(width=10, focus=(1, 2), types=("image/png", "image/jpeg"))
    assert Recipe.of(loads(dumps(asdict(recipe)))) == recipe
    assert recipe.key() != Recipe(width=11, focus=(1, 2), types=("image/png", "image/jpeg")).key()

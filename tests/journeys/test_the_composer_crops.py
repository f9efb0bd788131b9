"""A picture of a post is cropped without leaving the post, with a mouse, a finger and keys."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from media import intake
from media.models import Asset
from planner.posts.content import Content, Picture, Wording
from planner.posts.models import Post
from tests.journeys.looks import picture
from tests.journeys.steps import DESK, PHONE
from tests.planner.library.conftest import drawn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fog(harbour: Any) -> Asset:
    return intake.take_in(harbour.library, "Fog.jpg", drawn(3, (600, 400)))


@pytest.fixture
def post(harbour: Any, acting: Any, ada: Any, fog: Asset) -> Post:
    pier = intake.take_in(harbour.library, "Pier.jpg", drawn(4, (500, 400)))
    wordings = tuple(Wording(one.pk) for one in harbour.channels.order_by("pk"))
    pictures = (Picture(fog.pk), Picture(pier.pk, "A pier"))
    return Post.objects.write(harbour, acting(ada), Content("Fog", "Ships", "", wordings, pictures))


def _open(page: Any, post: Post, asset: Asset) -> None:
    page.goto(f"/w/harbour/posts/{post.pk}/")
    page.fill(f"#alt-{asset.pk}", "Ships in the fog")
    page.click(f"[data-picture='{asset.pk}'] [data-cut]")
    page.wait_for_selector("#cropping[open] [data-crop] >> nth=4")


@pytest.mark.parametrize("options", [DESK, PHONE | {"locale": "en-US"}], ids=["desk", "phone"])
def test_the_crop_takes_the_place_of_its_picture_and_keeps_the_words(
    options: dict[str, Any], visit: Any, ada: Any, post: Post, fog: Asset
) -> None:
    page = visit(ada, **options)
    _open(page, post, fog)
    picture(page, f"crop-{options['viewport']['width']}", whole=False)
    box = page.locator("#focal img").bounding_box()
    page.locator("#focal img").click(position={"x": box["width"] * 0.9, "y": box["height"] * 0.5})
    assert page.evaluate("document.documentElement.scrollWidth") <= options["viewport"]["width"]
    found = Axe().run(page).response["violations"]
    assert not [one["id"] for one in found if one["impact"] in ("serious", "critical")]
    page.click("#cropping .crop-portrait >> xpath=.. >> button")
    page.wait_for_selector("#cropping:not([open])", state="attached")
    made = Asset.objects.get(made_from=fog)
    order = [one.get_attribute("data-picture") for one in page.locator("#pictures .picture").all()]
    assert order[0] == str(made.pk)
    assert str(fog.pk) not in order
    assert page.input_value(f"#alt-{made.pk}") == "Ships in the fog"
    page.wait_for_selector(f"#preview .pics img[src*='/assets/{made.pk}']")
    page.click("#acts [value=save]")
    page.wait_for_selector("#saved:has-text('Version 2')")
    first = Post.objects.get().newest.content().pictures[0]
    assert (first.asset_id, first.alt) == (made.pk, "Ships in the fog")
    assert (made.width, made.height) == (320, 400)


@pytest.mark.parametrize("options", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_moves_when_the_picture_arrives(
    options: dict[str, Any], visit: Any, ada: Any, post: Post, fog: Asset
) -> None:
    page, held = visit(ada, **options), []
    page.route("**/1280.webp", lambda route: held.append(route))
    _open(page, post, fog)
    page.wait_for_function("() => document.getAnimations().every(one => one.playState === 'finished')")
    before = page.locator("#focal img").bounding_box()
    assert before["width"] > 200
    assert abs(before["width"] / before["height"] - 1.5) < 0.01
    for one in held:
        one.continue_()
    page.wait_for_function("() => document.querySelector('#focal img').naturalWidth > 0")
    assert page.locator("#focal img").bounding_box() == before


def test_keys_alone_crop_it_and_the_whole_picture_comes_back(
    visit: Any, ada: Any, post: Post, fog: Asset
) -> None:
    page = visit(ada, **DESK)
    page.goto(f"/w/harbour/posts/{post.pk}/")
    page.focus(f"[data-picture='{fog.pk}'] [data-cut]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#focal-mark:focus")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Escape")
    page.wait_for_selector(f"[data-picture='{fog.pk}'] [data-cut]:focus")
    assert page.input_value(f"[name=focus-{fog.pk}]") == ""
    page.keyboard.press("Enter")
    page.wait_for_selector("#focal-mark:focus")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-picture] [data-cut]:focus")
    made = Asset.objects.get(made_from=fog)
    expect(page.locator(f"[data-picture='{made.pk}']")).to_have_count(1)
    page.keyboard.press("Enter")
    page.click("#cropping [data-whole]")
    page.wait_for_selector(f"#cropping [data-cropping='{fog.pk}']")
    page.focus("#focal-mark")
    page.keyboard.press("Shift+ArrowRight")
    page.click("#cropping [data-uncut]")
    page.wait_for_selector(f"#pictures [data-picture='{fog.pk}']")
    assert page.input_value(f"[name=focus-{fog.pk}]") == "600,500"


def test_a_crop_that_cannot_be_made_says_why_and_leaves_the_picture(
    visit: Any, ada: Any, post: Post, fog: Asset
) -> None:
    page = visit(ada, **DESK)
    _open(page, post, fog)
    page.evaluate("void (window.fetch = () => Promise.reject(new Error('away')))")
    page.click("#cropping .crop-square >> xpath=.. >> button")
    page.wait_for_selector("#cropping [data-wrong]:has-text('the server did not take it')")
    expect(page.locator(f"#pictures [data-picture='{fog.pk}']")).to_have_count(1)

"""From a file to a post that shows it, in a real browser: bring, describe, aim, choose, see."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from media import intake
from media.models import Asset, Library
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from tests.journeys.looks import Look, insist_on_width, picture, said
from tests.planner.library.conftest import drawn

pytestmark = pytest.mark.django_db(transaction=True)


def _file(number: int, name: str, size: tuple[int, int] = (640, 400)) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": drawn(number, size)}


def test_a_picture_goes_from_the_disk_into_a_post(
    visit: Any, look: Look, grace: Any, harbour: Any, acting: Any
) -> None:
    wordings = tuple(Wording(channel.pk) for channel in harbour.channels.all())
    post = Post.objects.write(harbour, acting(grace), Content("Fog", "Ships wait.", "", wordings))
    page = visit(grace)
    page.goto("/w/harbour/library/")
    page.set_input_files("[data-files] >> nth=0", [_file(1, "Fog.jpg"), _file(2, "Pier.jpg")])
    page.wait_for_selector(".upload.done >> nth=1")
    expect(page.locator(".tile")).to_have_count(2)
    assert said("In the library") in page.inner_text(".upload.done >> nth=0")
    picture(page, "brought")
    insist_on_width(page)
    page.click(".tile:has-text('Fog.jpg') a.face")
    page.wait_for_selector("#alt-missing:visible")
    page.fill("#alt", "Ships in the fog")
    page.wait_for_selector(f"#saved:has-text('{said('Saved')}')")
    assert not page.is_visible("#alt-missing")
    box = page.locator("#focal img").bounding_box()
    page.locator("#focal img").click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.wait_for_selector(f"#saved:has-text('{said('Saved')}')")
    page.wait_for_timeout(500)
    page.wait_for_selector(f"#saved:has-text('{said('Saved')}')")
    picture(page, "described")
    asset = Asset.objects.get(name="Fog.jpg")
    assert asset.alt == "Ships in the fog"
    assert asset.focus is not None
    assert (abs(asset.focus[0] - 270) < 8, abs(asset.focus[1] - 650) < 8) == (True, True)
    insist_on_width(page)

    page.goto(f"/w/harbour/posts/{post.pk}/")
    page.click("[data-library]")
    page.wait_for_selector("dialog[open] .tile")
    picture(page, "picker", whole=False)
    page.fill("dialog [type=search]", "ships")
    page.wait_for_selector("dialog .tile:only-child")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.click("dialog [data-take]")
    page.wait_for_selector(f"#preview .pics img[src*='/assets/{asset.pk}']")
    assert page.input_value(f"#alt-{asset.pk}") == "Ships in the fog"
    insist_on_width(page)
    page.click("#acts button[value=save]")
    page.locator("#saved", has_text=said("Version %(n)s by %(by)s", n=2, by="Grace")).wait_for()
    post.refresh_from_db()
    assert [one.asset_id for one in post.newest.content().pictures] == [asset.pk]


def test_the_picker_is_used_with_keys_alone_and_gives_the_focus_back(
    visit: Any, ada: Any, bring_some: list[Asset]
) -> None:
    page = visit(ada)
    page.goto("/w/harbour/posts/new/")
    page.focus("[data-library]")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] .tile")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    pressed = page.locator("dialog .face[aria-pressed=true]")
    expect(pressed).to_have_count(2)
    page.keyboard.press("Escape")
    assert not page.is_visible("dialog#library")
    assert page.evaluate("'library' in document.activeElement.dataset")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] .tile")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f"#pictures [data-picture='{bring_some[0].pk}']")
    assert page.is_visible("#pictures .wait-words")
    page.fill("#pictures textarea", "Fog")
    assert not page.is_visible("#pictures .wait-words")


def test_a_picture_is_dropped_and_pasted_into_the_composer(visit: Any, ada: Any) -> None:
    page = visit(ada)
    page.goto("/w/harbour/posts/new/")
    for number, how in ((1, "drop"), (2, "paste")):
        page.evaluate(
            """([bytes, how]) => {
              const data = new DataTransfer();
              data.items.add(new File([new Uint8Array(bytes)], `${how}.jpg`, { type: "image/jpeg" }));
              const target = how === "drop" ? document.getElementById("pictures-card") : document.body;
              const told = { bubbles: true, cancelable: true };
              target.dispatchEvent(how === "drop"
                ? new DragEvent("drop", { dataTransfer: data, ...told })
                : new ClipboardEvent("paste", { clipboardData: data, ...told }));
            }""",
            [list(drawn(number)), how],
        )
        page.wait_for_selector(f"#pictures .picture >> nth={number - 1}")
    assert sorted(Asset.objects.values_list("name", flat=True)) == ["drop.jpg", "paste.jpg"]


def test_several_are_chosen_with_shift_and_keys_and_taken_out(
    visit: Any, grace: Any, bring_some: list[Asset]
) -> None:
    page = visit(grace)
    page.on("dialog", lambda asked: asked.accept())
    page.goto("/w/harbour/library/")
    assert not page.is_visible("#bulk")
    ticks = page.locator(".tick input")
    ticks.nth(0).check(force=True)
    ticks.nth(2).click(modifiers=["Shift"], force=True)
    assert page.inner_text("#count") == "Chosen: 3"
    page.keyboard.press("Escape")
    assert not page.is_visible("#bulk")
    page.focus(".face >> nth=0")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    assert page.inner_text("#count") == "Chosen: 1"
    page.keyboard.press("Control+a")
    assert page.inner_text("#count") == "Chosen: 5"
    page.fill("#bulk [name=tags]", "sea")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast:has-text('5 pictures have the tags')")
    page.focus(".face >> nth=0")
    page.keyboard.press("Control+a")
    page.click("#bulk [value=remove]")
    page.wait_for_selector(".toast:has-text('5 pictures are taken out')")
    assert not Asset.objects.filter(removed_at=None).exists()


def test_more_tiles_come_without_leaving_the_page(visit: Any, vera: Any, harbour: Any) -> None:
    library = Library.objects.create(owner=harbour.library)
    Asset.objects.bulk_create(
        Asset(library=library, sha256=f"{n:064x}", content_type="video/mp4", width=6, height=4, size=1,
              path="nowhere", name=f"Waves {n}") for n in range(70)
    )  # fmt: skip
    page = visit(vera)
    page.goto("/w/harbour/library/")
    expect(page.locator(".tile")).to_have_count(60)
    page.click("[data-more]")
    page.wait_for_selector(".tile >> nth=69")
    assert page.evaluate("document.activeElement.closest('.tile').textContent").endswith("Waves 9")
    assert re.search(r"/library/$", page.url)


@pytest.fixture
def bring_some(harbour: Any) -> list[Asset]:
    return [intake.take_in(harbour.library, f"Fog {n}.jpg", drawn(n)) for n in range(5)]

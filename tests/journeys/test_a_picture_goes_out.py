"""A photograph from a phone, through the real product, to the network: upload, describe, write, publish.

Processes of our own, a real worker, a real browser on a desk and on a phone; the network says what arrived.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from tests.fakes.mastodon import FakeMastodon
from tests.journeys.house import OWNER, PASSWORD, House, house, until
from tests.media.pictures import opened, photo

PLACE = "59.9311 N 30.3609 E, Ivan's phone"
ALT = "Ships wait in the fog"
DESK = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"}
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "has_touch": True}


@pytest.fixture(scope="module")
def network() -> Iterator[FakeMastodon]:
    with FakeMastodon() as fake:
        yield fake


@pytest.fixture(scope="module")
def served(network: FakeMastodon, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("pictures")) as found:
        found.ask(
            "POST",
            "/channels",
            network="mastodon",
            name="Harbour",
            credentials={"instance": network.url, "access_token": "token"},
        )
        yield found


@pytest.mark.parametrize(("kind", "seed"), [("desk", 1), ("phone", 2)])
def test_what_arrives_is_what_was_shown_and_says_nothing_of_the_place(
    kind: str, seed: int, served: House, network: FakeMastodon, chromium: Any
) -> None:
    before = set(network.media)
    page = _signed_in(chromium, served, DESK if kind == "desk" else PHONE)
    page.goto("/w/harbour/library/")
    upload = _from_a_phone(seed)
    file = {"name": f"IMG_{seed} Ivan.jpg", "mimeType": "image/jpeg", "buffer": upload}
    page.set_input_files("[data-files] >> nth=0", [file])
    page.wait_for_selector(".upload.done", timeout=60_000)
    page.click(".tile >> nth=0 >> a.face")
    page.fill("#alt", f"{ALT} {kind}")
    page.wait_for_selector("#saved:has-text('Saved')")
    page.click("text=Write a post with it")
    page.fill("[name=text]", f"Fog, seen from the {kind}")
    _choose_only_mastodon(page)
    page.wait_for_selector("#preview .fitted li:has-text('made to fit')", timeout=60_000)
    said = page.inner_text("#preview .fitted li")
    page.on("dialog", lambda asked: asked.accept())
    page.click("button[value=approve]")
    page.wait_for_url("**/calendar/**")
    page.goto(f"/w/harbour/posts/{served.ask('GET', '/posts')['items'][0]['id']}/")
    page.click("#acts .pick > summary")
    page.click("button[value=publish]")
    until(lambda: any(one.text.endswith(f"the {kind}") for one in network.published), 60)
    page.context.close()

    (number,) = set(network.media) - before
    name, sent, content_type = network.media[number]["file"]
    picture = opened(sent)
    assert network.media[number]["description"] == f"{ALT} {kind}"
    assert content_type == "image/jpeg"
    assert f"{picture.width} × {picture.height} JPEG" in said
    for secret in (b"59.9311", b"Ivan", b"Exif", b"http://ns.adobe.com", b"GPS"):
        assert secret in upload or secret == b"GPS"
        assert secret not in sent
    assert "Ivan" not in name
    assert picture.width * picture.height <= 8_294_400
    assert picture.width < picture.height, "it was turned the right way up"
    (asset,) = [one for one in served.ask("GET", "/assets")["items"] if one["alt"].endswith(kind)]
    copies = served.ask("GET", f"/assets/{asset['id']}/renditions")
    assert hashlib.sha256(sent).hexdigest() in {one["sha256"] for one in copies}


def _from_a_phone(seed: int) -> bytes:
    """Lies on its side, as cameras keep it, and tells where and by whom it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn it
    exif[0x010F] = PLACE
    exif.get_ifd(0x8825)[29] = PLACE
    return photo(4000, 3000, seed=seed, exif=exif, comment=PLACE.encode(), xmp=_xmp())


def _xmp() -> bytes:
    return f'<x:xmpmeta xmlns:exif="http://ns.adobe.com/exif/1.0/">{PLACE}</x:xmpmeta>'.encode()


def _signed_in(chromium: Any, served: House, options: dict[str, Any]) -> Any:
    page = chromium.new_context(base_url=served.address, **options).new_page()
    page.goto("/account/login/")
    page.fill("[name=login]", OWNER)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/calendar/**")
    return page


def _choose_only_mastodon(page: Any) -> None:
    for label in page.locator(".toggles label:has([name=channels])").all():
        wanted = label.inner_text().strip().startswith("Harbour")
        if label.locator("input").is_checked() != wanted:
            label.click()

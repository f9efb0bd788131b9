"""A link card in the composer: offered, made, changed, kept while typing, and taken out."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from planner import outside
from planner.channels.models import Channel
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from tests.fakes.server import FakeServer, Reply, Request
from tests.journeys.composer_steps import is_kept
from tests.journeys.hands import press
from tests.journeys.looks import Look, insist_on_width, picture
from tests.planner.library.conftest import drawn

pytestmark = pytest.mark.django_db(transaction=True)


class Elsewhere(FakeServer):
    async def handle(self, request: Request) -> Reply:
        if request.path == "/fog.jpg":
            return Reply(200, drawn(1), {"content-type": "image/jpeg"})
        page = b'<title>Fog today</title><meta property="og:image" content="fog.jpg">'
        return Reply(200, page, {"content-type": "text/html"}) if request.path == "/fog" else Reply(404)


@pytest.fixture
def elsewhere(settings: Any) -> Iterator[Elsewhere]:
    with Elsewhere() as server:
        settings.ALLOW_PRIVATE_HOSTS = frozenset({f"127.0.0.1:{server.port}"})
        outside.web.cache_clear()
        yield server
    outside.web.cache_clear()


def test_a_card_is_offered_made_changed_and_taken_out(
    visit: Any, look: Look, ada: Any, acting: Any, harbour: Any, elsewhere: Elsewhere
) -> None:
    sky = Channel.objects.create(workspace=harbour, network="bluesky", name="Sky", account_id="did:plc:ada")
    post = Post.objects.write(harbour, acting(ada), Content("Fog", "Ships.", wordings=(Wording(sky.pk),)))
    page = visit(ada)
    page.goto(f"/w/harbour/posts/{post.pk}/")
    assert page.is_hidden("#link-card")
    page.fill("[name=text]", f"Read {elsewhere.url}/fog")
    press(page, look, "#card-offer button")
    page.wait_for_selector("#preview .link-card b:has-text('Fog today')")
    assert page.evaluate("document.activeElement.name") == "card_title"
    page.wait_for_selector("#preview .link-card img")
    insist_on_width(page)
    picture(page, "made")
    page.fill("[name=card_title]", "Fog <b>tomorrow</b>")
    page.wait_for_selector("#preview .link-card b:has-text('Fog <b>tomorrow</b>')")
    expect(page.locator("#card-offer button")).to_have_count(0)
    press(page, look, "[data-no-card-picture]")
    page.wait_for_selector("#preview .link-card img", state="detached")
    is_kept(page, "card_title", "Fog <b>tomorrow</b>")
    press(page, look, "#acts [value=save]")
    page.wait_for_selector("[name=based_on][value='2']", state="attached")
    post.refresh_from_db()
    card = post.newest.content().card
    assert card is not None
    assert (card.url, card.title, card.asset_id) == (f"{elsewhere.url}/fog", "Fog <b>tomorrow</b>", None)
    press(page, look, "[data-no-card]")
    page.wait_for_selector("#card-offer button")
    page.wait_for_selector("#preview .link-card", state="detached")
    expect(page.locator("[name=card_url]")).to_have_count(0)
    page.fill("[name=text]", "No address")
    page.wait_for_selector("#link-card", state="hidden")

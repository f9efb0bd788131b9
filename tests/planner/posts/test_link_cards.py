"""A link card: made of a page when somebody asks, kept with the version, agreed to as it was shown."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from media import intake
from media.models import Asset
from planner import outside
from planner.channels.models import Channel
from planner.library import fetching, removing, usage
from planner.library.replace import put_in_place
from planner.people.permissions import Verb
from planner.posts.content import CardWords, Content, Picture, Wording
from planner.posts.copy import copy
from planner.posts.form import Labels, read, typed_of
from planner.posts.models import Post, Version
from planner.writing.desk import Person
from publishers.web import Web
from tests.fakes.server import FakeServer, Reply, Request
from tests.planner.library.conftest import drawn

pytestmark = pytest.mark.django_db
NEW, CARD, PREVIEW = "/w/harbour/posts/new/", "/w/harbour/posts/card/", "/w/harbour/posts/preview/"
PAGE = "https://example.org/fog"
WORDS = CardWords(PAGE, "Fog <b>today</b>", "Ships wait.")


class Elsewhere(FakeServer):
    """A site with pages."""

    async def handle(self, request: Request) -> Reply:
        page = '<meta property="og:title" content="{}"><meta property="og:image" content="{}">'
        pages = {
            "/fog": page.format("Fog &lt;script&gt;", "/fog.jpg"),
            "/no-picture": "<title>Only words</title>",
            "/lost-picture": page.format("Lost", "/nowhere.jpg"),
            "/inner-picture": page.format("Inner", "http://127.0.0.1:1/a.jpg"),
            "/drawn": page.format("Drawn", "/drawn.svg"),
            "/large": "x" * 5000,
        }
        if (text := pages.get(request.path)) is not None:
            return Reply(200, text.encode(), {"content-type": "text/html; charset=utf-8"})
        answers = {
            "/fog.jpg": Reply(200, drawn(1), {"content-type": "image/jpeg"}),
            "/drawn.svg": Reply(200, b"<svg onload='alert(1)'/>", {"content-type": "image/svg+xml"}),
            "/moved": Reply(302, b"", {"location": "/fog"}),
            "/inside": Reply(302, b"", {"location": "http://127.0.0.1:1/metadata"}),
            "/secret": Reply(403, b"<title>Secret</title>", {"content-type": "text/html"}),
        }
        return answers.get(request.path, Reply(404))


@pytest.fixture
def elsewhere(settings: Any) -> Iterator[Elsewhere]:
    with Elsewhere() as server:
        settings.ALLOW_PRIVATE_HOSTS = frozenset({f"127.0.0.1:{server.port}"})
        outside.web.cache_clear()
        yield server
    outside.web.cache_clear()


@pytest.fixture
def sky(harbour: Any) -> Channel:
    return Channel.objects.create(workspace=harbour, network="bluesky", name="Sky", account_id="did:plc:ada")


@pytest.fixture
def asset(harbour: Any) -> Asset:
    return intake.take_in(harbour.library, "fog.jpg", drawn(3))


@pytest.fixture
def written(harbour: Any, ada: Any, acting: Any, sky: Channel, asset: Asset) -> Post:
    content = Content("", f"Read {PAGE}", wordings=(Wording(sky.pk),), card=replace(WORDS, asset_id=asset.pk))
    return Post.objects.write(harbour, acting(ada), content)


def _typed(channel: Channel, text: str = f"Read {PAGE}", **more: str) -> dict[str, Any]:
    return {"text": text, "channels": [str(channel.pk)], "do": "save"} | more


# --- The value -------------------------------------------------------------------------------------------


def test_content_without_a_card_is_spelt_as_it_was_before_there_were_cards() -> None:
    content = Content("Fog", "Ships wait", "en", (Wording(1),), (Picture(2, "Fog"),))
    assert content.digest() == "0a3ea789763c1916aab3afaa2ab8e3d8c697e18133877a9e9306e4b6a692a437"
    assert replace(content, card=WORDS).digest() != content.digest()


@pytest.mark.parametrize("name", ["url", "title", "description", "asset_id"])
def test_every_word_of_a_card_is_material(name: str) -> None:
    content = Content(card=replace(WORDS, asset_id=1))
    assert content.card
    changed = {name: 2 if name == "asset_id" else "https://example.org/x"}
    assert replace(content, card=replace(content.card, **changed)).digest() != content.digest()


def test_a_card_is_tidied() -> None:
    card = Content(card=CardWords(f" {PAGE}\n", " Fog\r\n today\x00 ", " Ships\r\nwait ", 3)).tidy().card
    assert card == CardWords(PAGE, "Fog today", "Ships\nwait", 3)


def test_a_form_gives_the_card_back_as_it_was_typed() -> None:
    for card in (WORDS, replace(WORDS, asset_id=7), None):
        content = Content(text="Fog", card=card)
        assert read(typed_of(content, Labels(), None, 1), set(), "UTC").content.card == card


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://example.org", "https://", "https://a b", "fog"]
)
def test_a_card_of_what_is_no_web_address_is_a_problem(url: str) -> None:
    form = read({"card_url": [url], "card_title": ["Fog"]}, set(), "UTC")
    assert form.content.card is None
    assert "is not a web address" in form.problems[0]


def test_a_version_keeps_the_card_and_a_copy_has_it(written: Post, ada: Any, acting: Any) -> None:
    version = Version.objects.complete().get(pk=written.newest.pk)
    assert version.content().card == replace(WORDS, asset_id=version.card_asset_id)
    assert version.content().digest() == version.digest
    assert copy(written, acting(ada)).newest.digest == version.digest


# --- Made of a page -------------------------------------------------------------------------------------


def test_a_card_is_made_of_a_page_with_its_picture_in_the_library(
    enter: Any, ada: Any, harbour: Any, elsewhere: Elsewhere
) -> None:
    for path in ("/fog", "/moved"):
        answer = enter(ada).post(CARD, {"address": elsewhere.url + path})
        page = answer.content.decode()
        asset = Asset.objects.of(harbour.library).get()
        assert f'name="card_url" value="{elsewhere.url}{path}"' in page
        assert 'value="Fog &lt;script&gt;"' in page
        assert f'name="card_asset" value="{asset.pk}"' in page
        assert "<script" not in page
    assert (asset.name, asset.by_name) == ("fog.jpg", "Ada")


@pytest.mark.parametrize(
    ("path", "note"),
    [
        ("/no-picture", "names no picture"),
        ("/lost-picture", "has nothing at that address"),
        ("/inner-picture", "was not taken"),
        ("/drawn", "was not taken"),
    ],
)
def test_without_its_picture_there_is_still_a_card_and_it_is_said_why(
    path: str, note: str, enter: Any, ada: Any, elsewhere: Elsewhere
) -> None:
    page = enter(ada).post(CARD, {"address": elsewhere.url + path}).content.decode()
    assert note in page
    assert 'name="card_asset" value=""' in page
    assert not Asset.objects.exists()


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/fog.jpg", "no page at that address"),
        ("/nowhere", "has nothing at that address"),
        ("/secret", "only to people who are signed in"),
        ("/inside", ""),
        ("/large", "too large"),
    ],
)
def test_what_cannot_be_read_is_said_clearly(
    path: str, says: str, enter: Any, ada: Any, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST_PAGE_BYTES", 4000)
    answer = enter(ada).post(CARD, {"address": elsewhere.url + path})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert answer.content.decode().endswith(".")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://127.0.0.1:9/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/",
        "https://[::1]/",
        "https://localhost/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://exa mple/\x00",
    ],
)
def test_private_addresses_and_strange_ones_are_refused_with_a_sentence(
    address: str, enter: Any, ada: Any, harbour: Any
) -> None:
    answer = enter(ada).post(CARD, {"address": address})
    assert (answer.status_code, answer.content.decode()[-1]) == (422, ".")
    with pytest.raises(fetching.NotFetched):
        fetching.fetch_page(address, Web(timeout=5))


@pytest.mark.parametrize(("name", "status"), [("vera", 403), ("mallory", 404)])
def test_only_those_who_write_have_cards_made(
    name: str, status: int, enter: Any, cast: dict[str, Any], elsewhere: Elsewhere
) -> None:
    assert enter(cast[name]).post(CARD, {"address": f"{elsewhere.url}/fog"}).status_code == status
    assert elsewhere.connections == 0


# --- In the composer ------------------------------------------------------------------------------------


def test_the_composer_offers_a_card_of_the_first_address(enter: Any, ada: Any, sky: Channel) -> None:
    page = enter(ada).post(PREVIEW, _typed(sky, f"No card, [but this]({PAGE}) and https://b.example"))
    assert f'data-card="{PAGE}"' in page.content.decode()
    assert f"Make a card of {PAGE}" in page.content.decode()


def test_no_card_is_offered_where_there_is_one_or_no_address_or_the_network_looks_itself(
    enter: Any, ada: Any, sky: Channel, harbour: Any
) -> None:
    browser = enter(ada)
    own = {f"own-{sky.pk}": "1", f"text-{sky.pk}": "No address here"}
    looks_itself = harbour.channels.get(network="sandbox")
    for typed in (
        _typed(sky, card_url=PAGE),
        _typed(sky, "Just words, mailto:ada@example.org"),
        _typed(sky, **own),
        _typed(looks_itself),
    ):
        page = browser.post(PREVIEW, typed).content.decode()
        assert "Make a card of" not in page


def test_the_card_is_saved_and_shown_again(enter: Any, ada: Any, sky: Channel, asset: Asset) -> None:
    typed = _typed(sky, card_url=PAGE, card_title="Fog", card_description="Wait", card_asset=str(asset.pk))
    answer = enter(ada).post(NEW, typed, follow=True)
    assert Post.objects.get().newest.content().card == CardWords(PAGE, "Fog", "Wait", asset.pk)
    page = answer.content.decode()
    assert f'name="card_asset" value="{asset.pk}"' in page
    assert "No card" in page
    saved = Post.objects.get()
    browser = enter(ada)
    browser.post(f"/w/harbour/posts/{saved.pk}/", _typed(sky, based_on="1"))
    saved.refresh_from_db()
    assert saved.newest.content().card is None
    history = browser.get(f"/w/harbour/posts/{saved.pk}/history/").content.decode()
    assert f"<del>Fog · Wait · {PAGE}</del>" in history
    assert f"<ins>Fog · Wait · {PAGE}</ins>" in history


def test_the_preview_draws_the_card_escaped_and_only_where_networks_show_cards(
    enter: Any, ada: Any, sky: Channel, harbour: Any, asset: Asset
) -> None:
    typed = _typed(sky, card_url=PAGE, card_title=WORDS.title, card_description="<i>Ships</i>")
    typed["card_asset"] = str(asset.pk)
    page = enter(ada).post(PREVIEW, typed).content.decode()
    assert "<b>Fog &lt;b&gt;today&lt;/b&gt;</b>" in page
    assert "&lt;i&gt;Ships&lt;/i&gt;" in page
    assert '<span class="dim small">example.org</span>' in page
    assert f"/w/harbour/assets/{asset.pk}" in page
    typed["channels"] = [str(harbour.channels.get(network="sandbox").pk)]
    assert "link-card" not in enter(ada).post(PREVIEW, typed).content.decode()


@pytest.mark.parametrize("field", ["card_asset", "pictures"])
def test_nobody_puts_anothers_picture_into_a_post(
    field: str, enter: Any, mallory: Any, other: Any, asset: Asset
) -> None:
    channel = Channel.objects.create(workspace=other, network="bluesky", name="Sky", account_id="did:plc:m")
    typed = _typed(channel, card_url=PAGE, card_title="Mine now") | {field: str(asset.pk)}
    browser = enter(mallory)
    answer = browser.post("/w/other/posts/new/", typed)
    assert answer.status_code == 422
    assert "is not in this library" in answer.content.decode()
    assert not Post.objects.filter(workspace=other).exists()
    page = browser.post("/w/other/posts/preview/", typed).content.decode()
    assert f"/assets/{asset.pk}" not in page


# --- In the library -------------------------------------------------------------------------------------


def test_the_library_knows_which_card_uses_a_picture(
    written: Post, asset: Asset, harbour: Any, enter: Any, ada: Any, grace: Any, acting: Any
) -> None:
    (use,) = usage.uses_of([asset.pk])[asset.pk]
    assert (use.post_id, use.needs) == (written.pk, False)
    page = enter(ada).get("/w/harbour/library/?show=unused").content.decode()
    assert f'data-asset="{asset.pk}"' not in page
    written.rewrite(acting(ada), replace(written.newest.content(), card=None))
    assert not usage.uses_of([asset.pk])
    assert f'data-asset="{asset.pk}"' in enter(ada).get("/w/harbour/library/?show=unused").content.decode()


def test_what_a_card_once_showed_is_not_erased(
    written: Post, asset: Asset, harbour: Any, ada: Any, acting: Any, now: Any
) -> None:
    removing.remove(harbour, [asset.pk], acting(ada), now)
    assert removing.erase(harbour, [asset.pk], acting(ada)) == (0, 1)


def test_another_picture_takes_its_place_in_the_card(
    written: Post, asset: Asset, harbour: Any, grace: Any, acting: Any
) -> None:
    new = intake.take_in(harbour.library, "pier.jpg", drawn(4))
    done = put_in_place(harbour, asset, new, Person(acting(grace), frozenset(Verb)))
    assert [post.pk for post in done.changed] == [written.pk]
    written.refresh_from_db()
    assert written.newest.content().card == replace(WORDS, asset_id=new.pk)

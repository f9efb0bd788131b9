"""Files come into the library: uploaded, or by an address."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from media.models import Asset, Collection, Library
from planner import outside
from planner.library import fetching
from planner.library.fetching import NotFetched, fetch
from publishers.web import Web
from tests.fakes.server import FakeServer, Reply, Request
from tests.planner.library.conftest import drawn

pytestmark = pytest.mark.django_db
UPLOAD, FETCH = "/w/harbour/library/upload/", "/w/harbour/library/fetch/"
SCRIPT = {"X-Part": "tile"}


class Elsewhere(FakeServer):
    """A site with a picture, a page, and addresses that lead on."""

    async def handle(self, request: Request) -> Reply:
        answers = {
            "/fog bank.jpg": Reply(200, drawn(1), {"content-type": "image/jpeg"}),
            "/page": Reply(200, b"<html>Fog</html>", {"content-type": "text/html"}),
            "/large": Reply(200, b"x" * 5000, {"content-type": "image/jpeg"}),
            "/words": Reply(200, b"just words", {"content-type": "image/jpeg"}),
            "/secret": Reply(403),
            "/to-fog": Reply(302, b"", {"location": "/fog%20bank.jpg"}),
            "/round": Reply(302, b"", {"location": "/round"}),
            "/inside": Reply(302, b"", {"location": "http://127.0.0.1:1/metadata"}),
            "/file": Reply(302, b"", {"location": "file:///etc/passwd"}),
        }
        hops = {f"/hop{n}": Reply(302, b"", {"location": f"/hop{n - 1}"}) for n in range(2, 5)}
        hops["/hop1"] = answers["/to-fog"]
        return (answers | hops).get(request.path.split("?")[0]) or Reply(404)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    with Elsewhere() as server:
        yield server


@pytest.fixture
def web(elsewhere: Elsewhere) -> Web:
    return Web(allow=frozenset({f"127.0.0.1:{elsewhere.port}"}), timeout=5)


def _file(number: int, name: str = "Fog.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, drawn(number), "image/jpeg")


def test_an_upload_answers_with_its_tile_and_says_when_it_was_there(enter: Any, ada: Any) -> None:
    browser = enter(ada)
    first = json.loads(browser.post(UPLOAD, {"file": _file(1)}).content)
    asset = Asset.objects.get()
    assert (first["id"], first["was_there"], first["said"]) == (asset.pk, False, "In the library")
    assert f'data-asset="{asset.pk}"' in first["tile"]
    assert asset.by_name == "Ada"
    again = json.loads(browser.post(UPLOAD, {"file": _file(1, "Other.jpg")}).content)
    assert (again["id"], again["was_there"], again["said"]) == (asset.pk, True, "It was there already")


def test_what_was_taken_out_comes_back_when_it_is_brought_again(enter: Any, grace: Any, harbour: Any) -> None:
    browser = enter(grace)
    browser.post(UPLOAD, {"file": _file(1)})
    asset = Asset.objects.get()
    browser.post(f"/w/harbour/library/{asset.pk}/change/", {"do": "remove"})
    assert not Asset.objects.of(harbour.library).exists()
    browser.post(UPLOAD, {"file": _file(1)})
    assert Asset.objects.of(harbour.library).get() == asset


def test_a_refusal_is_a_sentence(enter: Any, ada: Any) -> None:
    browser = enter(ada)
    for given in ({}, {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.4")}):
        answer = browser.post(UPLOAD, given)
        assert answer.status_code == 422
        assert answer["Content-Type"].startswith("text/plain")
        assert answer.content.decode().endswith(".")
    assert not Asset.objects.exists()


def test_a_viewer_brings_nothing(enter: Any, vera: Any) -> None:
    browser = enter(vera)
    assert browser.post(UPLOAD, {"file": _file(1)}).status_code == 403
    assert browser.post(FETCH, {"address": "https://example.org/"}).status_code == 403


def test_a_picture_is_fetched_by_its_address_through_redirects(web: Web, elsewhere: Elsewhere) -> None:
    for path in ("/fog%20bank.jpg", "/to-fog", "/hop2"):
        got = fetch(f"  {elsewhere.url}{path} ", web)
        assert (got.name, got.data) == ("fog bank.jpg", drawn(1))


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/page", "That is a page, not a picture"),
        ("/nowhere", "has nothing at that address"),
        ("/secret", "only to people who are signed in"),
        ("/round", "redirects too many times"),
        ("/hop4", "redirects too many times"),
        ("/large", "too large"),
        ("/inside", ""),
        ("/file", ""),
    ],
)
def test_what_cannot_be_fetched_is_said_clearly(
    path: str, says: str, web: Web, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 4000)
    with pytest.raises(NotFetched) as refusal:
        fetch(elsewhere.url + path, web)
    assert says in str(refusal.value)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://127.0.0.1:9/a.jpg",
        "https://10.0.0.1/a.jpg",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/a.jpg",
        "https://localhost/a.jpg",
        "file:///etc/passwd",
        "ftp://example.org/a.jpg",
        "data:image/png;base64,AAAA",
        "https://exa mple/\x00",
    ],
)
def test_private_addresses_and_strange_ones_are_refused(address: str) -> None:
    with pytest.raises(NotFetched) as refusal:
        fetch(address, Web(timeout=5))
    assert str(refusal.value)


def test_a_redirect_to_a_private_address_is_never_asked(elsewhere: Elsewhere) -> None:
    with Elsewhere() as inner:
        web = Web(allow=frozenset({f"127.0.0.1:{elsewhere.port}"}), timeout=5)

        async def lead_in(request: Request) -> Reply:
            return Reply(302, b"", {"location": f"{inner.url}/fog%20bank.jpg"})

        elsewhere.handle = lead_in  # type: ignore[method-assign]
        with pytest.raises(NotFetched):
            fetch(elsewhere.url, web)
        assert inner.connections == 0


def test_the_form_by_address_brings_a_picture(
    enter: Any, ada: Any, elsewhere: Elsewhere, settings: Any, harbour: Any
) -> None:
    settings.ALLOW_PRIVATE_HOSTS = frozenset({f"127.0.0.1:{elsewhere.port}"})
    outside.web.cache_clear()
    browser = enter(ada)
    answer = browser.post(FETCH, {"address": f"{elsewhere.url}/to-fog"}, headers=SCRIPT)
    asset = Asset.objects.of(harbour.library).get()
    assert json.loads(answer.content)["id"] == asset.pk
    assert asset.name == "fog bank.jpg"
    refused = browser.post(FETCH, {"address": f"{elsewhere.url}/words"}, headers=SCRIPT)
    assert refused.status_code == 422
    plain = browser.post(FETCH, {"address": f"{elsewhere.url}/to-fog"})
    assert plain["Location"] == f"/w/harbour/library/{asset.pk}/"
    outside.web.cache_clear()


def test_the_composer_chooses_from_the_same_library(
    enter: Any, ada: Any, bring: Callable[..., Asset]
) -> None:
    asset = bring("Fog.jpg", alt="Ships in the fog")
    bring("Pier.jpg")
    browser = enter(ada)
    page = browser.get("/w/harbour/posts/pictures/", {"q": "ships"}).content.decode()
    assert f'data-asset="{asset.pk}"' in page
    assert "Pier.jpg" not in page
    row = browser.get("/w/harbour/posts/picture/", {"asset": asset.pk}).content.decode()
    assert "Ships in the fog</textarea>" in row


def test_what_comes_while_a_collection_is_open_is_put_there(enter: Any, ada: Any, harbour: Any) -> None:
    library, _made = Library.objects.get_or_create(owner=harbour.library)
    spring = Collection.objects.create(library=library, name="Spring")
    foreign = Collection.objects.create(library=Library.objects.create(owner="workspace:999"), name="Theirs")
    browser = enter(ada)
    told = json.loads(browser.post(UPLOAD, {"file": _file(1), "collection": spring.pk}).content)
    browser.post(UPLOAD, {"file": _file(2), "collection": foreign.pk})
    browser.post(UPLOAD, {"file": _file(3), "collection": "x"})
    assert (told["total"], told["files"]) == (1, "1 file")
    assert [asset.collection for asset in Asset.objects.order_by("pk")] == [spring, None, None]


def test_an_empty_file_is_said_to_be_empty(enter: Any, ada: Any) -> None:
    answer = enter(ada).post(UPLOAD, {"file": SimpleUploadedFile("fog.jpg", b"")})
    assert "That file is empty" in answer.content.decode()

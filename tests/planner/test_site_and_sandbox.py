"""What our own networks show: the site to everybody, the sandbox to members, and nothing beside them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from publishers.message import Parcel, Part
from publishers.sandbox import store

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(harbour: Any, settings: Any) -> Path:
    folder = Path(settings.SITE_ROOT) / "harbour"
    (folder / "images").mkdir(exist_ok=True)
    (folder / "images" / "a.png").write_bytes(b"\x89PNG")
    (folder / "evil.svg").write_text("<svg/>")
    return folder


def test_everybody_reads_the_site(root: Path, client: Client) -> None:
    page: Any = client.get("/site/harbour/")
    assert (page.status_code, page["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"Harbour" in b"".join(page.streaming_content)
    assert page["Content-Security-Policy"].startswith("default-src 'none'")
    assert page["X-Content-Type-Options"] == "nosniff"
    for file, kind in (
        ("feed.xml", "application/atom+xml"),
        ("rss.xml", "application/rss+xml"),
        ("feed.json", "application/feed+json"),
        ("style.css", "text/css"),
        ("images/a.png", "image/png"),
    ):
        answer = client.get(f"/site/harbour/{file}")
        assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, kind)
        again = client.get(f"/site/harbour/{file}", headers={"If-Modified-Since": answer["Last-Modified"]})
        assert (again.status_code, again.content) == (304, b"")
    assert client.get("/site/harbour/images").status_code == 301


@pytest.mark.parametrize(
    "file",
    [
        ".almanac.sqlite3",
        "images/../.almanac.sqlite3",
        "../../vault.key",
        "..%2f..%2fvault.key",
        "%2e%2e/%2e%2e/vault.key",
        "/etc/passwd",
        "//etc/passwd",
        "..\\..\\vault.key",
        "images/",
        "evil.svg",
        "nothing.html",
        "a%00.html",
        "index.html/",
        "x" * 250,
        "outside.html",
    ],
)
def test_nothing_else_is_shown(root: Path, client: Client, settings: Any, file: str) -> None:
    (Path(settings.HOME) / "outside.html").write_text("secret")
    (root / "outside.html").unlink(missing_ok=True)
    (root / "outside.html").symlink_to(Path(settings.HOME) / "outside.html")
    assert client.get(f"/site/harbour/{file}").status_code == 404
    assert client.get(f"/site/nowhere/{file}").status_code == 404
    assert client.post("/site/harbour/").status_code in {403, 405}


def test_members_look_at_the_sandbox(
    harbour: Any, settings: Any, olga: Any, mallory: Any, enter: Callable[[Any], Any], now: Any
) -> None:
    with store.opened(str(Path(settings.SANDBOX_ROOT) / "harbour")) as posts:
        row = store.put(posts, Parcel(Part("Ships <b>wait</b>.")), "key", now)
    browser = enter(olga)
    for address in ("/sandbox/harbour/", "/sandbox/harbour/@harbour", f"/sandbox/harbour/@harbour/{row.id}"):
        assert "Ships &lt;b&gt;wait&lt;/b&gt;." in browser.get(address).content.decode()
    assert browser.get("/sandbox/harbour/@harbour/nothing").status_code == 404
    browser.force_login(mallory, "allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get("/sandbox/harbour/").status_code == 404
    assert Client().get("/sandbox/harbour/").status_code == 302

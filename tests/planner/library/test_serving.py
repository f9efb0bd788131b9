"""Files of the library go to members only, as what they are, whole or in part."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as installed

from media import store, thumbnails
from media.intake import take_in
from media.models import Asset, Library, Rendition
from planner.people.models import Workspace
from tests.fakes import bucket
from tests.programs import png

pytestmark = pytest.mark.django_db
VIDEO = bytes(range(256)) * 1000


@pytest.fixture
def browser(enter: Callable[[Any], Any], olga: Any) -> Any:
    return enter(olga)


@pytest.fixture
def picture(harbour: Workspace) -> Asset:
    return take_in(harbour.library, "Туман «утром».png", png())


@pytest.fixture
def video(harbour: Workspace) -> Asset:
    """Not a real one: how it came into the library is tested elsewhere."""
    library, _new = Library.objects.get_or_create(owner=harbour.library)
    sha256, path = store.keep(VIDEO, "video/mp4")
    return Asset.objects.create(
        library=library,
        sha256=sha256,
        content_type="video/mp4",
        width=2,
        height=2,
        size=len(VIDEO),
        path=path,
    )


def _at(asset: Asset, rest: str = "") -> str:
    return f"/w/harbour/assets/{asset.pk}{rest}"


def _body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def test_it_comes_as_what_it_is_and_can_only_be_looked_at(browser: Any, picture: Asset) -> None:
    answer = browser.get(_at(picture))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert _body(answer) == store.read(picture.path)
    assert answer["Content-Length"] == str(picture.size)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["Content-Disposition"] == f'inline; filename="{picture.sha256[:16]}.png"'
    assert answer["Cache-Control"] == "private, max-age=86400, immutable"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_it_is_saved_under_its_own_name(browser: Any, picture: Asset) -> None:
    answer = browser.get(_at(picture, "?download=1"))
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''%D0%A2%D1%83%D0%BC%D0%B0%D0%BD%20%C2%AB"
        "%D1%83%D1%82%D1%80%D0%BE%D0%BC%C2%BB.png"
    )


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("fog.html", 'attachment; filename="fog.png"'),
        ('a"b\\c.png', 'attachment; filename="a\\"b\\\\c.png"'),
        ("a; filename=evil.exe", 'attachment; filename="a; filename=evil.png"'),
        ("", 'attachment; filename="{sha}.png"'),
        (". .", 'attachment; filename="{sha}.png"'),
    ],
)
def test_no_name_misleads(browser: Any, picture: Asset, name: str, saved: str) -> None:
    Asset.objects.filter(pk=picture.pk).update(name=name)
    answer = browser.get(_at(picture, "?download=1"))
    assert answer["Content-Disposition"] == saved.format(sha=picture.sha256[:16])


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/pdf", "", "image/png; x"])
def test_what_is_not_on_our_list_is_not_shown(browser: Any, picture: Asset, kind: str) -> None:
    Asset.objects.filter(pk=picture.pk).update(content_type=kind)
    assert browser.get(_at(picture)).status_code == 404
    assert browser.get(_at(picture, "/320.webp")).status_code == 404


def test_who_has_it_already_does_not_get_it_again(browser: Any, picture: Asset) -> None:
    etag = browser.get(_at(picture))["ETag"]
    again = browser.get(_at(picture), headers={"If-None-Match": etag})
    assert (again.status_code, _body(again), again["ETag"]) == (304, b"", etag)
    assert again["Cache-Control"].startswith("private")
    assert browser.get(_at(picture), headers={"If-None-Match": '"other"'}).status_code == 200


def test_head_tells_everything_but_the_bytes(browser: Any, picture: Asset) -> None:
    answer = browser.head(_at(picture))
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Length"] == str(picture.size)
    assert browser.post(_at(picture)).status_code == 405


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-1", 0, 1),  # how Safari begins
        ("bytes=0-", 0, len(VIDEO) - 1),
        ("bytes=100-199", 100, 199),
        ("bytes=255000-", 255_000, len(VIDEO) - 1),
        ("bytes=-100", len(VIDEO) - 100, len(VIDEO) - 1),
        ("bytes=-999999999", 0, len(VIDEO) - 1),
        ("bytes=255999-9999999999999999", 255_999, 255_999),
    ],
)
def test_a_part_of_a_video(browser: Any, video: Asset, asked: str, first: int, last: int) -> None:
    answer = browser.get(_at(video), headers={"Range": asked})
    whole = (first, last) == (0, len(VIDEO) - 1)
    assert answer.status_code == (200 if whole else 206)
    assert _body(answer) == VIDEO[first : last + 1]
    assert answer["Content-Length"] == str(last - first + 1)
    assert answer.get("Content-Range") == (None if whole else f"bytes {first}-{last}/{len(VIDEO)}")
    assert answer["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=999999-1000000", "bytes=-0"])
def test_a_part_that_is_not_there(browser: Any, video: Asset, asked: str) -> None:
    answer = browser.get(_at(video), headers={"Range": asked})
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(VIDEO)}")
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "asked", ["bytes=5-2", "bytes=0-1,5-6", "bytes=-", "bytes", "pages=1-2", "bytes=x-y", "bytes=１-２"]
)
def test_a_part_that_we_cannot_read_is_the_whole(browser: Any, video: Asset, asked: str) -> None:
    assert browser.get(_at(video), headers={"Range": asked}).status_code == 200


def test_a_part_of_another_file_is_the_whole_of_this_one(browser: Any, video: Asset) -> None:
    etag = browser.head(_at(video))["ETag"]
    for condition, status in ((etag, 206), ('"other"', 200)):
        answer = browser.get(_at(video), headers={"Range": "bytes=0-9", "If-Range": condition})
        assert answer.status_code == status


def test_the_file_is_closed_also_when_nobody_reads_it(browser: Any, video: Asset) -> None:
    answer = browser.get(_at(video))
    [part] = [closer.__self__ for closer in answer._resource_closers if hasattr(closer, "__self__")][:1]
    answer.close()
    assert part.file.closed


def test_a_file_that_was_lost_is_not_there(browser: Any, picture: Asset) -> None:
    store.delete(picture.path)
    assert browser.get(_at(picture)).status_code == 404


def test_a_store_that_does_not_answer_is_asked_again(browser: Any, picture: Asset, settings: Any) -> None:
    pytest.importorskip("storages", reason="requirements/s3.txt is not installed")
    settings.STORAGES = bucket.storages(settings, f"http://127.0.0.1:{bucket.free_port()}")
    answer = browser.get(_at(picture))
    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
    assert answer["Content-Type"].startswith("text/plain")
    assert "does not answer" in answer.content.decode()
    assert bucket.OPTIONS["secret_key"] not in answer.content.decode()


# --- Small copies ---------------------------------------------------------------------------------


def _thumbnail_of(asset: Asset, width: int) -> bytes:
    data = f"a small copy, {width} wide".encode()
    sha256, path = store.keep(data, "image/webp")
    Rendition.objects.create(
        asset=asset,
        recipe=thumbnails.recipe(width).key(),
        sha256=sha256,
        content_type="image/webp",
        width=width,
        height=width,
        size=len(data),
        path=path,
    )
    return data


def test_a_small_copy_is_shown_once_it_is_made(browser: Any, picture: Asset) -> None:
    for width in thumbnails.WIDTHS:
        early = browser.get(_at(picture, f"/{width}.webp"))
        assert (early["Content-Type"], early["Cache-Control"]) == ("image/png", "private, max-age=30")
        assert _body(early) == store.read(picture.path)
        small = _thumbnail_of(picture, width)
        answer = browser.get(_at(picture, f"/{width}.webp"), headers={"If-None-Match": early["ETag"]})
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert "immutable" in answer["Cache-Control"]
        assert _body(answer) == small


def test_there_are_only_some_widths(browser: Any, picture: Asset) -> None:
    for width in (0, 1, 319, 641, 10**9):
        assert browser.get(_at(picture, f"/{width}.webp")).status_code == 404


def test_a_video_has_a_small_copy_or_none(browser: Any, video: Asset) -> None:
    assert browser.get(_at(video, "/320.webp")).status_code == 404
    small = _thumbnail_of(video, 320)
    assert _body(browser.get(_at(video, "/320.webp"))) == small


def test_nobody_else_sees_anything(browser: Any, picture: Asset, video: Asset, mallory: Any) -> None:
    _thumbnail_of(picture, 320)
    browser.logout()
    for rest in ("", "/320.webp", "?download=1"):
        assert browser.get(_at(picture, rest))["Location"].startswith("/account/login/")
    browser.force_login(mallory, installed.AUTHENTICATION_BACKENDS[0])
    for rest in ("", "/320.webp", "?download=1"):
        assert browser.get(_at(picture, rest)).status_code == 404
        assert browser.get(_at(picture, rest).replace("harbour", "other")).status_code == 404


def test_files_on_disk_have_no_address_of_their_own(browser: Any, picture: Asset) -> None:
    for path in (f"/media/{picture.path}", f"/{picture.path}", f"/static/{picture.path}", "/m/", "/m"):
        assert browser.get(path).status_code == 404
    assert Path(installed.MEDIA_ROOT, picture.path).exists()

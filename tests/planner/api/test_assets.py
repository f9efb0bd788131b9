"""Assets through the API: brought in, found, described, taken out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from media import store, thumbnails
from media.models import Asset, Library, Rendition
from planner.history.models import Entry
from planner.posts.models import Post
from planner.reviews.models import Pin
from tests.media.pictures import photo
from tests.programs import png

pytestmark = pytest.mark.django_db


def _send(program: Any, data: bytes = b"", **fields: Any) -> Any:
    sent = {"file": SimpleUploadedFile("fog.png", data or png()), **fields}
    return Client().post("/api/v1/assets", sent, headers={"Authorization": f"Bearer {program.secret}"})


def _found(ask: Any, query: str) -> list[int]:
    status, found = ask("GET", f"/assets?{query}")
    assert status == 200, found
    return [one["id"] for one in found["items"]]


# --- Bringing in ----------------------------------------------------------------------------------


def test_a_picture_is_uploaded_once(ask: Any) -> None:
    first, second = (ask.upload(png(), alt="Fog over the quay") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert (first.json().pop("was_there"), second.json()["was_there"]) == (False, True)
    one = {name: value for name, value in first.json().items() if name not in {"was_there", "note"}}
    assert one["id"] == second.json()["id"]
    assert (one["content_type"], one["width"], one["height"]) == ("image/png", 4, 3)
    assert (one["name"], one["alt"], one["frames"], one["seconds"]) == ("fog.png", "Fog over the quay", 1, 0)
    assert (one["tags"], one["collection"], one["focus"]) == ([], None, None)
    assert ask("GET", f"/assets/{one['id']}")[1] == one
    assert ask("GET", "/assets")[1]["items"] == [one]


def test_it_is_named_and_sorted_while_it_is_brought_in(ask: Any, harbour: Any) -> None:
    answer = _send(ask, name="Quay.png", tags=["fog", "quay"], collection="Spring", alt="Fog")
    shown = answer.json()
    assert (shown["name"], shown["tags"], shown["collection"]) == ("Quay.png", ["fog", "quay"], "Spring")
    again = _send(ask).json()  # says nothing: nothing is forgotten
    assert (again["name"], again["tags"], again["alt"]) == ("Quay.png", ["fog", "quay"], "Fog")
    assert Asset.objects.get().by_name == "Olga"


def test_small_copies_have_addresses(ask: Any, picture: int, enter: Callable[[Any], Any], olga: Any) -> None:
    shown = ask("GET", f"/assets/{picture}")[1]
    assert [one["width"] for one in shown["thumbnails"]] == list(thumbnails.WIDTHS)
    browser = enter(olga)
    for one in shown["thumbnails"]:
        assert browser.get(one["url"]).status_code == 200
    Asset.objects.update(content_type="video/mp4")
    assert ask("GET", f"/assets/{picture}")[1]["thumbnails"] == []
    Rendition.objects.create(
        asset_id=picture, recipe=thumbnails.recipe(640).key(), sha256="0" * 64, content_type="image/webp",
        width=640, height=480, size=9, path="x",
    )  # fmt: skip
    assert [one["width"] for one in ask("GET", f"/assets/{picture}")[1]["thumbnails"]] == [640]


def test_what_is_no_picture_is_refused(ask: Any) -> None:
    for data, status in ((b"<svg/>", 422), (b"", 422), (png()[:40], 422), (png() + b"x" * 32_000_000, 413)):
        answer = ask.upload(data)
        assert answer.status_code == status
        assert answer["Content-Type"] == "application/problem+json"
    assert ask("POST", "/assets", {"file": "x"})[0] == 422
    assert ask("GET", "/assets")[1]["items"] == []


def test_a_request_that_says_it_is_huge_is_not_even_read(ask: Any) -> None:
    for key in ({}, {"Idempotency-Key": "huge"}):
        answer = Client().generic(
            "POST",
            "/api/v1/assets",
            b"--x\r\n",
            "multipart/form-data; boundary=x",
            headers={"Authorization": f"Bearer {ask.secret}", **key},
            CONTENT_LENGTH=str(211 * 1024 * 1024),
        )
        assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")


def test_a_full_library_says_how_full(ask: Any, harbour: Any, picture: int) -> None:
    Library.objects.filter(owner=harbour.library).update(quota=100)
    answer = _send(ask, png(9, 9))
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"].endswith("#over-quota")
    assert "100" in problem["detail"]
    assert _send(ask).status_code == 201  # the same once more needs no room


def test_an_upload_with_a_key_is_done_once(ask: Any) -> None:
    def send(**fields: Any) -> Any:
        sent = {"file": SimpleUploadedFile("fog.png", png()), **fields}
        headers = {"Authorization": f"Bearer {ask.secret}", "Idempotency-Key": "one"}
        return Client().post("/api/v1/assets", sent, headers=headers)

    first, again = send(tags=["a", "b"]), send(tags=["a", "b"])
    assert (again["Idempotency-Replayed"], again.json()) == ("true", first.json())
    assert send(tags=["c", "b"]).json()["type"].endswith("#key-reused")


def test_a_picture_is_shown_to_members(
    ask: Any, picture: int, enter: Callable[[Any], Any], olga: Any
) -> None:
    shown = enter(olga).get(ask("GET", f"/assets/{picture}")[1]["url"])
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert shown["Cache-Control"].startswith("private")
    assert b"".join(shown.streaming_content).startswith(b"\x89PNG")


# --- Finding --------------------------------------------------------------------------------------


def test_the_list_is_sifted(ask: Any, write: Callable[..., Any]) -> None:
    fog = _send(ask, png(3, 3), name="Туман.png", tags=["harbour"], collection="Spring").json()["id"]
    quay = _send(ask, png(4, 4), name="quay.png", alt="A quay in the morning").json()["id"]
    clip = _send(ask, png(5, 5), name="clip.mp4").json()["id"]
    Asset.objects.filter(pk=clip).update(content_type="video/mp4")
    write(assets=[{"id": quay, "alt": ""}])
    for query, found in (
        ("", [clip, quay, fog]),
        ("q=туман", [fog]),
        ("q=MORNING", [quay]),
        ("q=harbour", [fog]),
        ("q=nothing", []),
        ("collection=Spring", [fog]),
        ("collection=spr", []),
        ("tag=harbour", [fog]),
        ("tag=harb", []),
        ("used=true", [quay]),
        ("used=false", [clip, fog]),
        ("missing_alt=true", [clip, fog]),
        ("missing_alt=false", [quay]),
        ("kind=video", [clip]),
        ("kind=picture", [quay, fog]),
        ("kind=picture&used=false&missing_alt=true&tag=harbour&q=.png", [fog]),
    ):
        assert _found(ask, query) == found, query
    assert ask("GET", "/assets?kind=sound")[0] == 422


def test_a_long_list_takes_few_queries(ask: Any, harbour: Any, django_assert_max_num_queries: Any) -> None:
    library = Library.objects.create(owner=harbour.library)
    Asset.objects.bulk_create(
        Asset(library=library, sha256=f"{n:064}", content_type="image/png", width=1, height=1, size=1)
        for n in range(100)
    )
    with django_assert_max_num_queries(8):
        assert len(_found(ask, "limit=100&q=&used=false")) == 100


# --- Describing -----------------------------------------------------------------------------------


def test_only_what_is_given_changes(ask: Any, picture: int) -> None:
    path = f"/assets/{picture}"
    status, shown = ask("PATCH", path, {"alt": " A quay ", "focus": {"x": 0.25, "y": 1}})
    assert (status, shown["alt"], shown["focus"], shown["name"]) == (
        200,
        "A quay",
        {"x": 0.25, "y": 1.0},
        "fog.png",
    )
    shown = ask("PATCH", path, {"tags": ["quay", "#fog", "quay"], "collection": " Spring  2027 "})[1]
    assert (shown["tags"], shown["collection"], shown["alt"]) == (["fog", "quay"], "Spring 2027", "A quay")
    shown = ask("PATCH", path, {"name": "../quay\u202e.png", "tags": [], "collection": None, "focus": None})[
        1
    ]
    assert (shown["name"], shown["tags"], shown["collection"], shown["focus"]) == ("quay.png", [], None, None)
    assert ask("PATCH", path, {})[1] == shown


@pytest.mark.parametrize(
    "body",
    [
        {"focus": {"x": 1.01, "y": 0}},
        {"focus": {"x": -0.1, "y": 0}},
        {"focus": {"x": 0.5}},
        {"focus": {"x": "left", "y": 0}},
        {"alt": "x" * 1501},
        {"name": "x" * 201},
        {"tags": ["x"] * 31},
        {"tags": "fog"},
        {"sha256": "0"},
        {"alt": "\x00"},
    ],
)
def test_what_cannot_be_said_is_refused(ask: Any, picture: int, body: Any) -> None:
    before = ask("GET", f"/assets/{picture}")[1]
    assert ask("PATCH", f"/assets/{picture}", body)[0] == 422
    assert ask("GET", f"/assets/{picture}")[1] == before


def test_tags_and_collections_of_others_are_not_taken(ask: Any, stranger: Any, picture: int) -> None:
    _send(stranger, png(8, 8), tags=["fog"], collection="Spring")
    ask("PATCH", f"/assets/{picture}", {"tags": ["fog"], "collection": "Spring"})
    asset = Asset.objects.get(pk=picture)
    assert asset.collection is not None
    assert asset.collection.library_id == asset.library_id
    assert {tag.library_id for tag in asset.tags.all()} == {asset.library_id}
    assert _found(stranger, "tag=fog&collection=Spring") != [picture]


# --- Taking out -----------------------------------------------------------------------------------


def test_what_is_taken_out_is_gone_for_the_library_and_not_for_posts(
    ask: Any, picture: int, write: Callable[..., Any], enter: Callable[[Any], Any], olga: Any
) -> None:
    post = write(assets=[{"id": picture, "alt": ""}])
    url = ask("GET", f"/assets/{picture}")[1]["url"]
    assert ask("DELETE", f"/assets/{picture}") == (204, None)
    assert Entry.objects.order_by("-number")[0].act == "asset.removed"
    for method, path in (
        *(("GET", ""), ("PATCH", ""), ("DELETE", "")),
        ("GET", "/renditions"),
    ):
        assert ask(method, f"/assets/{picture}{path}", {} if method == "PATCH" else None)[0] == 404
    assert _found(ask, "") == []
    assert enter(olga).get(url).status_code == 200
    assert ask("GET", f"/posts/{post['id']}")[1]["assets"] == [{"id": picture, "alt": "", "focus": None}]
    back = _send(ask).json()
    assert (back["id"], "back as it was" in back["note"]) == (picture, True)
    assert _found(ask, "") == [picture]


def test_what_a_planned_post_needs_stays(ask: Any, picture: int, agreed: Callable[..., Any]) -> None:
    post = agreed(assets=[{"id": picture, "alt": "Fog"}])
    planned = ask("POST", f"/posts/{post['id']}/schedule", {"at": "2030-01-01T00:00"})
    assert planned[0] == 201, planned
    status, problem = ask("DELETE", f"/assets/{picture}")
    assert (status, problem["type"].split("#")[1]) == (409, "needed")
    [mistake] = problem["errors"]
    assert (mistake["where"], mistake["what"]) == (f"post {post['id']}", "Fog")
    assert _found(ask, "") == [picture]
    for delivery in ask("GET", "/deliveries")[1]["items"]:
        ask("POST", f"/deliveries/{delivery['id']}/cancel")
    Post.objects.update(planned_at=None)
    assert ask("DELETE", f"/assets/{picture}")[0] == 204


def test_an_author_brings_in_and_does_not_change(
    program: Callable[..., Any], harbour: Any, ada: Any, picture: int
) -> None:
    author = program(harbour, ada)
    assert _send(author, alt="Mine now").json()["alt"] == ""  # it was there already
    assert author.upload(png(6, 6)).status_code == 201
    assert author("PATCH", f"/assets/{picture}", {"alt": "x"})[0] == 403
    assert author("DELETE", f"/assets/{picture}")[0] == 403


def test_copies_are_listed(ask: Any, picture: int) -> None:
    assert ask("GET", f"/assets/{picture}/renditions") == (200, [])
    sha256, path = store.keep(b"a copy", "image/jpeg")
    Rendition.objects.create(
        asset_id=picture, recipe="r", sha256=sha256, content_type="image/jpeg", width=3, height=2, size=6,
        path=path,
    )  # fmt: skip
    [one] = ask("GET", f"/assets/{picture}/renditions")[1]
    one.pop("created_at")
    said = {"width": 3, "height": 2, "content_type": "image/jpeg", "size": 6, "sha256": sha256}
    assert one == said | {"channels": []}


def test_a_preview_makes_the_copies_and_tells_what_each_channel_gets(
    ask: Any, harbour: Any, write: Callable[..., Any]
) -> None:
    site = harbour.channels.get(network="site")
    asset = _send(ask, photo(2600, 1300)).json()["id"]
    post = write(channels=[site.pk], assets=[{"id": asset, "alt": "Fog"}])
    [preview] = ask("GET", f"/posts/{post['id']}/preview")[1]
    [image] = preview["parts"][0]["images"]
    assert (image["width"], image["height"], image["content_type"]) == (2048, 1024, "image/jpeg")
    [copy] = ask("GET", f"/assets/{asset}/renditions")[1]
    assert (copy["sha256"], copy["size"], copy["channels"]) == (image["sha256"], image["size"], [site.pk])
    ask("POST", f"/posts/{post['id']}/submit")
    assert ask("POST", f"/posts/{post['id']}/approve", {"version": 1})[0] == 200
    assert Pin.objects.get(channel=site).digest == preview["digest"]

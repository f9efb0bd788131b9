"""Posts through the API: written, changed, found, put away."""

from collections.abc import Callable
from typing import Any

import pytest

from planner.campaigns.models import Campaign, Tag
from planner.posts.models import Post, Version

pytestmark = pytest.mark.django_db


def test_a_post_is_written_whole(ask: Any, sandbox: int, site: int, picture: int) -> None:
    status, post = ask(
        "POST",
        "/posts",
        {
            "title": "Fog",
            "text": "Ships wait.",
            "channels": [sandbox],
            "variants": [{"channel": site, "text": "Ships wait, and so do we."}],
            "assets": [{"id": picture, "alt": "Fog over the quay", "focus": {"x": 0.25, "y": 1}}],
            "campaign": "Autumn",
            "pillar": "Weather",
            "tags": ["fog", "#harbour"],
            "kind": "seasonal",
            "valid_until": "2030-01-01T12:00",
            "review_by": "2029-12-01",
            "external_id": "cms-7",
        },
    )
    assert status == 201
    assert post["stage"] == "draft"
    assert (post["version"], post["approved_version"]) == (1, None)
    assert sorted(post["channels"]) == sorted([sandbox, site])
    assert post["variants"] == [{"channel": site, "text": "Ships wait, and so do we.", "options": {}}]
    assert post["assets"] == [{"id": picture, "alt": "Fog over the quay", "focus": {"x": 0.25, "y": 1.0}}]
    assert (post["campaign"], post["pillar"], sorted(post["tags"])) == (
        "Autumn",
        "Weather",
        ["fog", "harbour"],
    )
    assert post["valid_until"] == "2030-01-01T09:00:00Z"  # noon in Moscow
    assert post["author"]["name"] == "Olga"
    assert ask("GET", f"/posts/{post['id']}") == (200, post)


def test_names_are_made_once(write: Callable[..., Any]) -> None:
    for _ in range(2):
        write(campaign="Autumn", tags=["fog", "fog"])
    assert Campaign.objects.count() == Tag.objects.count() == 1


def test_only_what_is_given_changes(ask: Any, write: Callable[..., Any], sandbox: int, site: int) -> None:
    post = write(variants=[{"channel": site, "text": "Own words"}], campaign="Autumn", tags=["fog"])
    status, changed = ask("PATCH", f"/posts/{post['id']}", {"text": "Ships leave.", "campaign": None})
    assert status == 200
    assert (changed["title"], changed["text"], changed["version"]) == ("Fog", "Ships leave.", 2)
    assert (changed["campaign"], changed["tags"]) == (None, ["fog"])
    assert changed["variants"] == post["variants"]
    status, changed = ask("PATCH", f"/posts/{post['id']}", {"channels": [site]})
    assert changed["channels"] == [site]
    assert changed["variants"] == post["variants"]


def test_labels_alone_make_no_version(ask: Any, agreed: Callable[..., Any]) -> None:
    post = agreed()
    status, changed = ask("PATCH", f"/posts/{post['id']}", {"tags": ["fog"]})
    assert (status, changed["version"], changed["stage"]) == (200, 1, "approved")


def test_new_words_need_a_new_yes(ask: Any, agreed: Callable[..., Any]) -> None:
    post = agreed()
    _status, changed = ask("PATCH", f"/posts/{post['id']}", {"text": "Ships leave."})
    assert (changed["stage"], changed["approved_version"]) == ("draft", None)


def test_who_read_an_older_version_is_told(ask: Any, write: Callable[..., Any]) -> None:
    post = write()
    ask("PATCH", f"/posts/{post['id']}", {"text": "Ships leave.", "version": 1})
    status, problem = ask("PATCH", f"/posts/{post['id']}", {"text": "Ships sink.", "version": 1})
    assert (status, problem["type"]) == (409, "/api/v1/docs#overtaken")
    assert Version.objects.filter(post=post["id"]).count() == 2


def test_an_external_id_is_taken_once(ask: Any, write: Callable[..., Any]) -> None:
    first = write(external_id="cms-7")
    status, problem = ask("POST", "/posts", {"title": "Again", "external_id": "cms-7"})
    assert status == 409
    assert f"Post {first['id']} " in problem["detail"]
    assert problem["errors"][0]["where"] == "body.external_id"
    assert Post.objects.count() == 1
    second = write()
    assert ask("PATCH", f"/posts/{second['id']}", {"external_id": "cms-7"})[0] == 409
    assert ask("GET", "/posts?external_id=cms-7")[1]["items"][0]["id"] == first["id"]


def test_what_nobody_may_set_is_refused(
    ask: Any, write: Callable[..., Any], other: Any, mallory: Any
) -> None:
    """Mass assignment: the field is named as the mistake, and nothing changed."""
    post = write()
    for field, value in {
        "state": "approved", "stage": "published", "approved_version": 1, "workspace": other.pk,
        "workspace_id": other.pk, "author": mallory.pk, "author_id": mallory.pk, "id": 1, "example": True,
        "planned_at": "2030-01-01T00:00Z", "deliveries": [{"state": "out"}], "head": 1, "receipt_id": "x",
    }.items():  # fmt: skip
        for method, path in (("PATCH", f"/posts/{post['id']}"), ("POST", "/posts")):
            status, problem = ask(method, path, {"title": "Changed", field: value})
            assert status == 422, field
            assert problem["errors"][0]["where"] == f"body.{field}"
    assert ask("GET", f"/posts/{post['id']}")[1] == post
    assert Post.objects.count() == 1


def test_a_post_is_archived_and_no_longer_listed(ask: Any, write: Callable[..., Any]) -> None:
    post = write()
    assert ask("DELETE", f"/posts/{post['id']}") == (204, None)
    assert ask("GET", f"/posts/{post['id']}")[1]["stage"] == "archived"
    assert ask("GET", "/posts")[1]["items"] == []
    assert len(ask("GET", "/posts?stage=archived")[1]["items"]) == 1
    assert ask("DELETE", f"/posts/{post['id']}")[0] == 409


def test_posts_are_found(ask: Any, write: Callable[..., Any], site: int, olga: Any) -> None:
    fog = write(campaign="Autumn", pillar="Weather", tags=["fog"])
    write(title="Sun", text="Ships leave.", channels=[site])
    for query in (
        "campaign=Autumn", "pillar=Weather", "tag=fog", "q=wait", "q=Fog", f"channel={fog['channels'][0]}",
        "stage=draft&q=fog",
    ):  # fmt: skip
        found = ask("GET", f"/posts?{query}")[1]["items"]
        assert [post["id"] for post in found] == [fog["id"]], query
    assert len(ask("GET", f"/posts?author={olga.pk}")[1]["items"]) == 2
    assert ask("GET", "/posts?author=999")[1]["items"] == []
    assert ask("GET", "/posts?q=%25")[1]["items"] == []


def test_versions_say_what_changed(ask: Any, write: Callable[..., Any]) -> None:
    post = write()
    ask("PATCH", f"/posts/{post['id']}", {"text": "Ships leave."})
    versions = ask("GET", f"/posts/{post['id']}/versions")[1]["items"]
    assert [version["number"] for version in versions] == [2, 1]
    changes = [(change["op"], change["text"]) for change in versions[0]["changes"]]
    assert changes == [("same", "Ships "), ("removed", "wait"), ("added", "leave"), ("same", ".")]


def test_a_preview_is_what_goes_out(ask: Any, write: Callable[..., Any], picture: int) -> None:
    post = write(text="*Ships* wait.\n\n---\n\n" + "x" * 501, assets=[{"id": picture}])
    status, [preview] = ask("GET", f"/posts/{post['id']}/preview")
    assert status == 200
    assert (preview["network"], preview["sendable"], preview["unit"]) == ("sandbox", False, "graphemes")
    assert [(part["text"][:11], part["count"], part["limit"]) for part in preview["parts"]] == [
        ("Ships wait.", 11, 500),
        ("x" * 11, 501, 500),
    ]
    problems = {one["code"]: one for one in preview["problems"]}
    assert problems["too_long"]["blocking"]
    assert problems["too_long"]["part"] == 1
    assert not problems["no_alt_text"]["blocking"]


def test_a_copy_is_a_new_draft(ask: Any, agreed: Callable[..., Any]) -> None:
    post = agreed(tags=["fog"], external_id="cms-7")
    status, copy = ask("POST", f"/posts/{post['id']}/duplicate")
    assert status == 201
    assert copy["id"] != post["id"]
    assert (copy["text"], copy["tags"], copy["stage"], copy["external_id"]) == (
        post["text"],
        ["fog"],
        "draft",
        None,
    )


def test_an_author_changes_only_their_own(
    program: Callable[..., Any], harbour: Any, ada: Any, write: Callable[..., Any]
) -> None:
    theirs, by_ada = write(), program(harbour, ada, ["write", "read"])
    for method, path, body in (
        ("PATCH", "", {"text": "Mine now"}), ("DELETE", "", None), ("POST", "/submit", None),
        ("POST", "/withdraw", None), ("POST", "/archive", None),
    ):  # fmt: skip
        status, problem = by_ada(method, f"/posts/{theirs['id']}{path}", body)
        assert (status, problem["type"]) == (403, "/api/v1/docs#not-yours"), path
    status, own = by_ada("POST", "/posts", {"title": "Mine"})
    assert status == 201
    assert by_ada("PATCH", f"/posts/{own['id']}", {"title": "Still mine"})[0] == 200
    assert by_ada("POST", f"/posts/{theirs['id']}/duplicate")[0] == 201

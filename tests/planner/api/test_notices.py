"""Notices and webhooks for programs."""

from typing import Any

import pytest

from planner.history.models import Actor
from planner.history.record import record
from planner.notices.derive import derive_all
from planner.notices.models import Webhook
from planner.posts.content import Content
from planner.posts.models import Post
from tests.programs import Program, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(harbour: Any, ada: Any, grace: Any, now: Any) -> Post:
    """Grace approved Ada's post twice."""
    post = Post.objects.write(harbour, Actor(ada.pk, "Ada"), Content(title="Fog", text="x"))
    for number in (1, 2):
        record(harbour.pk, Actor(grace.pk, "Grace"), "post.approved", post, version=number)
    derive_all(now)
    return post


def test_a_program_reads_what_its_owner_is_told(harbour: Any, ada: Any, grace: Any, told: Post) -> None:
    program = Program(token_of(harbour, ada, ["read"]))
    status, body = program("GET", "/notices?limit=1")
    assert status == 200
    assert body["items"][0]["says"] == "Grace approved “Fog”."
    assert body["items"][0]["post"] == told.pk
    assert body["items"][0]["url"].endswith(f"/w/harbour/posts/{told.pk}/")
    rest = program("GET", f"/notices?cursor={body['next']}")[1]
    assert len(rest["items"]) == 1
    assert program("GET", "/notices?kind=missed")[1]["items"] == []
    assert Program(token_of(harbour, grace))("GET", "/notices")[1]["items"] == []


def test_it_marks_them_as_read_and_nobody_elses(harbour: Any, ada: Any, grace: Any, told: Post) -> None:
    program, other = Program(token_of(harbour, ada)), Program(token_of(harbour, grace))
    ids = [one["id"] for one in program("GET", "/notices")[1]["items"]]
    assert other("POST", "/notices/read", {"ids": ids}) == (200, {"read": 0})
    assert program("POST", "/notices/read", {"ids": ids[:1]}) == (200, {"read": 1})
    assert len(program("GET", "/notices?unread=true")[1]["items"]) == 1
    assert program("POST", "/notices/read", {"all": True}) == (200, {"read": 1})
    assert program("POST", "/notices/read", {}) == (200, {"read": 0})


def test_webhooks_are_made_seen_changed_and_removed(harbour: Any, olga: Any) -> None:
    program = Program(token_of(harbour, olga))
    status, made = program("POST", "/webhooks", {"url": "https://example.org/in", "kinds": ["missed"]})
    assert status == 201
    assert made["secret"].startswith("whsec_")
    assert Webhook.objects.get().take_out() == made["secret"]
    path = f"/webhooks/{made['id']}"
    assert "secret" not in program("GET", path)[1]
    assert program("PATCH", path, {"is_on": False, "kinds": []})[1]["is_on"] is False
    assert [one["id"] for one in program("GET", "/webhooks")[1]["items"]] == [made["id"]]
    assert program("DELETE", path)[0] == 204
    assert program("GET", path)[0] == 404


@pytest.mark.parametrize(
    "given",
    [{"url": "http://127.0.0.1/"}, {"url": "nonsense"}, {"url": "https://example.org", "kinds": ["what"]}],
)
def test_what_cannot_be_is_refused(given: dict[str, Any], harbour: Any, olga: Any) -> None:
    assert Program(token_of(harbour, olga))("POST", "/webhooks", given)[0] == 422
    assert not Webhook.objects.exists()

"""What goes wrong comes back as a problem document, and bad input never as our fault."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def _is_problem(answer: Any, status: int, kind: str) -> Any:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    said = json.loads(answer.content)
    assert set(said) == {"type", "title", "status", "detail", "errors"}
    assert said["type"] == f"/api/v1/docs#{kind}"
    assert said["status"] == status
    assert said["detail"]
    return said


def test_without_a_token(ask: Any) -> None:
    for header in ({}, {"Authorization": "Bearer alm_wrong"}, {"Authorization": "Basic b2xnYTp4"}):
        answer = Client().get("/api/v1/me", headers=header)
        _is_problem(answer, 401, "no-token")
        assert answer["WWW-Authenticate"] == "Bearer"


def test_a_token_in_the_address_is_no_token(ask: Any) -> None:
    assert Client().get(f"/api/v1/me?token={ask.secret}&access_token={ask.secret}").status_code == 401


def test_a_session_is_no_token(enter: Callable[[Any], Any], olga: Any) -> None:
    browser = enter(olga)
    assert browser.get("/api/v1/me").status_code == 401
    assert browser.post("/api/v1/posts", {}, content_type="application/json").status_code == 401


def test_without_the_scope(program: Callable[..., Any], harbour: Any, olga: Any) -> None:
    _is_problem(program(harbour, olga, ["read"]).raw("POST", "/posts", {}), 403, "not-allowed")


def test_a_body_that_is_no_json(ask: Any) -> None:
    for body in (b"{", b"\xff\xfe", b"[" * 100_000, b'{"title": 1e999999', b"NaN", b"9" * 5000):
        answer = ask.raw("POST", "/posts", body)
        assert answer.status_code in {400, 422}, (body[:20], answer.content)
        assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b'{"title": "a\\u0000b"}', "body.title"),
        (b'{"text": "half \\ud800 a pair"}', "body.text"),
        (b'{"tags": ["half \\udfff"]}', "body.tags.0"),
        (b'{"variants": [{"channel": 1, "options": {"\\ud800": "x"}}]}', "body.variants.0.options"),
        (b'{"title": 7}', "body.title"),
        (b'{"channels": ["1"]}', "body.channels.0"),
        (b'{"channels": [99999999999999999999999999]}', "body.channels.0"),
        (b'{"channels": [true]}', "body.channels.0"),
        (b'{"kind": "eternal"}', "body.kind"),
        (b'{"review_by": "soon"}', "body.review_by"),
        (b'{"valid_until": "soon"}', "body.valid_until"),
        (b'{"valid_until": "9999-12-31T23:59:59-12:00"}', "body.valid_until"),
        (b'{"\\ud800": 1}', "body"),
        (b"[]", "body"),
        (b'"words"', "body"),
        (b"", "body"),
    ],
)
def test_a_mistake_is_named(ask: Any, body: bytes, where: str) -> None:
    said = _is_problem(ask.raw("POST", "/posts", body), 422, "invalid")
    assert said["errors"][0]["where"].startswith(where), said
    assert said["errors"][0]["what"]


def test_a_title_that_is_too_long(ask: Any) -> None:
    said = _is_problem(ask.raw("POST", "/posts", {"title": "x" * 301}), 422, "invalid")
    assert said["errors"][0]["where"] == "body.title"


def test_five_megabytes(ask: Any) -> None:
    _is_problem(ask.raw("POST", "/posts", {"text": "x" * 5_000_000}), 413, "too-large")


def test_broken_markdown_is_kept(ask: Any, sandbox: int) -> None:
    text = "[a](b *c** ``` <div> & | \u202e \ufeff ![ " * 100
    status, post = ask("POST", "/posts", {"text": text, "channels": [sandbox]})
    assert status == 201
    assert ask("GET", f"/posts/{post['id']}/preview")[0] == 200


def test_what_is_not_there(ask: Any) -> None:
    odd = ("/posts/x", "/posts/1%0A", "/%0A/1", "/nothing", "/posts/1/")
    for path in ("/posts/999", f"/posts/{2**63}", f"/posts/{10**30}", *odd):
        _is_problem(ask.raw("GET", path), 404, "not-found")
    _is_problem(ask.raw("POST", f"/posts/{10**400}/submit"), 404, "not-found")
    assert ask.raw("PUT", "/posts").status_code == 405


@pytest.mark.parametrize(
    "query",
    [
        "cursor=x",
        "cursor=W10",
        "cursor=WyJ4Il0",
        "limit=0",
        "limit=101",
        "limit=x",
        "channel=0",
        "from=x",
        "q=%00",
        "author=99999999999999999999",
    ],
)
def test_a_question_that_cannot_be_read(ask: Any, query: str) -> None:
    _is_problem(ask.raw("GET", f"/posts?{query}"), 422, "invalid")


def test_our_fault_leaks_nothing(ask: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("planner.people.api.Person.from_orm", broken)
    said = _is_problem(ask.raw("GET", "/me"), 500, "our-fault")
    assert "secret detail" not in json.dumps(said)
    name = said["detail"].split()[-1].rstrip(".")
    assert name in caplog.text
    assert "a secret detail" in caplog.text


def test_too_many_requests(ask: Any, settings: Any) -> None:
    settings.API_A_MINUTE = 2
    statuses = [ask.raw("GET", "/me") for _ in range(6)]  # a minute may end in between
    refused = statuses[-1]
    _is_problem(refused, 429, "too-many-requests")
    assert 0 < int(refused["Retry-After"]) <= 60


def test_in_the_readers_language(ask: Any) -> None:
    answer = ask.raw("GET", "/posts/999", Accept_Language="ru")
    assert answer["Content-Language"] == "ru"

"""Somebody else's thing is not there, wherever its id stands: in the address, the question, the body."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from planner.deliveries.models import Delivery
from planner.people.models import Workspace
from planner.posts.models import Post
from planner.routes import operation_id, operations, routes
from tests.programs import BODIES, HEADERS, png
from tests.things import PLAIN, THINGS

pytestmark = pytest.mark.django_db

WITH_IDS = sorted(
    (operation_id(operation), operation.methods[0], "/" + route.split("api/v1/")[1], part)
    for _name, route, pattern in routes()
    for operation in operations(pattern.callback)
    for part in pattern.pattern.converters
    if part not in PLAIN  # a month is nobody's
)


@pytest.mark.parametrize(("name", "method", "route", "part"), WITH_IDS)
def test_in_the_address(ask: Any, other: Workspace, name: str, method: str, route: str, part: str) -> None:
    """The answer is the same as for an id that is nowhere."""
    theirs = THINGS[part](other)
    nowhere = 999_999_999 if isinstance(theirs, int) else uuid4()
    answers = [
        ask(
            method,
            re.sub(rf"<\w+:{part}>", str(identity), route),
            BODIES.get(name),
            **HEADERS.get(name, {}),
        )
        for identity in (theirs, nowhere)
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_in_the_body(ask: Any, write: Callable[..., Any], foreign: int, stranger: Any) -> None:
    post, picture = write(), stranger.upload(png()).json()["id"]
    before = (Post.objects.count(), Delivery.objects.count())
    tries: list[tuple[str, str, Any, str]] = [
        ("POST", "/posts", {"channels": [foreign]}, "body.channels.0"),
        ("POST", "/posts", {"variants": [{"channel": foreign, "text": "x"}]}, "body.variants.0.channel"),
        ("POST", "/posts", {"assets": [{"id": picture}]}, "body.assets.0.id"),
        ("PATCH", f"/posts/{post['id']}", {"channels": post["channels"] + [foreign]}, "body.channels.1"),
        ("PATCH", f"/posts/{post['id']}", {"assets": [{"id": picture}]}, "body.assets.0.id"),
        (
            "POST",
            f"/posts/{post['id']}/schedule",
            {"at": "2030-01-01T00:00", "channels": [foreign]},
            "body.channels.0",
        ),
        ("POST", f"/posts/{post['id']}/publish", {"channels": [foreign]}, "body.channels.0"),
        ("POST", "/pause", {"except": [foreign]}, "body.except.0"),
    ]
    for method, path, body, where in tries:
        status, problem = ask(method, path, body)
        assert (status, problem["errors"][0]["where"]) == (404, where), (method, path, body)
        nowhere = ask(method, path, _replaced(body, {foreign, picture}, 999_999_999))
        assert (status, problem) == nowhere
    assert before == (Post.objects.count(), Delivery.objects.count())


def test_in_the_question(ask: Any, stranger: Any, foreign: int, mallory: Any) -> None:
    theirs = stranger("POST", "/posts", {"title": "Theirs", "channels": [foreign], "tags": ["fog"]})[1]
    for query in (f"channel={foreign}", f"author={mallory.pk}", "tag=fog", "q=Theirs"):
        assert ask("GET", f"/posts?{query}")[1]["items"] == []
    assert ask("GET", f"/deliveries?post={theirs['id']}")[1]["items"] == []
    assert ask("GET", f"/history?thing=post&thing_id={theirs['id']}")[1]["items"] == []


def test_in_the_lists(ask: Any, stranger: Any) -> None:
    stranger("POST", "/posts", {"title": "Theirs", "campaign": "Secret campaign"})
    stranger.upload(png())
    for path in ("/posts", "/assets", "/deliveries", "/calendar", "/channels", "/history"):
        text = ask.raw("GET", path).content.decode()
        for theirs in ("Theirs", "Secret campaign", "mallory", "Mallory", "other"):
            assert theirs not in text, path


def _replaced(value: Any, ids: set[int], number: int) -> Any:
    if isinstance(value, dict):
        return {name: _replaced(one, ids, number) for name, one in value.items()}
    if isinstance(value, list):
        return [_replaced(one, ids, number) for one in value]
    return number if value in ids and type(value) is int else value

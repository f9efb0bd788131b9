"""What we send is what X's own OpenAPI describes.

The description (X's openapi.json, saved as x.json) is read from the folder ALMANAC_SPECS where there is one;
it is X's, and no part of this project. A small schema of our own stands in for it elsewhere.
"""

import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from publishers.message import Message
from publishers.x import X
from tests.fakes.multipart import form_and_files
from tests.fakes.server import Request
from tests.publishers.places import Place, picture
from tests.publishers.test_x_media import video

SPECS = Path(os.environ.get("ALMANAC_SPECS") or Path(__file__).resolve().parents[3] / "shared/data/specs")
ID = {"type": "string", "pattern": "^[0-9]{1,19}$"}
CREATE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "text": {"type": "string"},
        "media": {
            "type": "object",
            "required": ["media_ids"],
            "additionalProperties": False,
            "properties": {"media_ids": {"type": "array", "minItems": 1, "maxItems": 4, "items": ID}},
        },
        "reply": {
            "type": "object",
            "required": ["in_reply_to_tweet_id"],
            "additionalProperties": False,
            "properties": {"in_reply_to_tweet_id": ID},
        },
        "reply_settings": {"enum": ["following", "mentionedUsers", "subscribers", "verified"]},
        "made_with_ai": {"type": "boolean"},
        "paid_partnership": {"type": "boolean"},
        "edit_options": {
            "type": "object",
            "required": ["previous_post_id"],
            "additionalProperties": False,
            "properties": {"previous_post_id": ID},
        },
    },
}
# Since August 2026 the description has new names for what X's pages, and tweepy, still call by the old ones.
NEW_NAMES = {"tweet.fields": "post.fields", "note_tweet": "note_post"}
ONLY_IN_PAGES = {"author_id", "referenced_tweets"}  # fields that the pages name and the description does not


@pytest.fixture
def sent(x: Place) -> list[Request]:
    """One of everything that we ask of X."""
    publisher = x.publisher
    assert isinstance(publisher, X)
    since = datetime.now(UTC) - timedelta(minutes=5)
    chosen = (("made_with_ai", "true"), ("paid_partnership", "true"), ("reply_settings", "verified"))
    message = Message("first\n---\nsecond", images=(picture(), picture("Blue", "blue")), options=chosen)
    top = x.send(message)
    x.send(message, "key-2", 1, top.id)
    x.send(Message("moving", images=(video(),)), "key-3")
    publisher.find(x.parcel(publisher.prepare(Message("hello"))), "key-4", since, [])
    publisher.measure([top.id, "1"])
    publisher.replies(top.id, since)
    publisher.mentions(since)
    edited = publisher.edit(top.id, publisher.prepare(Message("other")).parts[0])
    publisher.delete(edited.id)
    return list(x.fake.requests)


def test_posts_are_as_the_fact_sheet_has_them(sent: list[Request]) -> None:
    posts = [json.loads(request.body) for request in sent if request.path == "/2/tweets" and request.body]
    assert len(posts) == 4
    for post in posts:
        jsonschema_rs.validate(CREATE, post)


def test_every_request_is_one_that_x_describes(sent: list[Request]) -> None:
    description = described()
    seen = set()
    for request in sent:
        path, operation = operation_of(description, request)
        seen.add((request.method, path))
        check_query(description, operation, request)
        check_body(description, operation, request)
    assert len(seen) >= 11


def test_what_we_sign_for_is_what_x_asks_for() -> None:
    """The scopes of every request that we make are among those that we ask a person for."""
    description = described()
    needed: set[str] = set()
    for method, path in (
        ("post", "/2/tweets"),
        ("get", "/2/tweets"),
        ("delete", "/2/tweets/{id}"),
        ("post", "/2/media/upload"),
        ("post", "/2/media/metadata"),
        ("get", "/2/users/me"),
        ("get", "/2/users/{id}/tweets"),
        ("get", "/2/users/{id}/mentions"),
        ("get", "/2/tweets/search/recent"),
    ):
        for way in description["paths"][path][method]["security"]:
            needed |= set(way.get("OAuth2UserToken", ()))
    assert needed | {"offline.access"} == set(X.scopes)


def described() -> dict[str, Any]:
    path = SPECS / "x.json"
    if not path.exists():
        pytest.skip("X's own description (x.json) is not on this machine")
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def operation_of(description: dict[str, Any], request: Request) -> tuple[str, dict[str, Any]]:
    """The most exact path that matches."""
    for path in sorted(description["paths"], key=lambda path: path.count("{")):
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), request.path):
            operation = description["paths"][path].get(request.method.lower())
            if operation:
                return path, operation
    raise AssertionError(f"X describes no {request.method} {request.path}")


def check_query(description: dict[str, Any], operation: dict[str, Any], request: Request) -> None:
    known = {}
    for parameter in operation.get("parameters", ()):
        if "$ref" in parameter:
            parameter = description["components"]["parameters"][parameter["$ref"].rsplit("/", 1)[1]]
        known[parameter["name"]] = parameter
    for name, parameter in known.items():
        assert not (parameter.get("required") and parameter["in"] == "query") or name in request.query, name
    for name, value in request.query.items():
        schema = known[NEW_NAMES.get(name, name)]["schema"]
        given: Any = value
        if schema.get("type") == "array":
            old = ONLY_IN_PAGES if name == "tweet.fields" else set()
            given = [NEW_NAMES.get(one, one) for one in value.split(",") if one not in old]
        elif schema.get("type") == "integer":
            given = int(value)
        jsonschema_rs.validate(schema | {"components": description["components"]}, given)


def check_body(description: dict[str, Any], operation: dict[str, Any], request: Request) -> None:
    if not request.body:
        assert not operation.get("requestBody", {}).get("required")
        return
    kind = request.headers["content-type"].partition(";")[0]
    schema = operation["requestBody"]["content"][kind]["schema"]
    body: Any
    if kind == "multipart/form-data":
        form, files = form_and_files(request)
        numbers = {name: int(value) for name, value in form.items() if name == "segment_index"}
        body = form | numbers | dict.fromkeys(files, "the bytes")
    else:
        body = json.loads(request.body)
    jsonschema_rs.validate(schema | {"components": description["components"]}, body)

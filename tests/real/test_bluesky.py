"""Bluesky's own personal data server."""

import hashlib
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from publishers.bluesky.tid import tid_for
from tests.publishers.places import picture
from tests.real import node, pds
from tests.real.pds import Pds, call

pytestmark = pytest.mark.real
POSTS = "app.bsky.feed.post"


@pytest.fixture(scope="session")
def server() -> Iterator[Pds]:
    try:
        with pds.running() as found:
            yield found
    except node.NotInstalled as error:
        pytest.skip(f"Bluesky's server cannot be installed here: {error}")


@pytest.fixture(scope="session")
def token(server: Pds) -> str:
    who = {"identifier": server.handle, "password": server.app_password}
    return str(call(server.url, "com.atproto.server.createSession", who)["accessJwt"])


def test_a_session_is_for_the_account(server: Pds, token: str) -> None:
    session = call(server.url, "com.atproto.server.getSession", token=token)
    assert (session["did"], session["handle"]) == (server.did, server.handle)


def test_putting_the_same_record_twice_makes_one(server: Pds, token: str) -> None:
    rkey, record = tid_for("twice", datetime.now(UTC)), post("said once")
    first = put(server, token, rkey, record)
    again = put(server, token, rkey, record)
    assert (first["uri"], first["cid"]) == (again["uri"], again["cid"])
    assert "commit" not in again
    assert [found["uri"] for found in listed(server, "said once")] == [first["uri"]]


def test_another_record_under_the_same_name_is_refused(server: Pds, token: str) -> None:
    rkey = tid_for("other", datetime.now(UTC))
    put(server, token, rkey, post("the first"))
    assert refusal(lambda: put(server, token, rkey, post("the second"))) == (400, "InvalidSwap")
    assert not listed(server, "the second")


def test_a_picture_is_taken_once_and_shown_with_its_description(server: Pds, token: str) -> None:
    raw = picture().read()
    blob = upload(server, token, raw)
    assert upload(server, token, raw) == blob
    assert (blob["mimeType"], blob["size"]) == ("image/png", len(raw))
    shown = {"$type": "app.bsky.embed.images", "images": [{"image": blob, "alt": "A red square"}]}
    put(server, token, tid_for("picture", datetime.now(UTC)), post("look", embed=shown))
    [found] = listed(server, "look")
    assert found["value"]["embed"]["images"][0]["alt"] == "A red square"
    held = urllib.request.urlopen(
        f"{server.url}/xrpc/com.atproto.sync.getBlob?did={server.did}&cid={blob['ref']['$link']}", timeout=20
    )
    with held:
        assert hashlib.sha256(held.read()).digest() == hashlib.sha256(raw).digest()


def test_what_is_deleted_is_gone_and_deleting_again_does_no_harm(server: Pds, token: str) -> None:
    rkey = tid_for("gone", datetime.now(UTC))
    put(server, token, rkey, post("soon gone"))
    body = {"repo": server.did, "collection": POSTS, "rkey": rkey}
    for _ in range(2):
        call(server.url, "com.atproto.repo.deleteRecord", body, token)
    missing = refusal(lambda: call(server.url, "com.atproto.repo.getRecord", **body))
    assert missing == (400, "RecordNotFound")


def post(text: str, **more: Any) -> dict[str, Any]:
    return {"$type": POSTS, "text": text, "createdAt": "2026-11-22T12:00:00.000Z"} | more


def put(server: Pds, token: str, rkey: str, record: dict[str, Any]) -> Any:
    body = {"repo": server.did, "collection": POSTS, "rkey": rkey, "record": record, "swapRecord": None}
    return call(server.url, "com.atproto.repo.putRecord", body, token)


def upload(server: Pds, token: str, raw: bytes) -> Any:
    headers = {"content-type": "image/png", "authorization": f"Bearer {token}"}
    address = f"{server.url}/xrpc/com.atproto.repo.uploadBlob"
    with urllib.request.urlopen(urllib.request.Request(address, raw, headers), timeout=20) as answer:
        return json.loads(answer.read())["blob"]


def listed(server: Pds, text: str) -> list[Any]:
    asked = {"repo": server.did, "collection": POSTS, "limit": "100"}
    records = call(server.url, "com.atproto.repo.listRecords", **asked)["records"]
    return [record for record in records if record["value"]["text"] == text]


def refusal(attempt: Any) -> tuple[int, str]:
    with pytest.raises(urllib.error.HTTPError) as caught:
        attempt()
    return caught.value.code, json.loads(caught.value.read())["error"]

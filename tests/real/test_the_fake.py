"""The fake that all other tests use says what Bluesky's own server says."""

import http.client
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from publishers.bluesky.tid import tid_for
from tests.fakes.bluesky import DID, HANDLE, PASSWORD, FakeBluesky
from tests.real import node, pds

pytestmark = pytest.mark.real
POSTS = "app.bsky.feed.post"
NOWHERE = "3jzfcijpj2z2a"
UNKNOWN_BLOB = {
    "$type": "blob",
    "ref": {"$link": "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"},
    "mimeType": "image/png",
    "size": 10,
}
LINK = "app.bsky.richtext.facet#link"
MENTION = "app.bsky.richtext.facet#mention"


@dataclass
class Server:
    url: str
    did: str
    handle: str
    password: str
    token: str = ""

    def ask(self, method: str, path: str, body: Any = None, token: str | None = None) -> tuple[int, Any]:
        """The status, and the JSON of the answer."""
        where = urlsplit(self.url)
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=20)
        headers = {"content-type": "application/json"}
        if token := self.token if token is None else token:
            headers["authorization"] = f"Bearer {token}"
        raw = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        if isinstance(body, bytes):
            headers["content-type"] = "image/png"
        try:
            connection.request(method, f"/xrpc/{path}", raw, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()

    def put(self, record: dict[str, Any], rkey: str = "", **more: Any) -> tuple[int, Any]:
        rkey = rkey or tid_for(json.dumps(record), datetime.now(UTC))
        body = {"repo": self.did, "collection": POSTS, "rkey": rkey, "record": record, "swapRecord": None}
        return self.ask("POST", "com.atproto.repo.putRecord", body | more)


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Server, Server]]:
    try:
        with pds.running() as real, FakeBluesky() as fake:
            pair = (
                Server(real.url, real.did, real.handle, real.app_password),
                Server(fake.url, DID, HANDLE, PASSWORD),
            )
            for server in pair:
                who = {"identifier": server.handle, "password": server.password}
                status, session = server.ask("POST", "com.atproto.server.createSession", who)
                assert status == 200
                server.token = session["accessJwt"]
            yield pair
    except node.NotInstalled as error:
        pytest.skip(f"Bluesky's server cannot be installed here: {error}")


def record(**more: Any) -> dict[str, Any]:
    return {"$type": POSTS, "text": "x", "createdAt": "2026-11-22T12:00:00.000Z"} | more


def embedded(**more: Any) -> dict[str, Any]:
    return {"embed": {"$type": "app.bsky.embed.images", "images": [{"image": UNKNOWN_BLOB} | more]}}


def facet(kind: str, **value: str) -> dict[str, Any]:
    return {"facets": [{"index": {"byteStart": 0, "byteEnd": 1}, "features": [{"$type": kind} | value]}]}


CASES: dict[str, Callable[[Server], tuple[int, Any]]] = {
    "a post": lambda s: s.put(record()),
    "no words": lambda s: s.put(record(text="")),
    "nobody": lambda s: s.ask("POST", "com.atproto.repo.putRecord", {}, token=""),
    "300 characters": lambda s: s.put(record(text="é" * 300)),
    "301 characters": lambda s: s.put(record(text="a" * 301)),
    "3025 bytes": lambda s: s.put(record(text="👨‍👩‍👧‍👧" * 121)),
    "no time": lambda s: s.put({"$type": POSTS, "text": "x"}),
    "no real time": lambda s: s.put(record(createdAt="yesterday")),
    "four languages": lambda s: s.put(record(langs=["en", "de", "fr", "ru"])),
    "no language": lambda s: s.put(record(langs=["english!"])),
    "a picture that is not there": lambda s: s.put(record(**embedded(alt="a"))),
    "a picture without description": lambda s: s.put(record(**embedded())),
    "too heavy a picture": lambda s: s.put(
        record(**embedded(alt="a", image=UNKNOWN_BLOB | {"size": 2_000_001}))
    ),
    "five pictures": lambda s: s.put(
        record(embed={"$type": "app.bsky.embed.images", "images": [{"image": UNKNOWN_BLOB, "alt": ""}] * 5})
    ),
    "a gallery without shape": lambda s: s.put(
        record(embed={"$type": "app.bsky.embed.gallery", "items": [
            {"$type": "app.bsky.embed.gallery#image", "image": UNKNOWN_BLOB, "alt": ""}
        ]})
    ),
    "a link card without title": lambda s: s.put(
        record(embed={"$type": "app.bsky.embed.external", "external": {"uri": "https://example.org"}})
    ),
    "a link to nothing": lambda s: s.put(record(**facet(LINK, uri="no address"))),
    "a mention without did": lambda s: s.put(record(**facet(MENTION, did="ada"))),
    "a reply without cid": lambda s: s.put(
        record(reply={"root": {"uri": "at://x"}, "parent": {"uri": "at://x"}})
    ),
    "a name that is no tid": lambda s: s.put(record(), "cgp-post-1"),
    "someone else's repository": lambda s: s.put(record(), repo="did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"),
    "a wrong token": lambda s: s.ask("GET", "com.atproto.server.getSession", token="nonsense"),
    "no token": lambda s: s.ask("GET", "com.atproto.server.getSession", token=""),
    "a wrong refresh token": lambda s: s.ask(
        "POST", "com.atproto.server.refreshSession", token="nonsense"
    ),
    "a wrong password": lambda s: s.ask(
        "POST", "com.atproto.server.createSession", {"identifier": s.handle, "password": "wrong"}, token=""
    ),
    "an absent record": lambda s: s.ask(
        "GET", f"com.atproto.repo.getRecord?repo={s.did}&collection={POSTS}&rkey={NOWHERE}"
    ),
    "deleting what is absent": lambda s: s.ask(
        "POST", "com.atproto.repo.deleteRecord", {"repo": s.did, "collection": POSTS, "rkey": NOWHERE}
    ),
    "a known handle": lambda s: s.ask("GET", f"com.atproto.identity.resolveHandle?handle={s.handle}"),
    "an unknown handle": lambda s: s.ask("GET", "com.atproto.identity.resolveHandle?handle=nobody.test"),
    "a picture": lambda s: s.ask("POST", "com.atproto.repo.uploadBlob", b"\x89PNG\r\n\x1a\n" + b"x" * 99),
    "the server itself": lambda s: s.ask("GET", "com.atproto.server.describeServer"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_both_answer_alike(both: tuple[Server, Server], name: str) -> None:
    (status, real), (fake_status, fake) = (CASES[name](server) for server in both)
    assert fake_status == status, (real, fake)
    assert fake.get("error") == real.get("error"), (real, fake)
    if "error" not in real:
        assert set(fake) <= set(real)


def test_another_record_under_a_name_that_is_taken(both: tuple[Server, Server]) -> None:
    said = []
    for server in both:
        rkey = tid_for("taken", datetime.now(UTC))
        first, again = server.put(record(), rkey), server.put(record(), rkey)
        assert (first[1]["uri"], first[1]["cid"]) == (again[1]["uri"], again[1]["cid"])
        assert "commit" not in again[1]
        refused = server.put(record(text="y"), rkey)
        said.append((refused[0], refused[1]["error"]))
    assert said[0] == said[1] == (400, "InvalidSwap")


def test_signing_in_too_often(both: tuple[Server, Server]) -> None:
    counted = []
    for server in both:
        who = {"identifier": server.handle, "password": server.password}
        tries = [server.ask("POST", "com.atproto.server.createSession", who, token="") for _ in range(31)]
        counted.append((tries[-1][0], tries[-1][1]["error"]))
    assert counted[0] == counted[1] == (429, "RateLimitExceeded")

"""A personal data server of Bluesky. `python -m tests.fakes.bluesky --port 8900 --state arrivals.jsonl`

It is also the directory of identities and the app's view of posts, which in life are other machines.
"""

import hashlib
import itertools
import json
from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from publishers.bluesky.tid import is_tid, tid
from tests.fakes.bluesky_posts import refusal
from tests.fakes.command import run
from tests.fakes.faulty import FaultyServer
from tests.fakes.server import Reply, Request

DID = "did:plc:adaadaadaadaadaadaadaada"
HANDLE = "ada.test"
PASSWORD = "abcd-efgh-ijkl-mnop"
POSTS = "app.bsky.feed.post"
ACCESS_LIVES = 120 * 60.0  # seconds
SIGN_INS = 30  # in five minutes


class Refusal(Exception):
    def __init__(self, status: int, error: str, message: str = "") -> None:
        super().__init__(error)
        self.reply = _json({"error": error, "message": message or error}, status)


@dataclass(slots=True)
class Post:
    uri: str
    cid: str
    record: dict[str, Any]
    counts: dict[str, int] = field(default_factory=dict)


class FakeBluesky(FaultyServer):
    """Refuses with the statuses, names and words of @atproto/pds 0.5.35, as far as a publisher meets them."""

    def __init__(self, port: int = 0, password: str = PASSWORD, **how: Any) -> None:
        self.password = password
        self.posts: dict[str, Post] = {}  # by rkey
        self.blobs: dict[str, dict[str, Any]] = {}  # by cid
        self.blob_limit = 5_242_880
        self.says_limit = True  # older servers do not say how large an upload may be
        self.secret = "1"  # of its tokens, which it knows again after it was killed
        self.renewed: set[str] = set()  # refresh tokens that were used up; the real one waits for two hours
        self.sign_ins: list[float] = []
        self.trouble: tuple[int, str, str] | None = None  # every write is refused with this
        self.handles = {HANDLE: DID, "grace.test": "did:plc:gracegracegracegracegrac"}
        self.headers: dict[str, str] = {}  # with every answer
        self.notifications: list[dict[str, Any]] = []
        self.replies: dict[
            str, list[dict[str, Any]]
        ] = {}  # below a post, by its uri, as getPostThread has it
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)  # tests that turn time by hand set it
        self._numbers = itertools.count(1)
        self._methods: dict[str, Callable[[Request], Any]] = {
            "com.atproto.identity.resolveHandle": self._resolve_handle,
            "com.atproto.server.describeServer": self._describe_server,
            "com.atproto.server.createSession": self._create_session,
            "com.atproto.server.refreshSession": self._refresh_session,
            "com.atproto.server.getSession": self._get_session,
            "com.atproto.repo.uploadBlob": self._upload_blob,
            "com.atproto.repo.putRecord": self._put_record,
            "com.atproto.repo.deleteRecord": self._delete_record,
            "com.atproto.repo.getRecord": self._get_record,
            "com.atproto.repo.listRecords": self._list_records,
            "app.bsky.actor.getProfile": self._get_profile,
            "app.bsky.feed.getPosts": self._get_posts,
            "app.bsky.feed.getPostThread": self._get_post_thread,
            "app.bsky.notification.listNotifications": self._list_notifications,
            "app.bsky.actor.searchActorsTypeahead": self._people,
        }
        super().__init__(port, **how)

    @property
    def published(self) -> list[Post]:
        return list(self.posts.values())

    def sign_out(self) -> None:
        """Every session ends, as when the app password is revoked."""
        self.secret += "1"

    def remark(self, receipt_id: str, text: str) -> None:
        """Grace answers the post with this receipt id, or names us where it is empty."""
        rkey, at = receipt_id.partition("/")[0], self.clock().isoformat()
        about = f"at://{DID}/{POSTS}/{rkey}" if rkey else ""
        number = len(self.notifications) + 1
        notice = notification("reply" if rkey else "mention", text, about, number, at)
        self.notifications.insert(0, notice)
        if rkey:
            self.replies.setdefault(about, []).append(notice)

    def is_commit(self, request: Request) -> bool:
        return request.path == "/xrpc/com.atproto.repo.putRecord"

    def restore(self, arrival: dict[str, Any]) -> None:
        if not arrival.get("repeat"):
            post = Post(arrival["id"], arrival["cid"], arrival["record"])
            self.posts[arrival["key"]] = post

    async def handle(self, request: Request) -> Reply:
        try:
            reply = self._answer(request)
        except Refusal as refused:
            reply = refused.reply
        reply.headers |= self.headers
        return reply

    def _answer(self, request: Request) -> Reply:
        if request.path == "/.well-known/atproto-did":
            return Reply(200, DID.encode(), {"content-type": "text/plain"})
        if request.path.startswith("/did:"):
            return self._document(request.path[1:])
        answer = self._methods.get(request.path.removeprefix("/xrpc/"))
        if answer is None:
            raise Refusal(501, "MethodNotImplemented", "Method Not Implemented")
        return _json(answer(request))

    # --- Who is who -------------------------------------------------------------------------------

    def _document(self, did: str) -> Reply:
        if did != DID:
            return _json({"message": f"DID not registered: {did}"}, 404)
        service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": self.url}
        return _json({"id": did, "alsoKnownAs": [f"at://{HANDLE}"], "service": [service]})

    def _resolve_handle(self, request: Request) -> Any:
        handle = request.query.get("handle", "")
        if handle not in self.handles:
            raise Refusal(400, "HandleNotFound", "Unable to resolve handle")
        return {"did": self.handles[handle]}

    def _describe_server(self, request: Request) -> Any:
        limit = {"blobUploadLimit": self.blob_limit} if self.says_limit else {}
        return {"did": "did:web:localhost", "availableUserDomains": [".test"]} | limit

    def _create_session(self, request: Request) -> Any:
        now = self.clock().timestamp()
        self.sign_ins = [at for at in self.sign_ins if at > now - 300]
        if len(self.sign_ins) >= SIGN_INS:
            refused = Refusal(429, "RateLimitExceeded", "Rate Limit Exceeded")
            refused.reply.headers |= self._limits(SIGN_INS, 0, 300)
            raise refused
        self.sign_ins.append(now)
        asked = json.loads(request.body)
        if asked.get("password") != self.password or asked.get("identifier") not in (HANDLE, DID):
            raise Refusal(401, "AuthenticationRequired", "Invalid identifier or password")
        return self._session()

    def _refresh_session(self, request: Request) -> Any:
        token = self._bearer(request)
        self._given_at(token, "refresh")
        if token in self.renewed:
            raise Refusal(400, "ExpiredToken", "Token has been revoked")
        self.renewed.add(token)
        return self._session()

    def _get_session(self, request: Request) -> Any:
        self._signed_in(request)
        return {"did": DID, "handle": HANDLE, "active": True}

    def _get_profile(self, request: Request) -> Any:
        self._signed_in(request)
        return {"did": DID, "handle": HANDLE, "followersCount": 321, "postsCount": len(self.posts)}

    def _session(self) -> Any:
        given = f"{self.clock().timestamp()}-{next(self._numbers)}-{self.secret}"
        return {
            "accessJwt": f"access-{given}",
            "refreshJwt": f"refresh-{given}",
            "did": DID,
            "handle": HANDLE,
            "didDoc": json.loads(self._document(DID).body),
            "active": True,
        }

    def _signed_in(self, request: Request) -> None:
        given_at = self._given_at(self._bearer(request), "access")
        if self.clock().timestamp() - given_at > ACCESS_LIVES:
            raise Refusal(400, "ExpiredToken", "Token has expired")

    def _given_at(self, token: str, kind: str) -> float:
        pieces = token.split("-")
        if len(pieces) != 4 or pieces[0] != kind or pieces[3] != self.secret:
            raise Refusal(400, "InvalidToken", "Token could not be verified")
        return float(pieces[1])

    def _bearer(self, request: Request) -> str:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind != "Bearer":
            raise Refusal(401, "AuthMissing", "Authentication Required")
        return token

    # --- What is written --------------------------------------------------------------------------

    def _upload_blob(self, request: Request) -> Any:
        self._signed_in(request)
        if len(request.body) > self.blob_limit:
            raise Refusal(413, "PayloadTooLarge", "request entity too large")
        cid = _cid(request.body, "bafkrei")
        kind = request.headers.get("content-type", "application/octet-stream")
        blob = {"$type": "blob", "ref": {"$link": cid}, "mimeType": kind, "size": len(request.body)}
        self.blobs[cid] = {"raw": request.body, "blob": blob}
        return {"blob": blob}

    def _put_record(self, request: Request) -> Any:
        self._write(request)
        asked = json.loads(request.body)
        rkey, record = asked["rkey"], asked["record"]
        if asked["repo"] not in (DID, HANDLE):
            raise Refusal(403, "AccountNotFound", "Account not found")
        if not is_tid(rkey):
            raise Refusal(400, "InvalidRequest", f"Invalid record key for {POSTS}: Invalid TID string")
        if reason := refusal(record):
            raise Refusal(400, "InvalidRequest", f"Invalid {POSTS} record: {reason}")
        for cid in _links(record):
            if cid not in self.blobs:
                raise Refusal(400, "BlobNotFound", f"Could not find blob: {cid}")
        uri = f"at://{DID}/{POSTS}/{rkey}"
        cid = _cid(json.dumps(record, sort_keys=True).encode(), "bafyrei")
        there = self.posts.get(rkey)
        repeat = there is not None and there.cid == cid
        if there is not None and not repeat and "swapRecord" in asked and asked["swapRecord"] != there.cid:
            raise Refusal(400, "InvalidSwap", f"Record was at {there.cid}")
        self.arrived(id=uri, cid=cid, key=rkey, text=record["text"], record=record, repeat=repeat)
        if repeat:
            return {"uri": uri, "cid": cid, "validationStatus": "valid"}
        self.posts[rkey] = Post(uri, cid, record)
        return {"uri": uri, "cid": cid, "commit": {"cid": cid, "rev": rkey}, "validationStatus": "valid"}

    def _delete_record(self, request: Request) -> Any:
        self._write(request)
        self.posts.pop(json.loads(request.body)["rkey"], None)
        return {}

    def _write(self, request: Request) -> None:
        self._signed_in(request)
        if self.trouble:
            refused = Refusal(*self.trouble)
            if refused.reply.status == 429:
                refused.reply.headers |= self._limits(5_000, 0, 3_600)
            raise refused

    def _limits(self, most: int, left: int, seconds: int) -> dict[str, str]:
        reset = int(self.clock().timestamp()) + seconds
        return {
            "Retry-After": str(seconds),
            "RateLimit-Limit": str(most),
            "RateLimit-Remaining": str(left),
            "RateLimit-Reset": str(reset),
            "RateLimit-Policy": f"{most};w={seconds}",
        }

    # --- What is read -----------------------------------------------------------------------------

    def _get_record(self, request: Request) -> Any:
        post = self.posts.get(request.query["rkey"])
        if post is None or request.query["repo"] not in (DID, HANDLE):
            raise Refusal(400, "RecordNotFound", f"Could not locate record: {request.query['rkey']}")
        return {"uri": post.uri, "cid": post.cid, "value": post.record}

    def _list_records(self, request: Request) -> Any:
        newest = sorted(self.posts.items(), reverse=True)
        limit = min(int(request.query.get("limit", "50")), 100)
        found = [p for key, p in newest if key < request.query.get("cursor", "~")][:limit]
        return {"records": [{"uri": p.uri, "cid": p.cid, "value": p.record} for p in found]}

    def _get_posts(self, request: Request) -> Any:
        self._signed_in(request)
        asked = parse_qs(urlsplit(request.target).query).get("uris", [])
        if len(asked) > 25:
            raise Refusal(400, "InvalidRequest", f"array too big (maximum 25, got {len(asked)}) at $.uris")
        return {"posts": [self._view(post) for post in self.published if post.uri in asked]}

    def _get_post_thread(self, request: Request) -> Any:
        self._signed_in(request)
        [post] = [p for p in self.published if p.uri == request.query["uri"]] or [None]
        if post is None:
            raise Refusal(400, "NotFound", f"Post not found: {request.query['uri']}")
        below = self.replies.get(post.uri, [])
        kind = "app.bsky.feed.defs#threadViewPost"
        replies = [{"$type": kind, "post": view, "replies": []} for view in below]
        return {"thread": {"$type": kind, "post": self._view(post), "replies": replies}}

    def _list_notifications(self, request: Request) -> Any:
        self._signed_in(request)
        start = int(request.query.get("cursor", "0"))
        limit = min(int(request.query.get("limit", "50")), 100)
        more = {"cursor": str(start + limit)} if start + limit < len(self.notifications) else {}
        return {"notifications": self.notifications[start : start + limit], **more}

    def _people(self, request: Request) -> Any:
        self._signed_in(request)
        letters = request.query.get("q", "").lower()
        known = (
            ("vera.example.org", "Vera Lind"),
            ("verde.example.org", "Verde"),
            ("max.example.org", "Max"),
        )
        found = [{"handle": one, "displayName": name} for one, name in known if one.startswith(letters)]
        return {"actors": found[: int(request.query.get("limit", "10"))]}

    def _view(self, post: Post) -> dict[str, Any]:
        counts = {"likeCount": 3, "repostCount": 2, "replyCount": 1, "quoteCount": 4, "bookmarkCount": 5}
        author = {"did": DID, "handle": HANDLE}
        shown = {"uri": post.uri, "cid": post.cid, "author": author, "record": post.record}
        return shown | counts | post.counts


def notification(reason: str, text: str, about: str, number: int = 1, at: str = "") -> dict[str, Any]:
    """Something that grace.test did, as listNotifications has it."""
    did, at = "did:plc:gracegracegracegracegrac", at or "2026-11-22T12:00:00.000Z"
    uri = f"at://{did}/{POSTS}/{tid(1_795_000_000_000_000 + number, 0)}"
    record: dict[str, Any] = {"$type": POSTS, "text": text, "createdAt": at}
    if reason == "reply":
        target = {"uri": about, "cid": _cid(about.encode(), "bafyrei")}
        record["reply"] = {"root": target, "parent": target}
    return {
        "uri": uri,
        "cid": _cid(uri.encode(), "bafyrei"),
        "author": {"did": did, "handle": "grace.test", "displayName": "Grace"},
        "reason": reason,
        "reasonSubject": about,
        "record": record,
        "isRead": False,
        "indexedAt": at,
    }


def _links(value: Any) -> list[str]:
    """The cids of all blobs in a record."""
    if isinstance(value, dict):
        if value.get("$type") == "blob":
            return [value["ref"]["$link"]]
        return [cid for inside in value.values() for cid in _links(inside)]
    return [cid for inside in value for cid in _links(inside)] if isinstance(value, list) else []


def _cid(raw: bytes, kind: str) -> str:
    return kind + b32encode(hashlib.sha256(raw).digest()).decode().lower().rstrip("=")


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())


if __name__ == "__main__":
    run(FakeBluesky)

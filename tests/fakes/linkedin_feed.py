"""What is on a fake LinkedIn: posts, comments, pictures and their numbers."""

import itertools
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.server import Reply, Request

PERSON = "urn:li:person:a1B_-2"
ORGANIZATION = "urn:li:organization:2414183"
OTHER = "urn:li:person:zZ9"
TOKEN = re.compile(
    r"\\(?P<escaped>[\\|{}@\[\]()<>#*_~])"
    r"|@\[(?P<name>(?:\\.|[^\\\[\]])+)\]\(urn:li:(?:person|organization):[\w-]+\)"
    r"|(?P<address>https?://[^\s|{}\[\]()<>*\\\"]+)"
    r"|#(?P<tag>\w)"
    r"|(?P<plain>[^\\|{}@\[\]()<>#*_~])"
)


class Refusal(Exception):
    def __init__(
        self,
        status: int,
        code: str = "",
        message: str = "no",
        *,
        body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.headers = status, headers or {}
        self.body = {"status": status, "code": code, "message": message} if body is None else body

    def reply(self) -> Reply:
        raw = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        return Reply(
            self.status, raw, {name.replace("_", "-"): value for name, value in self.headers.items()}
        )


def read_little(text: str) -> str:
    """What is shown of little text: everything up to the first reserved character that nothing explains."""
    shown, place = "", 0
    while found := TOKEN.match(text, place):
        kind = found.lastgroup
        if kind == "name":
            shown += re.sub(r"\\(.)", r"\1", found["name"])
        elif kind == "escaped":
            shown += found["escaped"]
        else:
            shown += found.group()
        place = found.end()
    return shown


@dataclass
class Post:
    urn: str
    body: dict[str, Any]
    made: int = field(default_factory=lambda: int(time.time() * 1000))  # milliseconds since 1970
    changed: int = 0
    comments: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return read_little(self.body["commentary"])

    @property
    def pictures(self) -> list[dict[str, str]]:
        content = self.body.get("content", {})
        if "media" in content:
            return [content["media"]]
        found: list[dict[str, str]] = content.get("multiImage", {}).get("images", [])
        return found


class Feed:
    """`arrived` is told of each post. `rights` are those of whoever asks."""

    def __init__(self, arrived: Callable[..., None]) -> None:
        self.posts: dict[str, Post] = {}
        self.images: dict[str, list[Any]] = {}  # urn → [looks until it is ready, bytes]
        self.patience = 0  # looks that a picture takes to be ready
        self.fails = False  # pictures cannot be read
        self.refuses_duplicates = True
        self.rights: set[str] = set()
        self.clock = time.time  # seconds since 1970
        self._arrived = arrived
        self._ids = itertools.count(7_141_138_937_766_391_808)

    def restore(self, urn: str, body: dict[str, Any], **_: Any) -> None:
        self.posts[urn] = Post(urn, body)
        self._ids = itertools.count(int(urn.rpartition(":")[2]) + 1)

    def needs(self, *rights: str) -> None:
        if not set(rights) <= self.rights:
            missing = ", ".join(sorted(set(rights) - self.rights))
            raise Refusal(403, "ACCESS_DENIED", f"Not enough permissions to access: {missing}")

    def may_write(self, author: str) -> None:
        self.needs("w_organization_social" if author == ORGANIZATION else "w_member_social")
        if author not in (ORGANIZATION, PERSON):
            raise Refusal(403, "ACCESS_DENIED", "Field Value validation failed: author")

    def may_read(self, author: str) -> None:
        self.needs("r_organization_social" if author == ORGANIZATION else "r_member_social")

    def answer(self, method: str, urn: str, body: Any, query: dict[str, Any]) -> Reply:
        if method == "FINDER":
            return self._of_author(query)
        if not urn:
            return self._create(body)
        post = self._post(urn)
        self.may_write(post.body["author"])
        if method == "DELETE":
            del self.posts[urn]
        elif method == "PARTIAL_UPDATE":
            post.body |= body["patch"]["$set"]
            post.changed = int(self.clock() * 1000)
        else:
            raise Refusal(405, "METHOD_NOT_ALLOWED")
        return Reply(204)

    def _create(self, body: dict[str, Any]) -> Reply:
        self.may_write(body["author"])
        self._check(body)
        for post in self.posts.values():
            same = all(post.body.get(name) == body.get(name) for name in ("author", "commentary"))
            if same and self.refuses_duplicates:
                self._arrived(urn=post.urn, body=body, repeat=True)
                raise _duplicate(post.urn)
        post = Post(f"urn:li:share:{next(self._ids)}", body, int(self.clock() * 1000))
        self.posts[post.urn] = post
        self._arrived(urn=post.urn, body=body, repeat=False)
        return Reply(201, b"", {"x-restli-id": post.urn, "x-linkedin-id": post.urn})

    def _check(self, body: dict[str, Any]) -> None:
        known = {
            *("author", "commentary", "visibility", "distribution", "content", "lifecycleState"),
            "isReshareDisabledByAuthor",
        }
        if unknown := set(body) - known:
            raise Refusal(422, "UNPROCESSABLE", f"unrecognized field found but not allowed: {unknown}")
        wrong = (
            body["visibility"] not in ("PUBLIC", "CONNECTIONS")
            or body["lifecycleState"] != "PUBLISHED"
            or body["distribution"]["feedDistribution"] != "MAIN_FEED"
        )
        if wrong:
            raise Refusal(400, "ILLEGAL_ARGUMENT", "a required field is wrong")
        if len(body["commentary"].replace("\\", "").encode("utf-16-le")) // 2 > 3000:
            raise Refusal(422, "FIELD_LENGTH_TOO_LONG", "commentary is too long")
        content = body.get("content", {})
        images = content.get("multiImage", {}).get("images", [])
        if "multiImage" in content and not 2 <= len(images) <= 20:
            raise Refusal(422, "UNPROCESSABLE", "multiImage takes 2 to 20 images")
        shown = [one["id"] for one in images] + ([content["media"]["id"]] if "media" in content else [])
        shown += [content["article"]["thumbnail"]] if content.get("article", {}).get("thumbnail") else []
        if any(self._left(urn) for urn in shown):
            raise Refusal(422, "UNPROCESSABLE", "an image is not there, or not available yet")

    def _of_author(self, query: dict[str, Any]) -> Reply:
        if query.get("q") != "author" or query.get("sortBy") != "LAST_MODIFIED":
            raise Refusal(400, "ILLEGAL_ARGUMENT")
        self.may_read(query["author"])
        start, count = int(query["start"]), int(query["count"])
        theirs = [post for post in reversed(self.posts.values()) if post.body["author"] == query["author"]]
        theirs.sort(key=lambda post: post.changed or post.made, reverse=True)
        shown = [
            post.body
            | {"id": post.urn, "createdAt": post.made, "publishedAt": post.made}
            | {"lastModifiedAt": post.changed or post.made}
            | {"commentary": re.sub(r"(?<!\\)#(\w+)", r"{hashtag|\\#|\1}", post.body["commentary"])}
            for post in theirs[start : start + count]
        ]
        return _json({"elements": shown, "paging": {"start": start, "count": count, "links": []}})

    def comments(self, method: str, urn: str, number: str, body: Any, query: dict[str, Any]) -> Reply:
        post = self._post(urn)
        if method == "GET":
            self.may_read(post.body["author"])
            start, count = int(query["start"]), int(query["count"])
            return _json({"elements": list(post.comments.values())[start : start + count]})
        self.may_write(query["actor"] if number else body["actor"])
        if not number:
            if len(body["message"]["text"]) > 1250 or body["object"] != urn:
                raise Refusal(400, "ILLEGAL_ARGUMENT", "a comment has at most 1250 characters")
            made = self._comment(post, body["actor"], body["message"]["text"])
            return Reply(201, json.dumps(made).encode(), {"x-restli-id": str(made["id"])})
        if int(number) not in post.comments:
            raise Refusal(404, "NOT_FOUND", "no such comment")
        if method == "DELETE":
            del post.comments[int(number)]
        else:
            post.comments[int(number)]["message"] = body["patch"]["message"]["$set"]
        return Reply(204)

    def remark(self, urn: str, text: str) -> None:
        self._comment(self.posts[urn], OTHER, text)

    def begin_upload(self, server: str, body: Any) -> Reply:
        owner = body["initializeUploadRequest"]["owner"]
        self.may_write(owner)
        urn = f"urn:li:image:C{next(self._ids)}"
        self.images[urn] = [self.patience, b""]
        address = f"{server}/dms-uploads/{urn.rpartition(':')[2]}/uploaded-image/0?ca=vector&sync=0"
        return _json({"value": {"uploadUrl": address, "image": urn, "uploadUrlExpiresAt": 1}})

    def take_upload(self, target: str, request: Request) -> Reply:
        if request.method != "PUT" or not request.headers.get("content-type", "").startswith("image/"):
            return Reply(400)
        self.images[f"urn:li:image:{target.split('/')[2]}"][1] = request.body
        return Reply(201)

    def image(self, urn: str) -> Reply:
        if urn not in self.images:
            raise Refusal(404, "NOT_FOUND", "no such image")
        left, content = self.images[urn]
        if content and left:
            self.images[urn][0] -= 1
        status = "AVAILABLE" if content and not left else "PROCESSING" if content else "WAITING_UPLOAD"
        return _json({"id": urn, "status": "PROCESSING_FAILED" if self.fails else status})

    def statistics(self, query: dict[str, Any]) -> dict[str, Any]:
        self.needs("rw_organization_admin")
        found = []
        for kind, parameter in (("share", "shares"), ("ugcPost", "ugcPosts")):
            for urn in query.get(parameter, ()):
                if urn in self.posts:
                    numbers = {"impressionCount": 250, "uniqueImpressionsCount": 200, "clickCount": 7}
                    numbers |= {
                        "likeCount": -1,
                        "commentCount": len(self.posts[urn].comments),
                        "shareCount": 2,
                    }
                    found.append({kind: urn, "totalShareStatistics": numbers})
        return {"elements": found}

    def analytics(self, query: dict[str, Any]) -> dict[str, Any]:
        self.needs("r_member_postAnalytics")
        kind, urn = query["entity"]
        if kind not in ("share", "ugc") or urn not in self.posts:
            raise Refusal(404, "NOT_FOUND", "no such post")
        counts = {"IMPRESSION": 90, "REACTION": 3, "RESHARE": 1}
        metric = query["queryType"]
        return {"elements": [{"count": counts[metric], "metricType": metric}] if metric in counts else []}

    def _comment(self, post: Post, actor: str, text: str) -> dict[str, Any]:
        number = next(self._ids)
        activity = post.urn.replace("share", "activity")
        post.comments[number] = {
            "id": str(number),
            "commentUrn": f"urn:li:comment:({activity},{number})",
            "actor": actor,
            "object": activity,
            "message": {"text": text, "attributes": []},
            "created": {"actor": actor, "time": int(self.clock() * 1000)},
        }
        return post.comments[number]

    def _post(self, urn: str) -> Post:
        if urn not in self.posts:
            raise Refusal(404, "NOT_FOUND", f"{urn} was not found")
        return self.posts[urn]

    def _left(self, urn: str) -> bool:
        left, content = self.images.get(urn, [1, b""])
        return bool(left) or not content


def _duplicate(urn: str) -> Refusal:
    message = f"Content is a duplicate of {urn}"
    errors = [{"description": message, "input": {"inputPath": {"fieldPath": ""}}, "code": "DUPLICATE_POST"}]
    body = {"status": 422, "message": message, "errorDetails": {"inputErrors": errors}}
    return Refusal(422, body=body)


def _json(value: object) -> Reply:
    return Reply(200, json.dumps(value).encode())

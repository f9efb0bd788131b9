"""A Ghost site. `python -m tests.fakes.ghost --port 8911 --state arrivals.jsonl`

One custom integration with an Admin API key. Strict where Ghost is: the token's signature, audience and age,
the state of a post that may be changed, and an e-mail that goes out only when a draft becomes public.
"""

import base64
import hashlib
import hmac
import html
import json
import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes.command import run
from tests.fakes.faulty import FaultyServer
from tests.fakes.multipart import form_and_files
from tests.fakes.server import Reply, Request

SECRET = "0123456789abcdef" * 4
KEY = f"5f1e2d3c4b5a697887766554:{SECRET}"
API = "/ghost/api/admin"
POST = re.compile(r"/posts/([0-9a-f]{24})/")
SLUG = re.compile(r"/posts/slug/([^/]+)/")
COMMENTS = re.compile(r"/comments/post/([0-9a-f]{24})/")
TYPES = {"image/jpeg", "image/png", "image/gif", "image/webp"}
LONGEST = {"title": 255, "custom_excerpt": 300, "feature_image_alt": 191}


class Refusal(Exception):
    def __init__(self, status: int, kind: str, message: str = "no", code: str = "") -> None:
        super().__init__(message)
        self.status, self.kind, self.message, self.code = status, kind, message, code

    def reply(self) -> Reply:
        error = {"message": self.message, "context": None, "type": self.kind, "code": self.code or None}
        return _json({"errors": [error]}, self.status)


class FakeGhost(FaultyServer):
    """`refuse` makes the next request to a path meet an error; `odd` always answers something else."""

    def __init__(self, port: int = 0, **how: Any) -> None:
        self.key = KEY
        self.posts: dict[str, dict[str, Any]] = {}
        self.images: dict[str, bytes] = {}
        self.comments: list[dict[str, Any]] = []
        self.newsletters = {"weekly": "active", "old-news": "archived"}
        self.emails: list[dict[str, str]] = []
        self.members = 321
        self.odd: dict[str, Reply] = {}
        self._refusals: list[tuple[str, Refusal]] = []
        self._ids = 100
        super().__init__(port, **how)

    @property
    def published(self) -> list[dict[str, Any]]:
        return [post for post in self.posts.values() if post["status"] == "published"]

    def refuse(self, path: str, status: int, kind: str, message: str = "no", code: str = "") -> None:
        self._refusals.append((path, Refusal(status, kind, message, code)))

    def is_commit(self, request: Request) -> bool:
        return request.method == "PUT" and b'"status":"published"' in request.body

    def restore(self, arrival: dict[str, Any]) -> None:
        post = arrival["post"]
        self.posts[post["id"]] = post
        self._ids = max(self._ids, int(post["id"], 16))

    def remark(self, receipt_id: str, text: str) -> None:
        """A member comments on the post."""
        self.comments.append(
            {
                "id": self._next(),
                "post_id": receipt_id,
                "parent_id": None,
                "html": f"<p>{html.escape(text)}</p>",
                "status": "published",
                "created_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
                "member": {"name": "Bob", "expertise": None},
                "replies": [],
            }
        )

    async def handle(self, request: Request) -> Reply:
        if not request.path.startswith(API):
            return Reply(404, b"<html>Page not found</html>", {"content-type": "text/html"})
        path = request.path.removeprefix(API)
        for at, (refused, refusal) in enumerate(self._refusals):
            if path.startswith(refused):
                del self._refusals[at]
                return refusal.reply()
        if path in self.odd:
            return self.odd[path]
        try:
            if path == "/site/":
                return _json({"site": {"title": "Harbour", "url": f"{self.url}/", "version": "6.65"}})
            self._insist(request)
            return self._answer(path, request)
        except Refusal as no:
            return no.reply()

    def _insist(self, request: Request) -> None:
        """A token of the last minutes, signed with the key's secret, for this API."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind != "Ghost" or token.count(".") != 2:
            raise Refusal(401, "UnauthorizedError", "Authorization header format", "INVALID_AUTH_HEADER")
        signed, _, signature = token.rpartition(".")
        head, body = (json.loads(_unpadded(piece)) for piece in signed.split("."))
        number, secret = self.key.split(":")
        if head.get("kid") != number:
            raise Refusal(401, "UnauthorizedError", "Unknown Admin API Key", "UNKNOWN_ADMIN_API_KEY")
        right = hmac.digest(bytes.fromhex(secret), signed.encode(), hashlib.sha256)
        fresh = abs(time.time() - body["iat"]) < 300 and body["exp"] - body["iat"] <= 300
        well = head == {"alg": "HS256", "typ": "JWT", "kid": number} and body["aud"] == "/admin/"
        if not hmac.compare_digest(right, _unpadded(signature)) or not fresh or not well:
            raise Refusal(401, "UnauthorizedError", "Invalid token: invalid signature", "INVALID_JWT")
        if request.headers.get("accept-version") != "v5.0":
            raise Refusal(406, "RequestNotAcceptableError")

    def _answer(self, path: str, request: Request) -> Reply:
        if path == "/newsletters/":
            named = [{"slug": slug, "status": status} for slug, status in self.newsletters.items()]
            return _json({"newsletters": named})
        if path == "/members/":
            return _json({"members": [{"id": "1"}], "meta": {"pagination": {"total": self.members}}})
        if path == "/images/upload/":
            return self._take_image(request)
        if path == "/posts/":
            return self._make(request) if request.method == "POST" else self._list(request)
        if found := SLUG.fullmatch(path):
            return _json({"posts": [self._there(one["id"]) for one in self._called(found[1])]})
        if found := POST.fullmatch(path):
            return self._one(request, found[1])
        if found := COMMENTS.fullmatch(path):
            below = [one for one in reversed(self.comments) if one["post_id"] == found[1]]
            size, page = int(request.query["limit"]), int(request.query["page"])
            return _json({"comments": below[(page - 1) * size : page * size]})
        raise Refusal(404, "NotFoundError", "Resource not found")

    def _called(self, slug: str) -> list[dict[str, Any]]:
        found = [post for post in self.posts.values() if post["slug"] == slug]
        if not found:
            raise Refusal(404, "NotFoundError", "Resource not found error, cannot read post.")
        return found

    def _make(self, request: Request) -> Reply:
        [given] = json.loads(request.body)["posts"]
        now = self._now()
        post = {"id": self._next(), "status": "draft", "slug": "", "published_at": None, "updated_at": now}
        post |= {"email": None, "html": "", "feature_image": None}
        self._change(post, given, request)
        self.posts[post["id"]] = post
        return _json({"posts": [self._shown(post)]}, 201)

    def _one(self, request: Request, number: str) -> Reply:
        post = self._there(number)
        if request.method == "DELETE":
            del self.posts[number]
            return Reply(204)
        if request.method == "PUT":
            [given] = json.loads(request.body)["posts"]
            if "updated_at" not in given:
                raise Refusal(422, "ValidationError", "Validation error, cannot edit post.")
            if given["updated_at"] != post["updated_at"]:
                message = "Saving failed! Someone else is editing this post."
                raise Refusal(409, "UpdateCollisionError", message, "UPDATE_COLLISION")
            was = post["status"]
            self._change(post, given, request)
            if self.is_commit(request):
                what = {name: post[name] for name in ("title", "html", "slug")}
                self.arrived(post=dict(post), repeat=was == "published", **what)
        return _json({"posts": [self._shown(post)]})

    def _there(self, number: str) -> dict[str, Any]:
        if number not in self.posts:
            raise Refusal(404, "NotFoundError", "Resource not found error, cannot read post.")
        return self.posts[number]

    def _change(self, post: dict[str, Any], given: dict[str, Any], request: Request) -> None:
        if "html" in given and request.query.get("source") != "html":
            given.pop("html")
        if not given.get("title", post.get("title")):
            raise Refusal(422, "ValidationError", "Value in [posts.title] cannot be blank.")
        for name, most in LONGEST.items():
            if len(given.get(name) or "") > most:
                raise Refusal(
                    422, "ValidationError", f"Value in [posts.{name}] exceeds maximum length of {most}."
                )
        becomes_public = post["status"] != "published" and given.get("status") == "published"
        if becomes_public and (letter := request.query.get("newsletter")):
            if self.newsletters.get(letter) != "active":  # so Ghost 6.65 says it
                raise Refusal(500, "InternalServerError", "An unexpected error occurred, please try again.")
            segment = request.query["email_segment"]
            self.emails.append({"post": post["id"], "newsletter": letter, "segment": segment})
            post["email"] = {"email_count": 40, "delivered_count": 39, "opened_count": 21, "failed_count": 1}
        post |= given | {"updated_at": self._now()}
        if becomes_public:
            post["published_at"] = post["updated_at"]
        post["slug"] = self._free(_slug_of(post["slug"] or post["title"]), post)

    def _free(self, slug: str, post: dict[str, Any] | None = None) -> str:
        """The slug, with a number where another post has it."""
        taken, free, number = {one["slug"] for one in self.posts.values() if one is not post}, slug, 2
        while free in taken:
            free, number = f"{slug}-{number}", number + 1
        return free

    def _list(self, request: Request) -> Reply:
        wanted = re.fullmatch(r"id:\[([0-9a-f,]+)\]", request.query["filter"])
        numbers = wanted[1].split(",") if wanted else []
        found = [self._shown(self.posts[one]) for one in numbers if one in self.posts]
        return _json({"posts": [one | {"count": {"clicks": 4, "positive_feedback": 2}} for one in found]})

    def _take_image(self, request: Request) -> Reply:
        form, files = form_and_files(request)
        name, content, kind = files["file"]
        if kind not in TYPES or form.get("purpose") != "image":
            raise Refusal(415, "UnsupportedMediaTypeError", "Please select a valid image.")
        self.images[url := f"{self.url}/content/images/{self._next()}-{name}"] = content
        return _json({"images": [{"url": url, "ref": form.get("ref")}]}, 201)

    def _shown(self, post: dict[str, Any]) -> dict[str, Any]:
        place = post["slug"] if post["status"] == "published" else f"p/{post['id']}"
        return {**post, "url": f"{self.url}/{place}/"}

    def _next(self) -> str:
        self._ids += 1
        return f"{self._ids:024x}"

    def _now(self) -> str:
        """Each change is a second later than the one before: Ghost counts whole seconds."""
        self._ids += 1
        moment = datetime.now(UTC) + timedelta(seconds=self._ids - 100)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _slug_of(words: str) -> str:
    return "-".join(re.findall(r"\w+", words.lower()))


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())


if __name__ == "__main__":
    run(FakeGhost)

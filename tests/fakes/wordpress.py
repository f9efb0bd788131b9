"""A WordPress site. `python -m tests.fakes.wordpress --port 8910 --state arrivals.jsonl`

One author, Ada, with an application password. As the REST API handbook says, refusals included: drafts are
trashed before they are gone, a slug that is taken gets a number, and comments wait for nobody.
"""

import base64
import html
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes.command import run
from tests.fakes.faulty import FaultyServer
from tests.fakes.multipart import form_and_files
from tests.fakes.server import Reply, Request

PASSWORD = "abcd efgh ijkl mnop qrst uvwx"
POST = re.compile(r"/wp/v2/posts/(\d+)")
MEDIA = re.compile(r"/wp/v2/media/(\d+)")
TERMS = re.compile(r"/wp/v2/(categories|tags)")
WORDS = ("title", "content", "excerpt")
TYPES = {"image/jpeg", "image/png", "image/gif", "image/webp"}


class Refusal(Exception):
    def __init__(self, status: int, code: str, message: str, **data: Any) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.data = status, code, message, data

    def reply(self) -> Reply:
        data = {"status": self.status, **self.data}
        return _json({"code": self.code, "message": self.message, "data": data}, self.status)


class FakeWordPress(FaultyServer):
    """`refuse` makes the next request to a path meet an error; `odd` always answers something else."""

    def __init__(self, port: int = 0, **how: Any) -> None:
        self.password = PASSWORD
        self.is_plain = False  # permalinks that are: then the API is reached through the front page alone
        self.missing = 404  # of an address that is not there; some servers show the front page
        self.may_publish = True
        self.may_make_tags = True
        self.finds_terms = True  # False: somebody makes them between our look and our making
        self.posts: dict[int, dict[str, Any]] = {}
        self.media: dict[int, dict[str, Any]] = {}
        self.comments: list[dict[str, Any]] = []
        self.terms: dict[str, dict[int, str]] = {
            "categories": {1: "Uncategorized", 2: "Fog &amp; Tea"},
            "tags": {3: "harbour"},
        }
        self.odd: dict[str, Reply] = {}
        self._refusals: list[tuple[str, Refusal]] = []
        self._ids = 100
        self._ticks = 0
        super().__init__(port, **how)

    @property
    def published(self) -> list[dict[str, Any]]:
        return [post for post in self.posts.values() if post["status"] == "publish"]

    def refuse(self, path: str, status: int, code: str = "", message: str = "no", **data: Any) -> None:
        self._refusals.append((path, Refusal(status, code, message, **data)))

    def is_commit(self, request: Request) -> bool:
        return bool(POST.search(request.target)) and b'"status":"publish"' in request.body

    def restore(self, arrival: dict[str, Any]) -> None:
        post = arrival["post"]
        self.posts[post["id"]] = post
        self._ids = max(self._ids, post["id"])

    def remark(self, receipt_id: str, text: str) -> None:
        """A reader comments on the post."""
        self.comments.append(
            {
                "id": self._next(),
                "post": int(receipt_id),
                "parent": 0,
                "author": 0,
                "author_name": "Bob",
                "date_gmt": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
                "link": f"{self.url}/?p={receipt_id}#comment-{self._ids}",
                "content": {"rendered": f"<p>{html.escape(text)}</p>\n"},
                "status": "approved",
            }
        )

    async def handle(self, request: Request) -> Reply:
        route = self._route(request)
        for at, (path, refusal) in enumerate(self._refusals):
            if route.startswith(path):
                del self._refusals[at]
                return refusal.reply()
        if route in self.odd:
            return self.odd[route]
        if not route:
            return Reply(self.missing, b"<html>Nothing found</html>", {"content-type": "text/html"})
        try:
            self._insist(request)
            return self._answer(route, request)
        except Refusal as no:
            return no.reply()

    def _route(self, request: Request) -> str:
        if request.path.startswith("/wp-json") and not self.is_plain:
            return request.path.removeprefix("/wp-json") or "/"
        return request.query.get("rest_route", "") if request.path == "/" else ""

    def _insist(self, request: Request) -> None:
        kind, _, pair = request.headers.get("authorization", "").partition(" ")
        if kind != "Basic":
            raise Refusal(401, "rest_not_logged_in", "You are not currently logged in.")
        name, _, given = base64.b64decode(pair).decode().partition(":")
        if name != "ada":
            raise Refusal(401, "invalid_username", "Unknown username.")
        if given.replace(" ", "") != self.password.replace(" ", ""):
            raise Refusal(
                401, "incorrect_password", "The provided password is an invalid application password."
            )

    def _answer(self, route: str, request: Request) -> Reply:
        if route == "/":
            return _json({"name": "Harbour news", "home": self.url, "url": self.url, "namespaces": ["wp/v2"]})
        if route == "/wp/v2/users/me":
            may = {"publish_posts": self.may_publish, "upload_files": True}
            return _json({"id": 7, "slug": "ada", "username": "ada", "name": "Ada", "capabilities": may})
        if route == "/wp/v2/posts":
            return self._list(request) if request.method == "GET" else self._make(json.loads(request.body))
        if found := POST.fullmatch(route):
            return self._one(request, int(found[1]))
        if route == "/wp/v2/media":
            return self._take_media(request)
        if found := MEDIA.fullmatch(route):
            if int(found[1]) not in self.media:
                raise Refusal(404, "rest_post_invalid_id", "Invalid post ID.")
            return _json({"id": int(found[1])})
        if found := TERMS.fullmatch(route):
            return self._terms(found[1], request)
        if route == "/wp/v2/comments":
            return self._comments(request)
        raise Refusal(404, "rest_no_route", "No route was found matching the URL and request method.")

    def _make(self, body: dict[str, Any]) -> Reply:
        if not any(body.get(name) for name in WORDS):
            raise Refusal(400, "empty_content", "Content, title, and excerpt are empty.")
        now = self._now()
        post = {"id": self._next(), "status": "draft", "slug": "", "date_gmt": now, "modified_gmt": now}
        post |= dict.fromkeys(WORDS, "") | {"featured_media": 0, "categories": [1], "tags": []}
        self.posts[post["id"]] = post
        self._change(post, body)
        return _json(self._shown(post), 201)

    def _one(self, request: Request, number: int) -> Reply:
        post = self.posts.get(number)
        if post is None:
            raise Refusal(404, "rest_post_invalid_id", "Invalid post ID.")
        if request.method == "DELETE":
            if post["status"] == "trash":
                raise Refusal(410, "rest_already_trashed", "The post has already been deleted.")
            post |= {"status": "trash", "slug": f"{post['slug']}__trashed"}
        elif request.method == "POST":
            was = post["status"]
            self._change(post, json.loads(request.body))
            if post["status"] == "publish":
                kept = {name: post[name] for name in ("title", "content", "slug")}
                self.arrived(post=dict(post), repeat=was == "publish", **kept)
        return _json(self._shown(post))

    def _change(self, post: dict[str, Any], body: dict[str, Any]) -> None:
        for kind in ("categories", "tags"):
            if any(number not in self.terms[kind] for number in body.get(kind, ())):
                raise Refusal(400, "rest_invalid_param", f"Invalid parameter(s): {kind}")
        if body.get("status") == "publish" and not self.may_publish:
            raise Refusal(
                403, "rest_cannot_publish", "Sorry, you are not allowed to publish posts in this type."
            )
        now = self._now()
        was_out = post["status"] == "publish"
        post |= body
        post["modified_gmt"] = now
        if post["status"] == "publish":
            if not was_out:
                post["date_gmt"] = now
            post["slug"] = (
                post["slug"] or "-".join(re.findall(r"\w+", post["title"].lower())) or str(post["id"])
            )
        taken = {one["slug"] for one in self.posts.values() if one is not post}
        slug, number = post["slug"], 2
        while slug and post["slug"] in taken:
            post["slug"], number = f"{slug}-{number}", number + 1

    def _list(self, request: Request) -> Reply:
        states = request.query.get("status", "publish").split(",")
        found = [post for post in self.posts.values() if post["status"] in states]
        if slug := request.query.get("slug"):
            found = [post for post in found if post["slug"] == slug]
        return _json([self._shown(post) for post in found])

    def _take_media(self, request: Request) -> Reply:
        form, files = form_and_files(request)
        name, content, kind = files["file"]
        if kind not in TYPES or not content:
            raise Refusal(
                500, "rest_upload_sideload_error", "Sorry, you are not allowed to upload this file type."
            )
        number = self._next()
        alt = " ".join(re.sub(r"<[^>]*>", "", form.get("alt_text", "")).split())
        self.media[number] = {"alt": alt, "bytes": content, "name": name}
        return _json({"id": number, "source_url": f"{self.url}/wp-content/uploads/{name}"}, 201)

    def _terms(self, kind: str, request: Request) -> Reply:
        known = self.terms[kind]
        if request.method == "POST":
            name = json.loads(request.body)["name"]
            if not self.may_make_tags:
                raise Refusal(403, "rest_cannot_create", "Sorry, you are not allowed to create terms.")
            for number, there in known.items():
                if there == html.escape(name):
                    raise Refusal(400, "term_exists", "A term exists with this name.", term_id=number)
            known[self._next()] = html.escape(name)
            return _json({"id": self._ids, "name": html.escape(name)}, 201)
        letters = request.query.get("search", "").casefold()  # compared with names as they are kept: escaped
        found = [(number, name) for number, name in known.items() if letters in name.casefold()]
        return _json([{"id": number, "name": name} for number, name in found if self.finds_terms])

    def _comments(self, request: Request) -> Reply:
        post, after = int(request.query["post"]), request.query.get("after", "")
        found = [one for one in reversed(self.comments) if one["post"] == post]
        found = [one for one in found if one["date_gmt"] > after.rstrip("Z")]
        size, page = int(request.query.get("per_page", "10")), int(request.query.get("page", "1"))
        reply = _json(found[(page - 1) * size : page * size])
        reply.headers["x-wp-total"] = str(len(found))
        return reply

    def _shown(self, post: dict[str, Any]) -> dict[str, Any]:
        drawn = {name: {"raw": post[name], "rendered": post[name]} for name in WORDS}
        link = f"{self.url}/{post['slug']}/" if post["status"] == "publish" else f"{self.url}/?p={post['id']}"
        return {**post, **drawn, "link": link}

    def _next(self) -> int:
        self._ids += 1
        return self._ids

    def _now(self) -> str:
        """Each change is a second later than the one before: WordPress counts whole seconds."""
        self._ticks += 1
        return (datetime.now(UTC) + timedelta(seconds=self._ticks)).strftime("%Y-%m-%dT%H:%M:%S")


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())


if __name__ == "__main__":
    run(FakeWordPress)

"""Reddit. `python -m tests.fakes.reddit --port 8908 --state arrivals.jsonl`

One subreddit, one account of ours. Errors of a submission stand in the body of a 200, as Reddit puts them.
"""

import base64
import json
import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.fakes.command import run
from tests.fakes.faulty import FaultyServer
from tests.fakes.multipart import form_and_files
from tests.fakes.server import Reply, Request

ME, PLACE = "almanac_news", "Harbour"
SCOPES = {"identity", "read", "submit", "edit", "flair", "history", "privatemessages"}
ACTS = ("/api/submit", "/api/comment")


@dataclass
class Post:
    id: str  # t3_…
    title: str
    text: str
    given: dict[str, str]
    pictures: list[tuple[str, str]] = field(default_factory=list)  # asset, caption
    made: float = field(default_factory=time.time)
    edited: float = 0.0
    comments: list[dict[str, Any]] = field(default_factory=list)
    score: int = 1


class FakeReddit(FaultyServer):
    """`refusal`: the next submission meets these errors. `rules`: what the subreddit asks of posts."""

    def __init__(self, port: int = 0, **how: Any) -> None:
        self.client_id, self.client_secret = "client", "client secret"
        self.tokens = {"token"}
        self.refresh_token = "refresh"
        self.codes: dict[str, dict[str, str]] = {}
        self.posts: dict[str, Post] = {}
        self.assets: dict[str, bytes] = {}
        self.heard: list[dict[str, Any]] = []
        self.refusal: list[list[str]] = []
        self.status: tuple[int, dict[str, Any], dict[str, str]] | None = None
        self.rules: dict[str, Any] = {"is_flair_required": False}
        self.about: dict[str, Any] = {"allow_images": True, "submission_type": "any"}
        self.flairs = [{"id": "f1", "text": "News"}, {"id": "f2", "text": "Fog"}]
        self._count = 0
        super().__init__(port, **how)

    @property
    def published(self) -> list[Post]:
        return list(self.posts.values())

    def revoke(self) -> None:
        self.tokens.clear()
        self.refresh_token = "another"

    def remark(self, above: str, text: str, who: str = "ada") -> None:
        """Somebody comments on a post, or names us where `above` is empty."""
        number = f"t1_{self._next()}"
        comment = {
            "name": number, "body": text, "author": who, "created_utc": time.time(), "parent_id": above,
            "permalink": f"/r/{PLACE}/comments/x/_/{number[3:]}/", "replies": "",
        }  # fmt: skip
        if above:
            self.posts[above].comments.append(comment)
        else:
            self.heard.append(comment)

    def is_commit(self, request: Request) -> bool:
        return request.method == "POST" and request.path in ACTS

    def restore(self, arrival: dict[str, Any]) -> None:
        if "post" in arrival:
            self.posts[arrival["post"]] = Post(arrival["post"], arrival["title"], arrival["text"], {})

    async def handle(self, request: Request) -> Reply:
        if request.path == "/api/v1/authorize":
            return self._authorize(request.query)
        if request.path == "/api/v1/access_token":
            return self._token(request)
        if request.path == "/store":
            form, files = form_and_files(request)
            self.assets[form["key"]] = files["file"][1]
            return Reply(201, b"<PostResponse/>")
        if not request.headers.get("user-agent", "").startswith("web:"):
            return Reply(429, b"{}")
        if request.headers.get("authorization", "").partition(" ")[2] not in self.tokens:
            return _json({"message": "Unauthorized", "error": 401}, 401)
        if self.status and self.is_commit(request):
            status, body, headers = self.status
            self.status = None
            return Reply(status, json.dumps(body).encode(), headers)
        return self._act(request) if request.method == "POST" else self._show(request)

    def _act(self, request: Request) -> Reply:
        form = dict(request.form)
        if request.path == "/api/submit":
            return self._submit(form)
        if request.path == "/api/comment":
            return self._comment(form)
        if request.path == "/api/editusertext":
            found = self._find(form["thing_id"])
            if isinstance(found, Post):
                found.text, found.edited = form["text"], time.time()
                found.pictures = []  # they stood in the words
            return _well({"things": []}) if found else _errors([["NO_THING_ID", "that thing is gone", "id"]])
        if request.path == "/api/del":
            self.posts.pop(form["id"], None)
            for post in self.posts.values():
                post.comments = [one for one in post.comments if one["name"] != form["id"]]
            return _json({})
        if request.path == "/api/media/asset.json":
            asset = secrets.token_hex(6)
            fields = [{"name": "key", "value": asset}, {"name": "policy", "value": "x"}]
            return _json(
                {"args": {"action": f"{self.url}/store", "fields": fields}, "asset": {"asset_id": asset}}
            )
        if request.path == "/api/convert_rte_body_format":
            return _json({"output": {"document": _document(form["markdown_text"])}})
        return _json({"message": "Not Found", "error": 404}, 404)

    def _submit(self, form: dict[str, str]) -> Reply:
        if self.refusal:
            errors, self.refusal = self.refusal, []
            return _errors(errors)
        if form["sr"].lower() != PLACE.lower():
            return _errors([["SUBREDDIT_NOEXIST", "that subreddit doesn't exist", "sr"]])
        if self.about.get("submission_type") == "link" and form["kind"] == "self":
            return _errors([["NO_SELFS", "that subreddit doesn't allow text posts", "sr"]])
        if not 0 < len(form["title"]) <= 300:
            return _errors([["TOO_LONG", "this is too long (max: 300)", "title"]])
        if len(form.get("text", "")) > 40_000:
            return _errors([["TOO_LONG", "this is too long (max: 40000)", "text"]])
        if self.rules.get("is_flair_required") and "flair_id" not in form:
            return _errors(
                [["SUBMIT_VALIDATION_FLAIR_REQUIRED", "Your post must contain post flair.", "flair"]]
            )
        if "flair_id" in form and form["flair_id"] not in {one["id"] for one in self.flairs}:
            return _errors([["BAD_FLAIR_TEMPLATE_ID", "bad flair", "flair"]])
        text, pictures = form.get("text", ""), []
        if "richtext_json" in form:
            blocks = json.loads(form["richtext_json"])["document"]
            text = "\n\n".join(one["t"] for one in blocks if one["e"] == "par")
            pictures = [(one["id"], one["c"]) for one in blocks if one["e"] == "img"]
            if any(asset not in self.assets for asset, _caption in pictures):
                return _errors([["MEDIA_NOT_FOUND", "no such media", "richtext_json"]])
        number = f"t3_{self._next()}"
        self.posts[number] = Post(number, " ".join(form["title"].split()), text, form, pictures)
        self.arrived(repeat=False, post=number, title=form["title"], text=text)
        url = f"https://www.reddit.com/r/{PLACE}/comments/{number[3:]}/words/"
        return _well({"url": url, "id": number[3:], "name": number, "drafts_count": 0})

    def _comment(self, form: dict[str, str]) -> Reply:
        if self.refusal:
            errors, self.refusal = self.refusal, []
            return _errors(errors)
        post = self.posts.get(form["thing_id"])
        if post is None:
            return _errors([["DELETED_LINK", "that link has been deleted", "parent"]])
        number = f"t1_{self._next()}"
        comment = {
            "name": number, "body": form["text"], "author": ME, "created_utc": time.time(),
            "parent_id": post.id, "replies": "",
            "permalink": f"/r/{PLACE}/comments/{post.id[3:]}/_/{number[3:]}/",
        }  # fmt: skip
        post.comments.append(comment)
        self.arrived(repeat=False, comment=number, on=post.id)
        return _well({"things": [{"kind": "t1", "data": comment}]})

    def _show(self, request: Request) -> Reply:
        path = request.path
        if path == "/api/v1/me":
            return _json({"name": ME, "id": "1"})
        if path.lower() == f"/r/{PLACE.lower()}/about":
            about = {"display_name": PLACE, "title": "The harbour", "subscribers": 1234, **self.about}
            return _json({"kind": "t5", "data": about})
        if path.lower() == f"/api/v1/{PLACE.lower()}/post_requirements":
            return _json(self.rules)
        if path.lower() == f"/r/{PLACE.lower()}/api/link_flair_v2":
            return _json(self.flairs)
        if path == f"/user/{ME}/submitted":
            return _listing([self._data(one) for one in reversed(self.posts.values())][:100])
        if path == f"/user/{ME}/comments":
            mine = [one for post in self.posts.values() for one in post.comments if one["author"] == ME]
            return _listing(mine[::-1][:100])
        if path == "/api/info":
            wanted = request.query["id"].split(",")
            return _listing([self._data(self.posts[one]) for one in wanted if one in self.posts])
        if path.startswith("/comments/"):
            post = self.posts[f"t3_{path.rpartition('/')[2]}"]
            comments = {"kind": "Listing", "data": {"children": [{"data": one} for one in post.comments]}}
            return _json([{"kind": "Listing", "data": {"children": []}}, comments])
        if path == "/message/mentions":
            return _listing(self.heard)
        return _json({"message": "Not Found", "error": 404}, 404)

    def _data(self, post: Post) -> dict[str, Any]:
        return {
            "name": post.id, "title": post.title, "selftext": _rewritten(post.text),
            "subreddit": PLACE, "author": ME,
            "created_utc": post.made, "edited": post.edited or False, "score": post.score,
            "num_comments": len(post.comments), "view_count": None, "upvote_ratio": 0.9,
            "permalink": f"/r/{PLACE}/comments/{post.id[3:]}/words/", "removed_by_category": None,
        }  # fmt: skip

    def _find(self, number: str) -> Post | dict[str, Any] | None:
        comments = (one for post in self.posts.values() for one in post.comments if one["name"] == number)
        return self.posts.get(number) or next(comments, None)

    def _next(self) -> str:
        self._count += 1
        return f"a{self._count:05d}"

    def _authorize(self, asked: dict[str, str]) -> Reply:
        well = asked.get("client_id") == self.client_id and asked.get("duration") == "permanent"
        if not well or not set(asked["scope"].split()) <= SCOPES:
            return Reply(400, b"bad request")
        code = secrets.token_hex(8)
        self.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return Reply(302, b"", {"location": f"{asked['redirect_uri']}?{back}"})

    def _token(self, request: Request) -> Reply:
        pair = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {pair}":
            return _json({"message": "Unauthorized", "error": 401}, 401)
        form = dict(request.form)
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] != self.refresh_token:
                return _json({"error": "invalid_grant"}, 400)
            return self._given()
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
            return _json({"error": "invalid_grant"})  # Reddit says so with status 200
        return self._given(refresh_token=self.refresh_token)

    def _given(self, **more: str) -> Reply:
        token = secrets.token_hex(8)
        self.tokens.add(token)
        return _json(
            {"access_token": token, "token_type": "bearer", "expires_in": 3600, "scope": "*", **more}
        )


def _rewritten(markdown: str) -> str:
    """As Reddit writes the words itself: lists with asterisks, and only the escapes that it needs."""
    starred = re.sub(r"(?m)^(\s*)[-+] ", r"\1* ", markdown)
    return re.sub(r"(?<!\\)_", r"\\_", re.sub(r"\\([-.+!()#])", r"\1", starred))


def _document(markdown: str) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    for block in markdown.split("\n\n"):
        if block.startswith("![img]("):
            asset, _blank, caption = block.removeprefix("![img](").removesuffix(")").partition(" ")
            blocks.append({"e": "img", "id": asset, "c": caption.strip('"')})
        else:
            blocks.append({"e": "par", "t": block})
    return blocks


def _listing(rows: list[dict[str, Any]]) -> Reply:
    return _json({"kind": "Listing", "data": {"children": [{"data": one} for one in rows], "after": None}})


def _well(data: dict[str, Any]) -> Reply:
    return _json({"json": {"errors": [], "data": data}})


def _errors(errors: list[list[str]]) -> Reply:
    return _json({"json": {"errors": errors}})


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())


if __name__ == "__main__":
    run(FakeReddit)

"""X's API, version 2. `python -m tests.fakes.x --port 8902 --state arrivals.jsonl --delay 0.02`"""

import html
import itertools
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from publishers.x.addresses import addresses
from publishers.x.counting import weighted_length
from tests.fakes.command import run
from tests.fakes.faulty import FaultyServer
from tests.fakes.server import Reply, Request
from tests.fakes.x_media import Media
from tests.fakes.x_signing import Signing

FIRST_MILLISECOND = 1_288_834_974_657
PROBLEMS = "https://api.x.com/2/problems/"
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
NOT_VISIBLE = "You attempted to reply to a Tweet that is deleted or not visible to you."
SETTINGS = {"following", "mentionedUsers", "subscribers", "verified"}


@dataclass(slots=True)
class Post:
    id: str
    author: str
    body: dict[str, Any]
    at: datetime
    conversation: str
    versions: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return str(self.body.get("text", ""))

    @property
    def parent(self) -> str:
        return str(self.body.get("reply", {}).get("in_reply_to_tweet_id", ""))

    @property
    def media_ids(self) -> list[str]:
        return list(self.body.get("media", {}).get("media_ids", ()))


class FakeX(FaultyServer):
    """Real in what matters to a publisher; quirks and refusals can be switched on."""

    OWN, SOMEBODY = "2244994945", "783214"

    def __init__(self, port: int = 0, **how: Any) -> None:
        self.posts: dict[str, Post] = {}
        self.signing = Signing()
        self.media = Media(lambda: next(self._numbers))
        self.refusal: tuple[int, dict[str, Any], dict[str, str]] | None = None  # of the next posts
        self.parent_quirk = 0  # how many replies in a row X does not see the parent of
        self.premium = False
        self.tidies_addresses = False  # X writes "https://" before what came without, and a slash behind
        self.renamed = False  # the field names of OpenAPI 2.167
        self.per_page = 100
        self.left = 100  # of the rate limit
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._numbers = itertools.count(1_900_000_000_000_000_000)
        super().__init__(port, **how)

    @property
    def published(self) -> list[Post]:
        return [post for post in self.posts.values() if post.author == self.OWN]

    def is_commit(self, request: Request) -> bool:
        return request.method == "POST" and request.path == "/2/tweets"

    def restore(self, arrival: dict[str, Any]) -> None:
        at = datetime.fromtimestamp(arrival["wall"], UTC)
        self._keep(Post(arrival["id"], self.OWN, arrival["body"], at, arrival["conversation"]))

    def remark(self, parent: str, text: str) -> Post:
        """Somebody answers a post of ours, or names us."""
        body: dict[str, Any] = {"text": text if parent else f"@ada {text}"}
        if parent:
            body["reply"] = {"in_reply_to_tweet_id": parent}
        return self._make(self.SOMEBODY, body)

    async def handle(self, request: Request) -> Reply:
        if signed := self.signing.page(request):
            return signed
        if not self.signing.is_signed(request, self.url):
            return problem(401, "about:blank", "Unauthorized", "Unauthorized")
        reply = self._answer(request)
        resets = str(int(time.time()) + 900)
        limits = {"x-rate-limit-limit": "100", "x-rate-limit-remaining": str(self.left)}
        reply.headers = limits | {"x-rate-limit-reset": resets} | reply.headers
        return reply

    def _answer(self, request: Request) -> Reply:
        method, path, query = request.method, request.path, request.query
        if self.is_commit(request):
            return self._create(request)
        if path.startswith("/2/media"):
            return self.media.answer(request)
        if path == "/2/users/me":
            who = {"id": self.OWN, "name": "Ada", "username": "ada"}
            if "public_metrics" in query.get("user.fields", ""):
                return reply(
                    {"data": who | {"public_metrics": {"followers_count": 321, "following_count": 5}}}
                )
            return reply({"data": who | {"subscription_type": "Premium" if self.premium else "None"}})
        if path == "/2/tweets":
            return self._several(query["ids"].split(","), query)
        if match := re.fullmatch(r"/2/tweets/(\d+)", path):
            gone = self.posts.pop(match[1], None) if method == "DELETE" else None
            if gone is None:
                return problem(404, "resource-not-found", "Not Found Error", "Could not find tweet.")
            return reply({"data": {"deleted": True}})
        if path == f"/2/users/{self.OWN}/tweets":
            return self._list(query, lambda post: post.author == self.OWN)
        if path == f"/2/users/{self.OWN}/mentions":
            return self._list(query, lambda post: "@ada" in post.text)
        if path == "/2/tweets/search/recent":
            return self._search(query)
        return problem(404, "resource-not-found", "Not Found Error", path)

    def _create(self, request: Request) -> Reply:
        body = json.loads(request.body)
        if refused := self._refused(body):
            return refused
        if "edit_options" in body:
            return self._edit(body)
        post = self._make(self.OWN, body)
        self.arrived(id=post.id, text=post.text, body=body, conversation=post.conversation, repeat=False)
        return reply({"data": {"id": post.id, "text": post.text}}, 201)

    def _refused(self, body: dict[str, Any]) -> Reply | None:
        if self.refusal:
            status, what, headers = self.refusal
            return reply(what, status, headers)
        text = body.get("text", "")
        parent = body.get("reply", {}).get("in_reply_to_tweet_id")
        media = body.get("media", {}).get("media_ids", ())
        if body.get("reply_settings", "following") not in SETTINGS or (not text and not media):
            return problem(400, "invalid-request", "Invalid Request", "One or more parameters were invalid.")
        if weighted_length(text) > (25_000 if self.premium else 280):
            return problem(400, "about:blank", "Bad Request", "Your Tweet text is too long.")
        if len(media) > 4 or not all(self.media.is_ready(number) for number in media):
            return problem(400, "invalid-request", "Invalid Request", "Your media IDs are invalid.")
        if parent and self.parent_quirk:
            self.parent_quirk -= 1
            return reply({"detail": NOT_VISIBLE, "title": "Forbidden", "code": 385, "status": 403}, 403)
        if parent and parent not in self.posts:
            return problem(403, "about:blank", "Forbidden", NOT_VISIBLE)
        edited = body.get("edit_options", {}).get("previous_post_id")
        same = [p for p in self.published if p.text == text and p.parent == (parent or "") and p.id != edited]
        if same and text:
            return problem(403, "about:blank", "Forbidden", DUPLICATE)
        return None

    def _edit(self, body: dict[str, Any]) -> Reply:
        old = self.posts.get(body["edit_options"]["previous_post_id"])
        if old is None or len(old.versions) >= 5:
            return problem(403, "about:blank", "Forbidden", "You are not permitted to edit this Post.")
        del self.posts[old.id]
        post = self._make(self.OWN, body | {"reply": old.body.get("reply", {})})
        post.versions = [*old.versions, old.id]
        return reply({"data": {"id": post.id, "text": post.text}}, 201)

    def _make(self, author: str, body: dict[str, Any]) -> Post:
        at = self.clock()
        milliseconds = int(at.timestamp() * 1000) - FIRST_MILLISECOND
        number = str((milliseconds << 22) + next(self._numbers) % (1 << 22))
        parent = self.posts.get(str(body.get("reply", {}).get("in_reply_to_tweet_id", "")))
        return self._keep(Post(number, author, body, at, parent.conversation if parent else number))

    def _keep(self, post: Post) -> Post:
        self.posts[post.id] = post
        return post

    def _several(self, numbers: list[str], query: dict[str, str]) -> Reply:
        if len(numbers) > 100:
            return problem(400, "invalid-request", "Invalid Request", "At most 100 ids.")
        found = [self._shown(self.posts[number], query) for number in numbers if number in self.posts]
        lost = [
            {"resource_id": number, "title": "Not Found Error", "type": PROBLEMS + "resource-not-found"}
            for number in numbers
            if number not in self.posts
        ]
        return reply(({"data": found} if found else {}) | ({"errors": lost} if lost else {}))

    def _search(self, query: dict[str, str]) -> Reply:
        asked = re.fullmatch(r"conversation_id:(\d+) -from:(\d+)", query["query"])
        if not asked or _time(query["start_time"]) < self.clock() - timedelta(days=7):
            return problem(400, "invalid-request", "Invalid Request", "'start_time' is too long ago.")
        return self._list(query, lambda post: post.conversation == asked[1] and post.author != asked[2])

    def _list(self, query: dict[str, str], which: Callable[[Post], bool]) -> Reply:
        since = _time(query["start_time"]) if "start_time" in query else datetime.min.replace(tzinfo=UTC)
        found = [post for post in reversed(self.posts.values()) if which(post) and post.at >= since]
        first = int(query.get("pagination_token") or query.get("next_token") or 0)
        size = min(int(query["max_results"]), self.per_page)
        page = found[first : first + size]
        meta: dict[str, Any] = {"result_count": len(page)}
        if first + size < len(found):
            meta["next_token"] = str(first + size)
        body: dict[str, Any] = {"data": [self._shown(post, query) for post in page]} if page else {}
        if "expansions" in query and page:
            names = {self.OWN: "ada", self.SOMEBODY: "bob"}
            body["includes"] = {"users": [{"id": n, "username": name} for n, name in names.items()]}
        return reply(body | {"meta": meta})

    def _shown(self, post: Post, query: dict[str, str]) -> dict[str, Any]:
        """Only what was asked for, with addresses as X shortens them and &, < and > as HTML."""
        text, entities = self._shortened(post)
        above, note, repost = (
            ("referenced_posts", "note_post", "repost_count")
            if self.renamed
            else ("referenced_tweets", "note_tweet", "retweet_count")
        )
        whole: dict[str, Any] = {
            "created_at": post.at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "author_id": post.author,
            "entities": entities,
            "public_metrics": {repost: 2, "reply_count": 1, "like_count": 3, "quote_count": 0}
            | {"bookmark_count": 4, "impression_count": 250},
            "edit_controls": {"is_edit_eligible": True, "edits_remaining": 5 - len(post.versions)},
        }
        if post.parent:
            whole["referenced_tweets"] = [{"type": "replied_to", "id": post.parent}]
        if post.media_ids:
            whole["attachments"] = {"media_keys": [f"3_{number}" for number in post.media_ids]}
        if weighted_length(post.text) > 280:
            whole["note_tweet"] = {"text": text, "entities": entities}
            text = text[:270] + "…"
        asked = {name: whole[name] for name in query.get("tweet.fields", "").split(",") if name in whole}
        renamed = {"referenced_tweets": above, "note_tweet": note}
        always = {"id": post.id, "text": text, "edit_history_tweet_ids": [*post.versions, post.id]}
        return always | {renamed.get(name, name): v for name, v in asked.items()}

    def _shortened(self, post: Post) -> tuple[str, dict[str, Any]]:
        pieces, urls, place = [], [], 0
        for number, (start, end) in enumerate(addresses(post.text)):
            given, short = post.text[start:end], f"https://t.co/{post.id[-6:]}{number}"
            full = given if "://" in given else f"http://{given}"
            if self.tidies_addresses:
                full = _tidied(full)
            pieces += [html.escape(post.text[place:start], quote=False), short]
            urls.append({"url": short, "expanded_url": full})
            place = end
        text = "".join([*pieces, html.escape(post.text[place:], quote=False)])
        for number, media_id in enumerate(post.media_ids):
            if number == 0:
                text = f"{text} https://t.co/{post.id[-6:]}m".strip()
            full = f"https://x.com/ada/status/{post.id}/photo/1"
            urls.append(
                {"url": f"https://t.co/{post.id[-6:]}m", "expanded_url": full, "media_key": f"3_{media_id}"}
            )
        return text, {"urls": urls} if urls else {}


def reply(value: object, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, json.dumps(value).encode(), headers or {})


def problem(status: int, kind: str, title: str, detail: str) -> Reply:
    what = {"title": title, "detail": detail, "status": status}
    return reply(what | {"type": kind if ":" in kind else PROBLEMS + kind}, status)


def _tidied(address: str) -> str:
    """The host as DNS has it, and a slash behind it."""
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.encode('idna').decode().lower()}{slash or '/'}{path}"


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


if __name__ == "__main__":
    run(FakeX)

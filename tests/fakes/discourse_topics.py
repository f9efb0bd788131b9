"""The topics of a forum, apart from how they are asked: what may be said, and what is there."""

import html
import json
import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from tests.fakes.server import Reply

NEW = {
    "min_topic_title_length": 15,
    "max_topic_title_length": 255,
    "min_first_post_length": 20,
    "min_post_length": 20,
    "max_post_length": 32_000,
    "max_image_size_kb": 4096,
    "max_tags_per_topic": 5,
    "allow_duplicate_topic_titles": False,
    "unique_posts_mins": 5,
}  # what a new forum is set to
OPEN = NEW | {
    "min_topic_title_length": 1,
    "min_first_post_length": 1,
    "min_post_length": 1,
    "allow_duplicate_topic_titles": True,
    "unique_posts_mins": 0,
}  # a forum that takes short words and takes them twice
CATEGORIES = [
    {"id": 1, "name": "Uncategorized", "slug": "uncategorized"},
    {"id": 5, "name": "News", "slug": "news"},
    {"id": 6, "name": "Fog", "slug": "fog", "parent_category_id": 5},
]
NOT_PERMITTED = "You are not permitted to view the requested resource."
NOT_FOUND = "The requested URL or resource could not be found."
TYPES = {"image/jpeg", "image/png", "image/gif", "image/webp"}


class Refusal(Exception):
    def __init__(self, status: int, *words: str, **more: Any) -> None:
        super().__init__(*words)
        self.status, self.words, self.more = status, words, more

    def reply(self, **more: Any) -> Reply:
        return Reply(self.status, json.dumps({"errors": self.words, **self.more, **more}).encode())


@dataclass
class Post:
    id: int
    topic_id: int
    number: int
    raw: str
    username: str
    at: float
    title: str = ""
    category: int = 1
    tags: tuple[str, ...] = ()
    external_id: str = ""
    reply_to: int | None = None
    version: int = 1
    post_type: int = 1
    deleted: bool = False


class Topics:
    """`arrived` is told of each post of ours."""

    def __init__(self, arrived: Callable[..., None]) -> None:
        self.posts: dict[int, Post] = {}
        self.uploads: dict[str, bytes] = {}
        self.settings: dict[str, Any] = dict(OPEN)
        self.categories = [dict(one) for one in CATEGORIES]
        self.holds = False  # new posts wait for a moderator
        self.waiting: list[tuple[dict[str, Any], str, str]] = []
        self.keeps_topics = False  # only staff may delete a topic
        self._arrived = arrived
        self._ids = 1000

    @property
    def there(self) -> list[Post]:
        return [post for post in self.posts.values() if not post.deleted and post.username == "ada"]

    def restore(self, post: dict[str, Any]) -> None:
        self.posts[post["id"]] = Post(**post | {"tags": tuple(post["tags"])})
        self._ids = max(self._ids, post["id"], post["topic_id"])

    def make(self, given: dict[str, Any]) -> dict[str, Any]:
        raw = str(given.get("raw", "")).strip()
        topic = int(given.get("topic_id") or 0)
        if topic and not self._of(topic):
            raise Refusal(403, NOT_PERMITTED, error_type="invalid_access")
        title = "" if topic else str(given.get("title", ""))
        self._insist(raw, "" if topic else title, given, is_first=not topic)
        if self.holds:
            self.waiting.append((given, raw, title))
            return {"success": True, "action": "enqueued", "pending_post": {"id": self._next()}}
        return self._add(given, raw, title)

    def let_through(self) -> None:
        """A moderator says yes to all that wait. The posts come without our marks."""
        for given, raw, title in self.waiting:
            self._add(given | {"external_id": ""}, raw, title)
        self.waiting.clear()

    def _add(self, given: dict[str, Any], raw: str, title: str) -> dict[str, Any]:
        topic = int(given.get("topic_id") or 0)
        number = max((one.number for one in self.posts.values() if one.topic_id == topic), default=0) + 1
        post = Post(
            self._next(),
            topic or self._next(),
            number,
            raw,
            "ada",
            time.time(),
            title,
            int(given.get("category", 1)),
            tuple(given.get("tags", ())),
            given.get("external_id", ""),
            given.get("reply_to_post_number"),
        )
        self.posts[post.id] = post
        self._arrived(post=asdict(post), text=raw)
        return self.shown(post)

    def _insist(self, raw: str, title: str, given: dict[str, Any], *, is_first: bool) -> None:
        said = self._lengths(raw, title, is_first=is_first)
        titles = {one.title.lower() for one in self.posts.values() if one.number == 1 and not one.deleted}
        if is_first and not self.settings["allow_duplicate_topic_titles"] and title.lower() in titles:
            said.append("Title has already been used")
        recent = time.time() - self.settings["unique_posts_mins"] * 60
        if any(one.raw == raw and one.at >= recent for one in self.there):
            said.append("Body is too similar to what you recently posted")
        mark = given.get("external_id", "")
        if mark and (len(mark) > 50 or not re.fullmatch(r"[\w-]+", mark)):
            said.append("External is invalid")
        if mark and any(one.external_id == mark for one in self.posts.values()):
            said.append("External has already been taken")
        if int(given.get("category", 1)) not in {one["id"] for one in self.categories}:
            said.append("Category not found")
        unknown = [one for one in re.findall(r"upload://[\w.]+", raw) if one not in self.uploads]
        if unknown or said:
            raise Refusal(422, *(said or [f"{unknown[0]} is no upload"]))

    def _lengths(self, raw: str, title: str, *, is_first: bool) -> list[str]:
        said, settings = [], self.settings
        least = settings["min_first_post_length" if is_first else "min_post_length"]
        if is_first and len(title) < (few := settings["min_topic_title_length"]):
            said.append(f"Title is too short (minimum is {few} characters)")
        if len(title) > (most := settings["max_topic_title_length"]):
            said.append(f"Title is too long (maximum is {most} characters)")
        if len(raw) < least:
            said.append(f"Body is too short (minimum is {least} characters)")
        if len(raw) > (most := settings["max_post_length"]):
            said.append(f"Body is limited to {most} characters; you entered {len(raw)}.")
        return said

    def upload(self, form: dict[str, str], file: tuple[str, bytes, str] | None) -> dict[str, Any]:
        if file is None or form.get("type") != "composer" or file[2] not in TYPES:
            raise Refusal(422, "Sorry, the file you are trying to upload is not authorized.")
        if len(file[1]) > self.settings["max_image_size_kb"] * 1024:
            raise Refusal(422, "Sorry, the image you are trying to upload is too big.")
        number = self._next()
        self.uploads[short := f"upload://short{number}.png"] = file[1]
        return {"id": number, "short_url": short, "url": f"/uploads/default/original/1X/{number}.png"}

    def marked(self, mark: str) -> int:
        found = [one.topic_id for one in self.posts.values() if one.external_id == mark and not one.deleted]
        if not found:
            raise Refusal(404, NOT_FOUND, error_type="not_found")
        return found[0]

    def topic(self, number: int) -> dict[str, Any]:
        posts = self._of(number)
        if not posts:
            raise Refusal(404, NOT_FOUND, error_type="not_found")
        stream = {"posts": [self.shown(one) for one in posts[:20]], "stream": [one.id for one in posts]}
        return {
            "id": number,
            "title": posts[0].title,
            "views": 250,
            "like_count": 3,
            "posts_count": len(posts),
            "post_stream": stream,
        }

    def posts_of(self, number: int, wanted: list[int], *, with_raw: bool) -> dict[str, Any]:
        shown = [self.shown(one) for one in self._of(number) if one.id in wanted]
        if not with_raw:
            shown = [{name: value for name, value in one.items() if name != "raw"} for one in shown]
        return {"id": number, "post_stream": {"posts": shown}}

    def post(self, number: int) -> Post:
        post = self.posts.get(number)
        if post is None or post.deleted:
            raise Refusal(404, NOT_FOUND, error_type="not_found")
        return post

    def change(self, post: Post, raw: str, title: str | None) -> dict[str, Any]:
        post.raw, post.version = raw, post.version + 1
        post.title = title or post.title
        return self.shown(post)

    def delete_topic(self, number: int) -> None:
        if self.keeps_topics:
            raise Refusal(403, NOT_PERMITTED, error_type="invalid_access")
        for post in self._of(number):
            post.deleted = True

    def delete_post(self, post: Post) -> None:
        post.deleted = True

    def remark(self, topic: int, text: str) -> None:
        number = len(self._of(topic)) + 1 if topic else 1
        post = Post(self._next(), topic or self._next(), number, text, "bob", time.time())
        self.posts[post.id] = post

    def actions(self, query: dict[str, str]) -> list[dict[str, Any]]:
        """What ada began (4), or where she was named (7), newest first."""
        is_mention = query["filter"] == "7"
        ours = {one.topic_id for one in self.there}
        found = [
            {
                "topic_id": one.topic_id,
                "post_id": one.id,
                "post_number": one.number,
                "slug": "some-words",
                "created_at": _written(one.at),
                "acting_username": one.username,
                "username": "ada",
                "excerpt": html.escape(one.raw),
            }
            for one in reversed(self.posts.values())
            if not one.deleted
            and one.number == 1
            and (one.topic_id not in ours if is_mention else one.username == query["username"])
        ]
        start = int(query.get("offset", "0"))
        return found[start : start + 30]

    def shown(self, post: Post) -> dict[str, Any]:
        likes = [{"id": 2, "count": 3}] if post.username == "ada" and post.number == 1 else []
        return {
            "id": post.id,
            "topic_id": post.topic_id,
            "topic_slug": "some-words",
            "post_number": post.number,
            "post_type": post.post_type,
            "username": post.username,
            "created_at": _written(post.at),
            "updated_at": _written(post.at + post.version),
            "version": post.version,
            "raw": post.raw,
            "cooked": f"<p>{html.escape(post.raw)}</p>",
            "reads": 40,
            "reply_count": 0,
            "reply_to_post_number": post.reply_to,
            "actions_summary": likes,
        }

    def _of(self, number: int) -> list[Post]:
        posts = [one for one in self.posts.values() if one.topic_id == number and not one.deleted]
        return posts if posts and posts[0].number == 1 else []

    def _next(self) -> int:
        self._ids += 1
        return self._ids


def _written(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""A Mastodon server. `python -m tests.fakes.mastodon --port 8900 --state arrivals.jsonl --delay 0.02`"""

import asyncio
import html
import itertools
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from publishers.mastodon.text import length
from tests.fakes.command import run
from tests.fakes.faulty import FaultyServer
from tests.fakes.multipart import form_and_files
from tests.fakes.server import Reply, Request
from tests.fakes.signing_in import SigningIn

KEY_LIVES = 3600.0  # seconds


@dataclass(slots=True)
class Status:
    id: str
    text: str
    fields: dict[str, str]
    media_ids: list[str]
    created_at: str
    key: str = ""
    at: float = field(default_factory=time.time)
    edited_at: str | None = None


class FakeMastodon(FaultyServer):
    """Real in what matters to a publisher. Quirks of known versions can be switched on."""

    def __init__(self, port: int = 0, token: str = "token", **how: Any) -> None:
        self.token = token
        self.statuses: dict[str, Status] = {}
        self.keys: dict[str, str] = {}
        self.media: dict[str, dict[str, Any]] = {}
        self.characters = 500
        self.looks_until_ready = 0  # how often a picture answers 202 and 206 before it is ready
        self.race_quirk = 0.0  # MM#37879: seconds in which the same key posts twice
        self.repeat_fails_quirk = False  # MM#40399: a repeat of a known key answers 500
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)  # tests that turn time by hand set it
        self.is_old = False  # before 4.3: knows no question about several statuses
        self.remarks: list[dict[str, Any]] = []  # what other people wrote
        self.signing_in = SigningIn()
        self._ids = itertools.count(110_000_000_000_000_000)
        super().__init__(port, **how)

    @property
    def published(self) -> list[Status]:
        return list(self.statuses.values())

    def is_commit(self, request: Request) -> bool:
        return request.method == "POST" and request.path == "/api/v1/statuses"

    def restore(self, arrival: dict[str, Any]) -> None:
        if not arrival.get("repeat"):
            status = Status(
                arrival["id"],
                arrival["text"],
                arrival.get("fields", {}),
                arrival.get("media_ids", []),
                datetime.fromtimestamp(arrival["wall"], UTC).isoformat(),
                arrival["key"],
                arrival["wall"],
            )
            self._keep(status)
            self._ids = itertools.count(max(int(number) for number in self.statuses) + 1)

    async def handle(self, request: Request) -> Reply:
        if request.path == "/api/v2/instance":
            return _json(self._instance())
        if request.path in ("/api/v1/apps", "/oauth/authorize", "/oauth/token"):
            return self.signing_in.handle(request, self.token)
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return _json({"error": "The access token is invalid"}, 401)
        if self.is_commit(request):
            return await self._post(request)
        if request.path == "/api/v1/accounts/verify_credentials":
            return _json(
                {
                    "id": "1",
                    "username": "ada",
                    "acct": "ada",
                    "display_name": "Ada",
                    "url": f"{self.url}/@ada",
                    "followers_count": 321,
                }
            )
        if request.path == "/api/v1/accounts/search":
            known = (("vera@example.org", "Vera Lind"), ("verde", "Verde"), ("max", "Max"))
            letters = request.query.get("q", "").lower()
            found = [{"acct": one, "display_name": name} for one, name in known if one.startswith(letters)]
            return _json(found[: int(request.query.get("limit", "40"))])
        if request.path == "/api/v1/statuses" and request.method == "GET":
            if self.is_old:
                return _json({"error": "Not found"}, 404)
            wanted = re.findall(r"id\[\]=(\w+)", unquote(request.target))
            return _json([self._shown(self.statuses[one]) for one in wanted if one in self.statuses])
        if match := re.fullmatch(r"/api/v1/statuses/(\w+)/context", request.path):
            below = [one for one in self.remarks if one["in_reply_to_id"] == match[1]]
            ours = [
                self._shown(one) for one in self.published if one.fields.get("in_reply_to_id") == match[1]
            ]
            return _json({"ancestors": [], "descendants": [*ours, *below]})
        if request.path == "/api/v1/notifications":
            naming = [one for one in reversed(self.remarks) if not one["in_reply_to_id"]]
            return _json(
                [
                    {"id": one["id"], "type": "mention", "created_at": one["created_at"], "status": one}
                    for one in naming
                ]
                if "max_id" not in request.query
                else []
            )
        if request.path == "/api/v1/accounts/1/statuses":
            return self._list(request)
        if request.path == "/api/v2/media" and request.method == "POST":
            return self._take_media(request)
        if match := re.fullmatch(r"/api/v1/media/(\w+)", request.path):
            return self._look_at_media(match[1])
        if match := re.fullmatch(r"/api/v1/statuses/(\w+)", request.path):
            return self._one(request, match[1])
        return _json({"error": "Record not found"}, 404)

    async def _post(self, request: Request) -> Reply:
        fields, media_ids, poll = {}, [], []
        for name, value in request.form:
            if name == "media_ids[]":
                media_ids.append(value)
            elif name == "poll[options][]":
                poll.append(value)
            else:
                fields[name] = value
        text, key = fields.pop("status", ""), request.headers.get("idempotency-key", "")
        if poll:
            fields["poll"] = "|".join(poll)
        refusal = self._refusal(text, fields, media_ids)
        if refusal:
            return _json({"error": refusal}, 422)
        known = self.statuses.get(self.keys.get(key, "")) if key else None
        if known and self.clock().timestamp() - known.at < KEY_LIVES:
            self.arrived(id=known.id, key=key, text=text, repeat=True)
            return Reply(500, b"{}") if self.repeat_fails_quirk else _json(self._shown(known))
        if self.race_quirk:
            await asyncio.sleep(self.race_quirk)
        now = self.clock()
        written = now.isoformat(timespec="milliseconds")
        status = Status(str(next(self._ids)), text, fields, media_ids, written, key, now.timestamp())
        self._keep(status)
        self.arrived(id=status.id, key=key, text=text, fields=fields, media_ids=media_ids, repeat=False)
        return _json(self._shown(status))

    def _keep(self, status: Status) -> None:
        self.statuses[status.id] = status
        if status.key:
            self.keys[status.key] = status.id

    def _refusal(self, text: str, fields: dict[str, str], media_ids: list[str]) -> str:
        parent = fields.get("in_reply_to_id")
        if parent and parent not in self.statuses:
            return "The post you are trying to reply to does not appear to exist."
        if fields.get("poll") and (media_ids or not 2 <= fields["poll"].count("|") + 1 <= 4):
            return "Validation failed: Poll is invalid"
        if not text.strip() and not media_ids:
            return "Validation failed: Text can't be blank"
        if length(text, fields.get("spoiler_text", "")) > self.characters:
            return f"Validation failed: Text character limit of {self.characters} exceeded"
        if len(media_ids) > 4 or any(number not in self.media for number in media_ids):
            return "Validation failed: Media is invalid"
        if any(self.media[number]["left"] > 0 for number in media_ids):
            return "Cannot attach files that have not finished processing. Try again in a moment!"
        return ""

    def remark(self, receipt_id: str, text: str) -> None:
        """Somebody answers this post, or names us where it is "" """
        now = self.clock().isoformat(timespec="milliseconds")
        self.remarks.append(
            {
                "id": str(next(self._ids)),
                "created_at": now,
                "in_reply_to_id": receipt_id or None,
                "content": f"<p>{html.escape(text)}</p>",
                "url": f"{self.url}/@bob/1",
                "account": {"id": "2", "acct": "bob@else.example"},
            }
        )

    def _take_media(self, request: Request) -> Reply:
        form, files = form_and_files(request)
        number = str(next(self._ids))
        self.media[number] = {
            "left": self.looks_until_ready,
            "description": form.get("description", ""),
            **files,
        }
        return _json({"id": number, "type": "image"}, 202 if self.looks_until_ready else 200)

    def _look_at_media(self, number: str) -> Reply:
        media = self.media.get(number)
        if media is None:
            return _json({"error": "Record not found"}, 404)
        media["left"] -= 1
        return _json({"id": number, "type": "image"}, 206 if media["left"] > 0 else 200)

    def _list(self, request: Request) -> Reply:
        newest = int(request.query.get("max_id", "9" * 30))
        found = [s for s in reversed(self.statuses.values()) if int(s.id) < newest]
        return _json([self._shown(s) for s in found[: min(int(request.query.get("limit", "20")), 40)]])

    def _one(self, request: Request, number: str) -> Reply:
        status = self.statuses.get(number)
        if status is None:
            return _json({"error": "Record not found"}, 404)
        if request.method == "DELETE":
            del self.statuses[number]
        if request.method == "PUT":
            form = dict(request.form)
            status.text = form["status"]
            status.edited_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
            status.fields = status.fields | {k: v for k, v in form.items() if k == "spoiler_text"}
            status.media_ids = [value for name, value in request.form if name == "media_ids[]"]
        return _json(self._shown(status))

    def _shown(self, status: Status) -> dict[str, Any]:
        return {
            "id": status.id,
            "account": {"id": "1", "acct": "ada"},
            "created_at": status.created_at,
            "edited_at": status.edited_at,
            "in_reply_to_id": status.fields.get("in_reply_to_id"),
            "spoiler_text": status.fields.get("spoiler_text", ""),
            "visibility": status.fields.get("visibility", "public"),
            "url": f"{self.url}/@ada/{status.id}",
            "content": _content(status.text),
            "media_attachments": [{"id": number} for number in status.media_ids],
            "favourites_count": 3,
            "reblogs_count": 2,
            "replies_count": 1,
        }

    def _instance(self) -> dict[str, Any]:
        return {
            "domain": "fake.example",
            "configuration": {
                "statuses": {
                    "max_characters": self.characters,
                    "max_media_attachments": 4,
                    "characters_reserved_per_url": 23,
                },
                "media_attachments": {
                    "description_limit": 1500,
                    "image_size_limit": 16_777_216,
                    "image_matrix_limit": 33_177_600,
                },
            },
        }


def _content(text: str) -> str:
    """Paragraphs, breaks, and addresses shortened with the trick of invisible pieces that Mastodon uses."""
    escaped = html.escape(text.strip(), quote=False)
    escaped = re.sub(r"(?<![=/\w])(@\w+)@[\w.-]+\w", r'<a class="mention">\1</a>', escaped)
    escaped = re.sub(
        r"(https?://)(\S{1,30})(\S*)",
        r'<a href="\1\2\3"><span class="invisible">\1</span><span>\2</span>'
        r'<span class="invisible">\3</span></a>',
        escaped,
    )
    paragraphs = re.split(r"\n{2,}", escaped)
    return "".join(f"<p>{paragraph.replace(chr(10), '<br />')}</p>" for paragraph in paragraphs)


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())


if __name__ == "__main__":
    run(FakeMastodon)

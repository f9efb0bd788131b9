"""A server on Discord: its channels, who is there, and what was said; apart from how it is asked."""

import itertools
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.fakes.multipart import File

EPOCH = 1_420_070_400_000
GUILD, TEXT, FORUM = "100200300400500600", "200300400500600700", "300400500600700800"
BOT = {"id": "400500600700800900", "username": "almanac", "bot": True, "discriminator": "0"}
MALLORY = {"id": "500600700800900100", "username": "mallory", "discriminator": "0"}
WEBHOOK = "600700800900100200"
TAG = "700800900100200300"
REMEMBERED = 300  # seconds that a nonce is known
EVERYTHING = str((1 << 10) | (1 << 11) | (1 << 15) | (1 << 16))


class Refusal(Exception):
    def __init__(self, status: int, code: int, message: str = "no", **more: Any) -> None:
        super().__init__(message)
        self.status, self.body = status, {"code": code, "message": message} | more


def invalid(name: str, code: str, message: str) -> Refusal:
    errors = {name: {"_errors": [{"code": code, "message": message}]}}
    return Refusal(400, 50035, "Invalid Form Body", errors=errors)


class Server:
    """`arrived` is told what was posted, and whether it was there already."""

    def __init__(self, arrived: Callable[..., None]) -> None:
        self.arrived = arrived
        self.clock: Callable[[], float] = time.time
        self.messages: dict[str, dict[str, Any]] = {}  # by number, in their order
        self.threads: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}  # by the number of the attachment
        self.nonces: dict[tuple[str, str], tuple[float, str]] = {}
        self.permissions = EVERYTHING
        self.overwrites: list[dict[str, Any]] = []
        self.level = 0  # of boosts
        self.reads_history = self.has_intent = True
        self.webhook_channel = TEXT
        self.newest: dict[str, str] = {}  # the last message ever, by channel
        self._counter = itertools.count(1)

    def number(self) -> str:
        return str((int(self.clock() * 1000) - EPOCH << 22) + next(self._counter))

    def now(self) -> str:
        return datetime.fromtimestamp(self.clock(), UTC).isoformat()

    def channel(self, number: str) -> dict[str, Any]:
        if number in self.threads:
            return self.threads[number]
        if number not in (TEXT, FORUM):
            raise Refusal(404, 10003, "Unknown Channel")
        found = {"id": number, "guild_id": GUILD, "flags": 0, "position": 0}
        found |= {"last_message_id": self.newest.get(number), "permission_overwrites": self.overwrites}
        if number == TEXT:
            return found | {"type": 0, "name": "news"}
        tag = {"id": TAG, "name": "Ferries", "moderated": False, "emoji_id": None, "emoji_name": None}
        return found | {"type": 15, "name": "harbour", "available_tags": [tag]}

    def guild(self, given: dict[str, str]) -> dict[str, Any]:
        roles = [{"id": GUILD, "name": "@everyone", "permissions": self.permissions}]
        found: dict[str, Any] = {"id": GUILD, "name": "Harbour", "owner_id": "1", "roles": roles}
        counted = {"approximate_member_count": 42} if given.get("with_counts") == "true" else {}
        return found | {"premium_tier": self.level} | counted

    def listed(self, channel: str, given: dict[str, str]) -> list[dict[str, Any]]:
        """Newest first, and of those after a number the ones that came next."""
        self.channel(channel)
        if not self.reads_history:
            return []
        after, limit = int(given.get("after", "0")), int(given.get("limit", "50"))
        found = [one for one in self.messages.values() if one["channel_id"] == channel]
        found = [one for one in found if int(one["id"]) > after]
        found = found[:limit] if after else found[-limit:]
        return [self.seen(one) for one in reversed(found)]

    def seen(self, message: dict[str, Any]) -> dict[str, Any]:
        """As the bot sees it: without the intent only its own words and those that name it."""
        names_bot = any(one["id"] == BOT["id"] for one in message["mentions"])
        if self.has_intent or names_bot or message["author"]["id"] == BOT["id"]:
            return message
        return message | {"content": "", "attachments": []}

    def one(self, channel: str, number: str) -> dict[str, Any]:
        self.channel(channel)
        found = self.messages.get(number)
        if found is None or found["channel_id"] != channel:
            raise Refusal(404, 10008, "Unknown Message")
        return found

    def post(
        self, channel: str, author: dict[str, Any], body: dict[str, Any], files: dict[str, File], **more: Any
    ) -> dict[str, Any]:
        self.check(body, files)
        nonce = str(body.get("nonce", ""))
        known = self.nonces.get((author["id"], nonce))
        if nonce and body.get("enforce_nonce") and known and self.clock() - known[0] < REMEMBERED:
            found = self.messages.get(known[1])
            if found is None:
                raise Refusal(404, 10008, "Unknown Message")
            self.arrived(id=found["id"], key=nonce, text=found["content"], repeat=True)
            return found
        number = str(more.pop("number", "") or self.number())
        message = {
            "id": number,
            "channel_id": channel,
            "type": 0,
            "content": str(body.get("content") or "").strip(),
            "author": author,
            "timestamp": self.now(),
            "edited_timestamp": None,
            "mentions": [],
            "attachments": [self._kept(one, files) for one in body.get("attachments", ())],
            "flags": body.get("flags", 0),
        }
        if reference := body.get("message_reference"):
            if reference["message_id"] not in self.messages:
                raise invalid("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
            message |= {"type": 19, "message_reference": {**reference, "channel_id": channel}}
        self.keep(message | more)
        if nonce:
            self.nonces[author["id"], nonce] = (self.clock(), number)
        self.arrived(id=number, key=nonce, text=message["content"], repeat=False, message=message | more)
        return self.messages[number] | ({"nonce": nonce} if nonce else {})

    def begin(
        self, forum: str, author: dict[str, Any], body: dict[str, Any], files: dict[str, File], **more: Any
    ) -> dict[str, Any]:
        """A post in a forum: a thread, and its first message with the same number."""
        self.check(body["message"], files)
        title = body.get("name") or body.get("thread_name") or ""
        if not 1 <= len(title) <= 100:
            raise invalid("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
        if any(tag != TAG for tag in body.get("applied_tags", ())):
            raise invalid("applied_tags", "TAGS_NOT_FOUND", "Tags were not found")
        number = self.number()
        about = {"archived": False, "archive_timestamp": self.now()}
        self.threads[number] = {
            "id": number, "type": 11, "guild_id": GUILD, "parent_id": forum, "owner_id": author["id"],
            "name": title, "applied_tags": body.get("applied_tags", []), "thread_metadata": about,
            "message_count": 0, "last_message_id": number,
        }  # fmt: skip
        message = self.post(number, author, body["message"], files, number=number, **more)
        return self.threads[number] | {"message": message}

    def edit(self, message: dict[str, Any], author: str, body: dict[str, Any]) -> dict[str, Any]:
        if message["author"]["id"] != author:
            raise Refusal(403, 50005, "Cannot edit a message authored by another user")
        self.check({"content": message["content"]} | body, {})
        message |= {"content": body["content"], "edited_timestamp": self.now()}
        return message

    def keep(self, message: dict[str, Any]) -> None:
        self.messages[message["id"]] = message
        self.newest[message["channel_id"]] = message["id"]

    def say(self, text: str, to: str = "", channel: str = TEXT, *, mentions: bool = False) -> dict[str, Any]:
        """Somebody says something, as an answer to a message where `to` is its number."""
        body: dict[str, Any] = {"content": text} | ({"message_reference": {"message_id": to}} if to else {})
        words = f"<@{BOT['id']}> {text}" if mentions else text
        told, self.arrived = self.arrived, lambda **_what: None
        try:
            return self.post(channel, MALLORY, body | {"content": words}, {}, mentions=[BOT] * mentions)
        finally:
            self.arrived = told

    def check(self, body: dict[str, Any], files: dict[str, File]) -> None:
        content = body.get("content") or ""
        if len(content) > 2000:
            raise invalid("content", "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.")
        if not content.strip() and not body.get("attachments"):
            raise Refusal(400, 50006, "Cannot send an empty message")
        if any(len(one[1]) > 10 * 1024 * 1024 for one in files.values()):
            raise Refusal(413, 40005, "Request entity too large")
        for at, one in enumerate(body.get("attachments", ())):
            if f"files[{one['id']}]" not in files:
                raise invalid(f"attachments.{at}", "ATTACHMENT_NOT_FOUND", "Attachment data not found")
            if len(one.get("description", "")) > 1024:
                raise invalid("description", "BASE_TYPE_MAX_LENGTH", "Must be 1024 or fewer in length.")

    def _kept(self, attachment: dict[str, Any], files: dict[str, File]) -> dict[str, Any]:
        name, content, kind = files[f"files[{attachment['id']}]"]
        number = self.number()
        self.files[number] = content
        found = {"id": number, "filename": name, "size": len(content), "content_type": kind}
        described = {"description": attachment["description"]} if attachment.get("description") else {}
        return json.loads(json.dumps(found | described | {"url": f"https://cdn.discordapp.com/{number}"}))

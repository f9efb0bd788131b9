"""A workspace on Slack: its channels, files and what was said; apart from how it is asked."""

import itertools
import json
import re
import time
from collections.abc import Callable
from typing import Any

CHANNEL, QUIET = "C0123456789", "C0987654321"
APP = {"user_id": "U0APP00001", "bot_id": "B0APP00001", "user": "almanac"}
MALLORY = "U0MALLORY1"
NAMES = {MALLORY: "mallory", APP["user_id"]: "almanac"}
SCOPES = "chat:write,chat:write.public,channels:read,channels:history,files:write,files:read,users:read"


class Refusal(Exception):
    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.body = {"ok": False, "error": error} | more


class Team:
    """`arrived` is told what was posted."""

    def __init__(self, arrived: Callable[..., None]) -> None:
        self.arrived = arrived
        self.clock: Callable[[], float] = time.time
        self.scopes = set(SCOPES.split(","))
        self.member_of = {CHANNEL}
        self.archived: set[str] = set()
        self.messages: dict[str, dict[str, Any]] = {}  # by number, in their order
        self.files: dict[str, dict[str, Any]] = {}
        self.uploaded: dict[str, bytes] = {}
        self.upload_url = ""
        self.slow = 1  # looks at a file before Slack itself has looked at it
        self.page = 1000  # the most that one page of messages has
        self._counter = itertools.count(1)
        self._newest = 0.0

    def auth_test(self, given: dict[str, str]) -> dict[str, Any]:
        return {"url": "https://harbour.slack.com/", "team": "Harbour", "team_id": "T0123"} | APP

    def conversations_info(self, given: dict[str, str]) -> dict[str, Any]:
        self.need("channels:read")
        return {"channel": self._channel(given["channel"], given.get("include_num_members") == "true")}

    def conversations_list(self, given: dict[str, str]) -> dict[str, Any]:
        self.need("channels:read")
        channels = [self._channel(one, False) for one in (QUIET, CHANNEL)]
        at = int(given.get("cursor", "0"))  # one a page, so that somebody must turn it
        more = str(at + 1) if at + 1 < len(channels) else ""
        return {"channels": channels[at : at + 1], "response_metadata": {"next_cursor": more}}

    def conversations_history(self, given: dict[str, str]) -> dict[str, Any]:
        self._may_read(given["channel"])
        found = [one for one in self._of(given["channel"]) if one.get("thread_ts", one["ts"]) == one["ts"]]
        return self._paged([*reversed(found)], given)

    def conversations_replies(self, given: dict[str, str]) -> dict[str, Any]:
        self._may_read(given["channel"])
        about = self.messages.get(given["ts"])
        if about is None:
            raise Refusal("thread_not_found")
        root = about.get("thread_ts", about["ts"])
        found = [one for one in self._of(given["channel"]) if one.get("thread_ts", one["ts"]) == root]
        return self._paged(found, given, always=root)

    def chat_postMessage(self, given: dict[str, str]) -> dict[str, Any]:  # noqa: N802 (Slack's name)
        self.need("chat:write")
        channel = self._channel(given["channel"], False)
        if channel["is_archived"]:
            raise Refusal("is_archived")
        if not channel["is_member"]:
            self.need("chat:write.public", "not_in_channel")
        message = self._message(given, {"user": APP["user_id"], "bot_id": APP["bot_id"]})
        self.arrived(id=message["ts"], key="", text=message["text"], message=message, repeat=False)
        return {"channel": given["channel"], "ts": message["ts"], "message": message}

    def chat_update(self, given: dict[str, str]) -> dict[str, Any]:
        self.need("chat:write")
        message = self._ours(given, "cant_update_message")
        self._check(given)
        message["text"] = given.get("text", "")
        message.pop("blocks", None)
        if "blocks" in given:
            message["blocks"] = self._shown(json.loads(given["blocks"]))
        message["edited"] = {"user": APP["user_id"], "ts": self._number()}
        return {"channel": given["channel"], "ts": message["ts"], "text": message["text"]}

    def chat_delete(self, given: dict[str, str]) -> dict[str, Any]:
        self.need("chat:write")
        del self.messages[self._ours(given, "cant_delete_message")["ts"]]
        return {"channel": given["channel"], "ts": given["ts"]}

    def files_getUploadURLExternal(self, given: dict[str, str]) -> dict[str, Any]:  # noqa: N802
        self.need("files:write")
        if not given.get("filename") or int(given["length"]) <= 0:
            raise Refusal("invalid_arguments")
        number = f"F0{next(self._counter):08d}"
        self.files[number] = {"id": number, "name": given["filename"], "state": "begun", "looks": 0}
        return {"upload_url": f"{self.upload_url}/{number}", "file_id": number}

    def files_completeUploadExternal(self, given: dict[str, str]) -> dict[str, Any]:  # noqa: N802
        self.need("files:write")
        if given.get("channel_id") or given.get("channels"):
            raise AssertionError("this would publish the file")
        for one in json.loads(given["files"]):
            if self.files.get(one["id"], {}).get("state") != "uploaded":
                raise Refusal("file_not_found")
            self.files[one["id"]]["state"] = "done"
        return {"files": json.loads(given["files"])}

    def files_info(self, given: dict[str, str]) -> dict[str, Any]:
        self.need("files:read")
        file = self.files.get(given["file"])
        if file is None or file["state"] != "done":
            raise Refusal("file_not_found")
        file["looks"] += 1
        return {"file": {"id": file["id"], "mimetype": "image/png" if file["looks"] > self.slow else ""}}

    def users_info(self, given: dict[str, str]) -> dict[str, Any]:
        self.need("users:read")
        if given["user"] not in NAMES:
            raise Refusal("user_not_found")
        return {"user": {"id": given["user"], "name": NAMES[given["user"]]}}

    def take(self, number: str, content: bytes) -> None:
        self.files[number]["state"] = "uploaded"
        self.uploaded[number] = content

    def keep(self, message: dict[str, Any]) -> None:
        self.messages[message["ts"]] = message
        self._newest = max(self._newest, float(message["ts"]))

    def say(self, text: str, thread: str = "", channel: str = CHANNEL, **more: Any) -> dict[str, Any]:
        """Somebody says something, as Slack keeps it: with &, < and > escaped."""
        given = {"channel": channel, "text": text} | ({"thread_ts": thread} if thread else {})
        return self._message(given, {"user": MALLORY} | more)

    def need(self, scope: str, error: str = "missing_scope") -> None:
        if scope not in self.scopes:
            raise Refusal(error, needed=scope, provided=",".join(sorted(self.scopes)))

    def _message(self, given: dict[str, str], who: dict[str, Any]) -> dict[str, Any]:
        self._check(given)
        message: dict[str, Any] = {"type": "message", "ts": self._number(), "text": given.get("text", "")}
        message |= who | {"channel": given["channel"]}
        if parent := given.get("thread_ts"):
            if not re.fullmatch(r"\d+\.\d{6}", parent) or parent not in self.messages:
                raise Refusal("thread_not_found")
            root = self.messages[parent].get("thread_ts", parent)
            message["thread_ts"] = self.messages[root]["thread_ts"] = root
            self.messages[root]["reply_count"] = self.messages[root].get("reply_count", 0) + 1
        if "blocks" in given:
            message["blocks"] = self._shown(json.loads(given["blocks"]))
        if "metadata" in given:
            message["metadata"] = json.loads(given["metadata"])
            if set(message["metadata"]) != {"event_type", "event_payload"}:
                raise Refusal("invalid_metadata_format")
        message |= {name: given[name] for name in ("unfurl_links", "unfurl_media") if name in given}
        self.keep(message)
        return message

    def _check(self, given: dict[str, str]) -> None:
        blocks = json.loads(given.get("blocks", "[]"))
        if not given.get("text") and not blocks:
            raise Refusal("no_text")
        if len(given.get("text", "")) > 4000:
            raise Refusal("msg_too_long")
        if len(blocks) > 50:
            raise Refusal("invalid_blocks")
        for at, block in enumerate(blocks):
            wrong = f"[ERROR] no more than 3000 characters allowed [json-pointer:/blocks/{at}/text]"
            if block["type"] == "section" and not 1 <= len(block["text"]["text"]) <= 3000:
                raise Refusal("invalid_blocks", response_metadata={"messages": [wrong]})
            if block["type"] == "image" and not 1 <= len(block["alt_text"]) <= 2000:
                raise Refusal("invalid_blocks")

    def _shown(self, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """As they come back: a file that Slack has not looked at yet cannot be shown."""
        for at, block in enumerate(blocks):
            file = self.files.get(block.get("slack_file", {}).get("id", ""), {})
            if block["type"] == "image" and file.get("looks", 0) <= self.slow:
                wrong = f"[ERROR] invalid slack file [json-pointer:/blocks/{at}/slack_file]"
                raise Refusal("invalid_blocks", response_metadata={"messages": [wrong]})
            if block["type"] == "image":
                block |= {"block_id": f"b{at}", "image_width": 8, "image_height": 8}
        return blocks

    def _paged(self, found: list[dict[str, Any]], given: dict[str, str], always: str = "") -> dict[str, Any]:
        oldest, latest = float(given.get("oldest", "0")), float(given.get("latest", "1e12"))
        within = [one for one in found if oldest <= float(one["ts"]) <= latest or one["ts"] == always]
        size = min(int(given.get("limit", "100")), self.page)
        at = int(given.get("cursor", "0"))
        more = str(at + size) if at + size < len(within) else ""
        hidden = set() if given.get("include_all_metadata") == "true" else {"metadata"}
        page = [{k: v for k, v in one.items() if k not in hidden} for one in within[at : at + size]]
        return {"messages": page, "has_more": bool(more), "response_metadata": {"next_cursor": more}}

    def _of(self, channel: str) -> list[dict[str, Any]]:
        return [one for one in self.messages.values() if one["channel"] == channel]

    def _ours(self, given: dict[str, str], error: str) -> dict[str, Any]:
        message = self.messages.get(given["ts"])
        if message is None:
            raise Refusal("message_not_found")
        if message["user"] != APP["user_id"]:
            raise Refusal(error)
        return message

    def _channel(self, number: str, counted: bool) -> dict[str, Any]:
        if number not in (CHANNEL, QUIET):
            raise Refusal("channel_not_found")
        found = {"id": number, "name": "news" if number == CHANNEL else "quiet"}
        found |= {"is_member": number in self.member_of, "is_archived": number in self.archived}
        return found | ({"num_members": 42} if counted else {})

    def _may_read(self, channel: str) -> None:
        self.need("channels:history")
        if not self._channel(channel, False)["is_member"]:
            raise Refusal("not_in_channel")

    def _number(self) -> str:
        """Seconds, and a fraction that no other message of the channel has."""
        at = max(self.clock(), self._newest + 0.000001)
        self._newest = round(at, 6)
        return f"{self._newest:.6f}"

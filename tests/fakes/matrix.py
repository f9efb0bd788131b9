"""A Matrix homeserver. `python -m tests.fakes.matrix --port 8907 --state arrivals.jsonl`

One room, one account of ours. Transaction ids are remembered for the token, as the spec says.
"""

import json
import re
import time
from typing import Any
from urllib.parse import unquote

from tests.fakes.command import run
from tests.fakes.faulty import FaultyServer
from tests.fakes.server import Reply, Request

ROOM, ALIAS = "!harbour:localhost", "#harbour:localhost"
ME = "@almanac:localhost"
LARGEST = 65_536  # bytes of an event
SENDS = re.compile(r"/_matrix/client/v3/rooms/([^/]+)/(send|redact)/([^/]+)/([^/]+)")


class FakeMatrix(FaultyServer):
    """`events`: the room's, in order. `encrypted`, `joined`, `upload_size` are the room's and server's."""

    def __init__(self, port: int = 0, **how: Any) -> None:
        self.token = "syt_the_token"
        self.events: dict[str, dict[str, Any]] = {}
        self.media: dict[str, tuple[bytes, str]] = {}
        self.transactions: dict[str, str] = {}
        self.encrypted = False
        self.may_join = True
        self.may_send = True
        self.upload_size = 50_000_000
        self.refusal: tuple[int, dict[str, Any], dict[str, str]] | None = None  # of the next send
        self.members = [ME, "@ada:localhost", "@bob:localhost"]
        super().__init__(port, **how)

    @property
    def published(self) -> list[dict[str, Any]]:
        """Messages of ours that are there, with what replaced their words."""
        return [
            event | {"content": event.get("replaced", event["content"])}
            for event in self.events.values()
            if event["type"] == "m.room.message" and event["sender"] == ME and event["content"]
            and "m.new_content" not in event["content"]
        ]  # fmt: skip

    def is_commit(self, request: Request) -> bool:
        found = SENDS.fullmatch(request.path)
        return request.method == "PUT" and bool(found and found[2] == "send")

    def restore(self, arrival: dict[str, Any]) -> None:
        if not arrival["repeat"]:
            self._add(arrival["content"], ME, "m.room.message", transaction=arrival["transaction"])

    def remark(self, above: str, text: str, who: str = "@ada:localhost") -> str:
        """Somebody answers in a post's thread, or names us where `above` is empty."""
        relates = {"m.relates_to": {"rel_type": "m.thread", "event_id": above}} if above else {}
        named = {"m.mentions": {"user_ids": [ME]}} if not above else {}
        return self._add({"msgtype": "m.text", "body": text, **relates, **named}, who, "m.room.message")

    def react(self, above: str, who: str = "@ada:localhost") -> None:
        relates = {"rel_type": "m.annotation", "event_id": above, "key": "👍"}
        self._add({"m.relates_to": relates}, who, "m.reaction")

    async def handle(self, request: Request) -> Reply:
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return _no(401, "M_UNKNOWN_TOKEN", "Unknown token", soft_logout=False)
        sends = SENDS.fullmatch(request.path)
        if sends and request.method == "PUT":
            return self._send(unquote(sends[1]), sends[2], unquote(sends[3]), sends[4], request)
        path = request.path
        if path.endswith("/media/v3/upload"):
            return self._upload(request)
        if path.endswith("/media/config"):
            return _json({"m.upload.size": self.upload_size})
        if path.endswith("/account/whoami"):
            return _json({"user_id": ME, "device_id": "ALMANAC"})
        if "/directory/room/" in path:
            alias = unquote(path.rpartition("/")[2])
            return _json({"room_id": ROOM}) if alias == ALIAS else _no(404, "M_NOT_FOUND", "No such room")
        return self._in_room(request)

    def _in_room(self, request: Request) -> Reply:
        found = re.fullmatch(r"/_matrix/client/v[13]/rooms/([^/]+)/(.+)", request.path)
        if not found or unquote(found[1]) != ROOM:
            return _no(403, "M_FORBIDDEN", "You are not in this room")
        what = unquote(found[2])
        if what == "join":
            return (
                _json({"room_id": ROOM}) if self.may_join else _no(403, "M_FORBIDDEN", "You are not invited")
            )
        if what == "joined_members":
            return _json({"joined": {one: {} for one in self.members}})
        if what.startswith("state/"):
            return self._state_of(what.removeprefix("state/"))
        if what == "messages":
            return self._messages(request)
        if what.startswith("event/"):
            event = self.events.get(what.removeprefix("event/"))
            return _json(self._shown(event)) if event else _no(404, "M_NOT_FOUND", "Event not found.")
        if what.startswith("relations/"):
            _relations, event_id, kind = what.split("/")
            return _json({"chunk": [self._shown(one) for one in self._related(event_id, kind)]})
        return _no(404, "M_UNRECOGNIZED", "Unrecognized request")

    def _state_of(self, kind: str) -> Reply:
        known: dict[str, Any] = {
            "m.room.name": {"name": "Harbour"},
            "m.room.canonical_alias": {"alias": ALIAS},
        }
        if self.encrypted:
            known["m.room.encryption"] = {"algorithm": "m.megolm.v1.aes-sha2"}
        return _json(known[kind]) if kind in known else _no(404, "M_NOT_FOUND", "Event not found.")

    def _send(self, room: str, act: str, what: str, transaction: str, request: Request) -> Reply:
        if self.refusal:
            status, body, headers = self.refusal
            self.refusal = None
            return Reply(status, json.dumps(body).encode(), headers)
        if room != ROOM or not self.may_send:
            return _no(403, "M_FORBIDDEN", "You don't have permission to post that to the room")
        content = json.loads(request.body)
        if act == "redact":
            event = self.events.get(what)
            if event is None:
                return _no(404, "M_NOT_FOUND", "Could not find event")
            event["content"] = {}
            event.pop("replaced", None)
            return _json({"event_id": f"$redaction-{len(self.events)}"})
        if len(request.body) > LARGEST:
            return _no(413, "M_TOO_LARGE", "event too large")
        root = content.get("m.relates_to", {})
        if root.get("rel_type") == "m.thread" and self._is_below(root["event_id"]):
            return _no(400, "M_UNKNOWN", "Cannot start threads from an event with a relation")
        repeat = transaction in self.transactions
        new = "m.new_content" not in content
        if new:
            self.arrived(repeat=repeat, transaction=transaction, content=content)
        if not repeat:
            self._add(content, ME, what, transaction=transaction)
        return _json({"event_id": self.transactions[transaction]})

    def _is_below(self, event_id: str) -> bool:
        return "rel_type" in self.events[event_id]["content"].get("m.relates_to", {})

    def _upload(self, request: Request) -> Reply:
        if len(request.body) > self.upload_size:
            return _no(413, "M_TOO_LARGE", "Upload request body is too large")
        address = f"mxc://localhost/media{len(self.media)}"
        self.media[address] = (request.body, request.headers.get("content-type", ""))
        return _json({"content_uri": address})

    def _messages(self, request: Request) -> Reply:
        newest = list(reversed(self.events.values()))
        start, limit = int(request.query.get("from", "0")), int(request.query.get("limit", "10"))
        chunk = newest[start : start + limit]
        more = {"end": str(start + limit)} if start + limit < len(newest) else {}
        return _json({"start": str(start), "chunk": [self._shown(one) for one in chunk], **more})

    def _add(self, content: dict[str, Any], who: str, kind: str, transaction: str = "") -> str:
        number = f"$event{len(self.events)}:localhost"
        event = {
            "event_id": number, "type": kind, "sender": who, "content": content, "room_id": ROOM,
            "origin_server_ts": int(time.time() * 1000), "transaction": transaction,
        }  # fmt: skip
        self.events[number] = event
        if transaction:
            self.transactions[transaction] = number
        if "m.new_content" in content:
            replaced = self.events[content["m.relates_to"]["event_id"]]
            replaced["replaced"] = content["m.new_content"]
            replaced["replaced_by"] = event
        return number

    def _related(self, event_id: str, kind: str) -> list[dict[str, Any]]:
        found = []
        for event in self.events.values():
            relates = event["content"].get("m.relates_to", {})
            if relates.get("event_id") == event_id and relates.get("rel_type") == kind:
                found.append(event)
        return found[::-1]

    def _shown(self, event: dict[str, Any]) -> dict[str, Any]:
        relations: dict[str, Any] = {}
        if thread := self._related(event["event_id"], "m.thread"):
            relations["m.thread"] = {"count": len(thread)}
        if by := event.get("replaced_by"):
            relations["m.replace"] = {"event_id": by["event_id"], "origin_server_ts": by["origin_server_ts"]}
        shown = {name: event[name] for name in ("event_id", "type", "sender", "content", "origin_server_ts")}
        unsigned: dict[str, Any] = {"m.relations": relations} if relations else {}
        if event["sender"] == ME and event["transaction"]:
            unsigned["transaction_id"] = event["transaction"]
        return shown | {"unsigned": unsigned}


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())


def _no(status: int, code: str, said: str, **more: Any) -> Reply:
    return _json({"errcode": code, "error": said, **more}, status)


if __name__ == "__main__":
    run(FakeMatrix)

"""A Nostr relay with a Blossom media server. `python -m tests.fakes.nostr --port 8909 --state arrivals.jsonl`

It checks ids and signatures as relays do. Faults strike when a note of ours comes in, over the WebSocket.
"""

import base64
import hashlib
import json
import time
from dataclasses import dataclass
from typing import Any

from coincurve import PrivateKey, PublicKeyXOnly
from wsproto.connection import Connection, ConnectionType
from wsproto.events import CloseConnection, Ping, TextMessage

from tests.fakes.command import run
from tests.fakes.faults import Fault
from tests.fakes.faulty import FaultyServer
from tests.fakes.server import Pipe, Reply, Request, send

NSEC = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5"  # the example of NIP-19
ME = "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e"
ADA = PrivateKey(b"ada".rjust(32, b"\1"))
MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3


@dataclass(slots=True)
class Frame(Reply):
    """A text of a WebSocket, where faults expect an answer of HTTP."""

    def raw(self) -> bytes:
        wire = Connection(ConnectionType.SERVER)
        return bytes(wire.send(TextMessage(data=self.body.decode())))


class FakeNostr(FaultyServer):
    """`events` by id, `media` by hash. `closed_to`: what is said to who may not write or read here."""

    def __init__(self, port: int = 0, **how: Any) -> None:
        self.events: dict[str, dict[str, Any]] = {}
        self.deleted: set[str] = set()
        self.media: dict[str, tuple[bytes, str]] = {}
        self.closed_to = ""
        self.answer: list[list[Any]] | None = None  # instead of the next OK; "id" stands for the event's
        self.media_refusal: tuple[int, str] | None = None
        self.information: dict[str, Any] = {"name": "fake"}
        self.pings = False
        super().__init__(port, **how)

    @property
    def relay(self) -> str:
        return self.url.replace("http", "ws", 1)

    @property
    def published(self) -> list[dict[str, Any]]:
        return [one for one in self.events.values() if one["pubkey"] == ME and one["kind"] == 1]

    def restore(self, arrival: dict[str, Any]) -> None:
        self.events[arrival["event"]["id"]] = arrival["event"]

    def remark(self, above: str, text: str) -> str:
        """Ada answers a note of ours, or names us where `above` is empty."""
        tags = [["e", above, "", "root"], ["p", ME]] if above else [["p", ME]]
        return self.say(1, text, tags)

    def react(self, above: str, content: str = "+", kind: int = 7) -> str:
        return self.say(kind, content, [["e", above], ["p", ME]])

    def say(self, kind: int, content: str, tags: list[list[str]], who: PrivateKey = ADA) -> str:
        event = signed(who, kind, content, tags)
        self._take(event)
        return str(event["id"])

    async def respond(self, request: Request, pipe: Pipe) -> None:
        if request.headers.get("upgrade", "").lower() == "websocket":
            await self._talk(request, pipe)
        else:
            await send((await self.handle(request)).raw(), pipe)

    async def handle(self, request: Request) -> Reply:
        if request.method == "PUT" and request.path == "/upload":
            return self._upload(request)
        if request.headers.get("accept") == "application/nostr+json":
            return Reply(200, json.dumps(self.information).encode())
        return Reply(404)

    async def _talk(self, request: Request, pipe: Pipe) -> None:
        proof = hashlib.sha1((request.headers["sec-websocket-key"] + MAGIC).encode()).digest()
        accept = base64.b64encode(proof).decode()
        head = ("HTTP/1.1 101 Switching", "upgrade: websocket", "connection: Upgrade")
        await send("\r\n".join([*head, f"sec-websocket-accept: {accept}", "", ""]).encode(), pipe)
        wire, text = Connection(ConnectionType.SERVER), ""
        if self.pings:
            await send(wire.send(Ping(payload=b"here?")), pipe)
        while data := await pipe[0].read(65_536):
            wire.receive_data(data)
            for event in wire.events():
                if isinstance(event, CloseConnection):
                    return
                if isinstance(event, TextMessage):
                    text += event.data
                    if event.message_finished:
                        said, text = json.loads(text), ""
                        if not await self._heard(said, pipe):
                            return

    async def _heard(self, said: list[Any], pipe: Pipe) -> bool:
        """Answers; False where a fault ended the talk."""
        if said[0] == "EVENT":
            return await self._offered(said[1], pipe)
        if said[0] == "REQ" and self.closed_to:
            await tell(["CLOSED", said[1], self.closed_to], pipe)
        elif said[0] == "REQ":
            for event in self._matching(said[2:]):
                await tell(["EVENT", said[1], event], pipe)
            await tell(["EOSE", said[1]], pipe)
        else:
            await tell(["NOTICE", f"unknown: {said[0]}"], pipe)
        return True

    async def _offered(self, event: dict[str, Any], pipe: Pipe) -> bool:
        fault: Fault | None = self.arming.next() if event["kind"] == 1 else None
        if self.answer is not None:
            for said in self.answer:
                await tell([event["id"] if one == "id" else one for one in said], pipe)
            self.answer = None
            return True
        if fault is None:
            await tell(self._take(event), pipe)
            return True
        said = self._take(event) if fault.accepted else ["OK", event["id"], True, ""]
        if "Busy" in fault.outcomes:
            await tell(["OK", event["id"], False, "rate-limited: slow down there chief"], pipe)
        else:
            await fault.play(Frame(200, json.dumps(said).encode()), pipe)
        return False

    def _take(self, event: dict[str, Any]) -> list[Any]:
        number = event["id"]
        if self.closed_to:
            return ["OK", number, False, self.closed_to]
        if why := _wrong(event):
            return ["OK", number, False, f"invalid: {why}"]
        if number in self.deleted:
            return ["OK", number, False, "blocked: this event was deleted"]
        repeat = number in self.events
        if event["kind"] == 5:
            self._forget(event)
        if event["pubkey"] == ME and event["kind"] == 1:
            self.arrived(repeat=repeat, event=event)
        self.events[number] = event
        return ["OK", number, True, "duplicate: already have this event" if repeat else ""]

    def _forget(self, deletion: dict[str, Any]) -> None:
        for tag in deletion["tags"]:
            if tag[0] == "e" and self.events.get(tag[1], deletion)["pubkey"] == deletion["pubkey"]:
                self.deleted.add(tag[1])
                self.events.pop(tag[1], None)

    def _matching(self, filters: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for one in filters:
            newest = sorted(self.events.values(), key=lambda event: -event["created_at"])
            met = [event for event in newest if meets(event, one)]
            found |= {event["id"]: event for event in met[: one.get("limit", 500)]}
        return list(found.values())

    def _upload(self, request: Request) -> Reply:
        if self.media_refusal:
            return Reply(self.media_refusal[0], b"", {"x-reason": self.media_refusal[1]})
        number = hashlib.sha256(request.body).hexdigest()
        scheme, _space, written = request.headers.get("authorization", "").partition(" ")
        permission = json.loads(base64.b64decode(written)) if scheme == "Nostr" else {}
        tags = {tag[0]: tag[1] for tag in permission.get("tags", [])}
        if not permission or permission["kind"] != 24242 or _wrong(permission):
            return Reply(401, b"", {"x-reason": "Missing Auth event"})
        if tags.get("t") != "upload" or tags.get("x") != number or int(tags["expiration"]) < time.time():
            return Reply(401, b"", {"x-reason": "Auth event does not allow this upload"})
        kind = request.headers["content-type"]
        self.media[number] = (request.body, kind)
        address = f"{self.url}/{number}.{kind.rpartition('/')[2]}"
        described = {"url": address, "sha256": number, "size": len(request.body), "type": kind}
        return Reply(200, json.dumps(described | {"uploaded": int(time.time())}).encode())


def meets(event: dict[str, Any], one: dict[str, Any]) -> bool:
    """Whether a filter of NIP-01 lets the event through."""
    lists = {"ids": "id", "authors": "pubkey", "kinds": "kind"}
    if any(name in one and event[field] not in one[name] for name, field in lists.items()):
        return False
    if not one.get("since", 0) <= event["created_at"] <= one.get("until", 1 << 40):
        return False
    named = [tag[:2] for tag in event["tags"]]
    return all(
        any([name[1:], value] in named for value in wanted) for name, wanted in one.items() if name[0] == "#"
    )


def signed(who: PrivateKey, kind: int, content: str, tags: list[list[str]]) -> dict[str, Any]:
    key = who.public_key.format()[1:].hex()
    event = {"pubkey": key, "created_at": int(time.time()), "kind": kind, "tags": tags, "content": content}
    number = _number(event)
    return {"id": number, **event, "sig": who.sign_schnorr(bytes.fromhex(number)).hex()}


async def tell(said: list[Any], pipe: Pipe) -> None:
    await send(Frame(200, json.dumps(said).encode()).raw(), pipe)


def _wrong(event: dict[str, Any]) -> str:
    if _number(event) != event["id"]:
        return "the id is not that of the event"
    key = PublicKeyXOnly(bytes.fromhex(event["pubkey"]))
    if not key.verify(bytes.fromhex(event["sig"]), bytes.fromhex(event["id"])):
        return "the signature is wrong"
    return "created_at is too far in the future" if event["created_at"] > time.time() + 900 else ""


def _number(event: dict[str, Any]) -> str:
    said = [0, event["pubkey"], event["created_at"], event["kind"], event["tags"], event["content"]]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


if __name__ == "__main__":
    run(FakeNostr)

"""A WebSocket goes through the same guard as a request, in bounded time and size, and says what it knows."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, TextMessage

from publishers import websocket
from publishers.errors import Busy, Refused, Uncertain, Unreachable
from publishers.web import Web
from tests.fakes.nostr import FakeNostr
from tests.fakes.server import FakeServer, Pipe, Reply, Request, send
from tests.publishers.certificates import certificate, serving, trusting
from tests.publishers.places import LOOPBACK

WEB = Web(LOOPBACK, timeout=1.0)
ASKED = '["REQ","1",{"kinds":[1]}]'


class Saying(FakeNostr):
    """Answers everything with these bytes, again and again where it is `endless`."""

    def __init__(self, raw: bytes, *, endless: bool = False) -> None:
        super().__init__()
        self.raw, self.endless = raw, endless

    async def _heard(self, said: list[object], pipe: Pipe) -> bool:
        await send(self.raw, pipe)
        while self.endless:
            await send(self.raw, pipe)
        return True


class Closed(FakeServer):
    """Opens no WebSocket."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply

    async def handle(self, request: Request) -> Reply:
        return self.reply


@pytest.fixture
def relay() -> Iterator[FakeNostr]:
    with FakeNostr() as fake:
        yield fake


def ask(url: str, web: Web = WEB, **how: Any) -> str:
    with websocket.opened(web, url, **how) as talk:
        talk.say(ASKED)
        return talk.hear()


def frames(*events: TextMessage | BytesMessage) -> bytes:
    wire = Connection(ConnectionType.SERVER)
    return b"".join(wire.send(event) for event in events)


def test_a_text_goes_and_comes(relay: FakeNostr) -> None:
    assert ask(relay.relay) == '["EOSE", "1"]'
    assert relay.requests[0].headers["user-agent"] == "Almanac"


def test_a_ping_is_answered_in_between(relay: FakeNostr) -> None:
    relay.pings = True
    assert ask(relay.relay) == '["EOSE", "1"]'


def test_a_text_in_pieces_is_put_together() -> None:
    pieces = frames(
        TextMessage(data="fog ", message_finished=False), TextMessage(data="lifts", message_finished=True)
    )
    with Saying(pieces) as fake:
        assert ask(fake.relay) == "fog lifts"


def test_tls_is_checked_as_for_requests(tmp_path: Path) -> None:
    pem = certificate(tmp_path, "127.0.0.1")
    with FakeNostr(tls=serving(pem)) as fake:
        url = f"wss://127.0.0.1:{fake.port}"
        assert ask(url, Web(LOOPBACK, tls=trusting(pem)))
        with pytest.raises(Unreachable) as caught:
            ask(url)
        assert caught.value.code == "tls"


@pytest.mark.parametrize(
    "url",
    [
        "ws://relay.example.org",
        "wss://relay.example.org:7777",
        "wss://ada:secret@relay.example.org",
        "https://relay.example.org",
        "relay.example.org",
        "wss://10.0.0.1",
    ],
)
def test_the_guard_refuses_what_it_refuses_to_requests(url: str) -> None:
    with pytest.raises(Refused):
        ask(url, Web())


def test_a_private_host_is_refused_when_its_name_leads_there() -> None:
    with pytest.raises(Refused):
        ask("wss://relay.example.org", Web(resolve=lambda host, port: ["127.0.0.1"]))


@pytest.mark.parametrize("status", [200, 301, 401, 403, 404, 500, 503])
def test_where_no_websocket_is_opened_nothing_was_said(status: int) -> None:
    with Closed(Reply(status, b"no", {"location": "/elsewhere"})) as fake:
        with pytest.raises(Unreachable) as caught:
            ask(fake.url.replace("http", "ws"))
        assert caught.value.code == str(status)
        assert len(fake.requests) == 1, "redirects are not followed"


def test_who_asks_us_to_wait_before_it_opens_is_heard() -> None:
    with Closed(Reply(429, b"", {"retry-after": "7"})) as fake, pytest.raises(Busy) as caught:
        ask(fake.url.replace("http", "ws"))
    assert caught.value.retry_after == 7


def test_after_the_deadline_nothing_is_said(relay: FakeNostr) -> None:
    with pytest.raises(Unreachable), websocket.opened(WEB, relay.relay, deadline=time.monotonic() - 1):
        pass
    assert relay.requests == []
    with websocket.opened(WEB, relay.relay) as talk:
        talk._road.course.deadline = time.monotonic() - 0.01
        with pytest.raises(Unreachable):
            talk.say(ASKED)
        assert not talk.said


@pytest.mark.parametrize(
    ("raw", "endless"),
    [
        (frames(TextMessage(data="x" * 60_000, message_finished=False)), True),
        (b"\x89\x00" * 1000, True),
        (frames(BytesMessage(data=b"no text")), False),
        (b"\x81\x02\xff\xfe", False),
        (b"SSH-2.0-OpenSSH_9.9\r\n", False),
        (b"\x88\x00", False),
    ],
    ids=["endless text", "endless pings", "bytes", "no UTF-8", "no frames", "closed"],
)
def test_what_is_no_answer_is_in_doubt_and_soon(raw: bytes, endless: bool) -> None:
    began = time.monotonic()
    with Saying(raw, endless=endless) as fake, pytest.raises(Uncertain):
        ask(fake.relay, max_bytes=100_000)
    assert time.monotonic() - began < 3


def test_silence_is_bounded() -> None:
    began = time.monotonic()
    with Saying(b"") as silent, pytest.raises(Uncertain):
        ask(silent.relay, timeout=0.2)
    assert time.monotonic() - began < 1

"""A WebSocket (RFC 6455) through the guarded client: one connection, with the bounds of a request."""

import contextlib
import time
from collections.abc import Iterator

import httpx
from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    CloseConnection,
    Event,
    Message,
    Ping,
    RejectConnection,
    Request,
    TextMessage,
)
from wsproto.utilities import ProtocolError

from publishers import answers, guard, wire
from publishers.answer import Answer
from publishers.errors import Busy, Refused, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.web import Web, trouble, trusted

BROKEN = (OSError, ProtocolError, wire.TooMuch, ValueError)
AS_HTTP = {"wss": "https", "ws": "http"}


class Talk:
    """An open WebSocket. Texts go and come whole; pings are answered in between."""

    def __init__(self, road: wire.Wire, socket: WSConnection, most: int) -> None:
        self.said = False  # whether a byte of what we say may have left
        self._road = road
        self._socket = socket
        self._most = most  # characters of one text
        self._waiting: list[Event] = []

    def say(self, text: str) -> None:
        """Not begun after the deadline of the talk; the first text alone is held to it."""
        raw = self._socket.send(Message(data=text))
        self._road.course.check_deadline()
        self._road.course.deadline = None
        self.said = True
        self._road.write(raw)

    def hear(self) -> str:
        """The next text. Raises ConnectionError where the talk has ended."""
        text = ""
        while True:
            event = self._next()
            if isinstance(event, TextMessage):
                text += event.data
                if len(text) > self._most:
                    raise wire.TooMuch
                if event.message_finished:
                    return text
            elif isinstance(event, Ping):
                self._road.write(self._socket.send(event.response()))
            elif isinstance(event, CloseConnection | Message):
                raise ConnectionError("it was closed, or said what is no text")

    def greet(self, host: str, target: str, user_agent: str) -> None:
        """The handshake. Raises Busy and Unreachable: nothing of ours was said yet."""
        headers = [(b"User-Agent", user_agent.encode())]
        self._road.write(self._socket.send(Request(host=host, target=target, extra_headers=headers)))
        event = self._next()
        if isinstance(event, RejectConnection):
            raise _rejected(event, host)
        if not isinstance(event, AcceptConnection):
            raise ConnectionError("it was closed")

    def end(self) -> None:
        """A polite goodbye, for which nobody waits."""
        self._road.course.deadline = None
        with contextlib.suppress(*BROKEN):
            self._road.write(self._socket.send(CloseConnection(code=1000)))

    def _next(self) -> Event:
        while not self._waiting:
            data = self._road.read()
            self._socket.receive_data(data or None)
            self._waiting = list(self._socket.events())
        return self._waiting.pop(0)


@contextlib.contextmanager
def opened(
    web: Web,
    url: str,
    *,
    deadline: float | None = None,
    timeout: float | None = None,
    max_bytes: int = 1_000_000,
) -> Iterator[Talk]:
    """Talk to a wss:// address; `timeout` is for all of it, `max_bytes` for all that is heard.

    The guard is that of requests: ws:// only where the administrator allowed the host. Raises Unreachable
    (or Refused) while nothing was said, and Uncertain when it broke after that.
    """
    course = wire.Course(
        ends=time.monotonic() + (web.timeout if timeout is None else timeout),
        connect=web.connect,
        deadline=deadline,
        bytes_left=max_bytes + wire.HEADROOM,
    )
    course.check_deadline()
    target = as_http(url)
    guard.check_url(target, web.allow)
    road: wire.Wire | None = None
    talk: Talk | None = None
    try:
        host = target.raw_host.decode()
        road = wire.connect(host, guard.port_of(target), course, web.allow, web.resolve)
        if target.scheme == "https":
            road.secure(web.tls or trusted(), host)
        talk = Talk(road, WSConnection(ConnectionType.CLIENT), max_bytes)
        talk.greet(target.netloc.decode(), target.raw_path.decode(), web.user_agent)
        yield talk
        talk.end()
    except BROKEN as error:
        raise trouble(error, target.host, begun=bool(talk and talk.said)) from error
    finally:
        if road is not None:
            road.close()


def as_http(url: str) -> httpx.URL:
    """The address as the guard reads addresses. Raises Refused."""
    scheme, colon, rest = url.strip().partition("://")
    try:
        return httpx.URL(f"{AS_HTTP[scheme.lower()]}{colon}{rest}")
    except (KeyError, httpx.InvalidURL, ValueError) as error:
        raise Refused(
            Sentence(
                _("“{url}” is not an address of this kind: it must begin with wss://."), {"url": url[:200]}
            )
        ) from error


def _rejected(event: RejectConnection, host: str) -> Busy | Unreachable:
    values: dict[str, str | int] = {"host": host, "status": event.status_code}
    if event.status_code == 429:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in event.headers}
        return Busy(
            Sentence(_("{host} asks us to wait before we connect again."), values),
            retry_after=answers.retry_after(Answer(429, headers, b"")),
            code="429",
        )
    return Unreachable(
        Sentence(_("{host} did not open a WebSocket (status {status})."), values), code=str(event.status_code)
    )

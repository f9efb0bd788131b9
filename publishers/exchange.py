"""One HTTP/1.1 request over one wire, and its answer."""

import contextlib
from collections.abc import Mapping

import h11

from publishers.answer import Answer, Unpacking
from publishers.wire import Wire

MOST_HEADERS = 65_536  # bytes


class Request:
    """A request as the bytes that will be sent. Raises h11.LocalProtocolError where HTTP cannot say it."""

    def __init__(self, method: str, target: bytes, headers: Mapping[str, str], body: bytes) -> None:
        self.http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_HEADERS)
        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        head = self.http.send(h11.Request(method=method, target=target, headers=pairs))
        sent = self.http.send(h11.Data(data=body)) if body else b""
        end = self.http.send(h11.EndOfMessage())
        self.raw = (head or b"") + (sent or b"") + (end or b"")  # one packet where it fits


def exchange(request: Request, wire: Wire, most: int) -> Answer:
    """Send the request and read the whole answer, of at most `most` bytes."""
    with contextlib.suppress(OSError):  # who hangs up while we write may have answered before
        wire.write(request.raw)
    response: h11.Response | None = None
    body = Unpacking("", most)
    headers: dict[str, str] = {}
    while True:
        event = request.http.next_event()
        if event is h11.NEED_DATA:
            request.http.receive_data(wire.read())
        elif isinstance(event, h11.Response):
            response = event
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in event.headers}
            body = Unpacking(headers.get("content-encoding", "").strip().lower(), most)
        elif isinstance(event, h11.Data):
            body.add(bytes(event.data))
        elif isinstance(event, h11.EndOfMessage) and response is not None:
            return Answer(response.status_code, headers, body.whole())
        elif not isinstance(event, h11.InformationalResponse):
            raise ConnectionError("the answer ended before it was whole")

"""A small, fast HTTP server on loopback: one thread, one event loop, one request per connection.

http.server with a thread per request costs several times as much, and benchmarks should measure the product.
"""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

Pipe = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Misbehave = Callable[["Reply", Pipe], Awaitable[None]]

REASONS = {200: "OK", 201: "Created", 202: "Accepted", 206: "Partial Content", 401: "Unauthorized"}


@dataclass(slots=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    target: str = ""  # path and query as they came, for a name that is there several times

    @property
    def form(self) -> list[tuple[str, str]]:
        return parse_qsl(self.body.decode(), keep_blank_values=True)


@dataclass(slots=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def raw(self) -> bytes:
        headers = {"date": formatdate(usegmt=True), "content-type": "application/json; charset=utf-8"}
        headers |= {"content-length": str(len(self.body)), "connection": "close"} | self.headers
        head = f"HTTP/1.1 {self.status} {REASONS.get(self.status, 'Status')}\r\n"
        return (head + "".join(f"{k}: {v}\r\n" for k, v in headers.items()) + "\r\n").encode() + self.body


class FakeServer:
    """Subclasses answer requests in `handle`; everything runs in one thread, so state needs no locks."""

    def __init__(self, port: int = 0, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.host = host
        self.port = port
        self.tls = tls
        self.requests: list[Request] = []
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True, name=type(self).__name__)
        self._ready = threading.Event()

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    async def handle(self, request: Request) -> Reply:
        return Reply(404, b'{"error": "Record not found"}')

    async def respond(self, request: Request, pipe: Pipe) -> None:
        await send((await self.handle(request)).raw(), pipe)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(10):
            raise TimeoutError("the fake did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def serve_forever(self) -> None:
        """Run in this thread, for a fake that is a process of its own. Says where it listens."""
        threading.Thread(target=self._say_where, daemon=True).start()
        self._run()

    def _say_where(self) -> None:
        self._ready.wait()
        print(self.url, flush=True)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        listener = socket.create_server((self.host, self.port), backlog=2048)
        self.port = listener.getsockname()[1]
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, sock=listener, ssl=self.tls, limit=2**20)
        )
        self._ready.set()
        with contextlib.suppress(KeyboardInterrupt):
            self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            request = await read_request(reader)
            self.requests.append(request)
            await self.respond(request, (reader, writer))
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


async def read_request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ", 2)
    headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    return Request(method, unquote(parts.path), dict(parse_qsl(parts.query)), headers, body, target)


async def send(data: bytes, pipe: Pipe) -> None:
    pipe[1].write(data)
    await pipe[1].drain()

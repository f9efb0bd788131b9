"""What can go wrong between us and a network, as data.

`accepted` says whether the network took the post before it misbehaved, `outcomes` what a publisher that reads
the answer may conclude ("ok" is a receipt), and `by_status` what one may that looks at the status only.
"""

import asyncio
import functools
import random
import socket
import struct
import time
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from email.utils import formatdate

from tests.fakes.server import Pipe, Reply, send

Play = Callable[[Reply, Pipe], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Fault:
    name: str
    accepted: bool
    outcomes: frozenset[str]
    play: Play
    by_status: frozenset[str] | None = None


def _fault(name: str, accepted: bool, outcomes: str, play: Play, by_status: str = "") -> Fault:
    return Fault(
        name, accepted, frozenset(outcomes.split()), play, frozenset(by_status.split()) if by_status else None
    )


def instead(status: int, body: bytes = b"", **headers: str) -> Play:
    """Another answer than the right one."""

    async def play(_reply: Reply, pipe: Pipe) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        await send(Reply(status, body, named).raw(), pipe)

    return play


def cut(share: float, *, reset: bool) -> Play:
    """Only this share of the right answer, then a reset or a polite end."""

    async def play(reply: Reply, pipe: Pipe) -> None:
        raw = reply.raw()
        if share:
            await send(raw[: int(len(raw) * share)], pipe)
            await asyncio.sleep(0.02)  # a reset overtakes what is still on its way
        if reset:
            transport = pipe[1].transport
            sock = transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()

    return play


async def hang(_reply: Reply, _pipe: Pipe) -> None:
    await asyncio.sleep(3600)


async def drip(reply: Reply, pipe: Pipe) -> None:
    for byte in reply.raw():
        await send(bytes([byte]), pipe)
        await asyncio.sleep(1)


async def endless(_reply: Reply, pipe: Pipe) -> None:
    await send(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n", pipe)
    while True:
        await send(b"x" * 65536, pipe)


async def endless_headers(_reply: Reply, pipe: Pipe) -> None:
    await send(b"HTTP/1.1 200 OK\r\n", pipe)
    while True:
        await send(b"x-more: " + b"x" * 1000 + b"\r\n", pipe)


async def endless_continue(_reply: Reply, pipe: Pipe) -> None:
    while True:
        await send(b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n" * 100, pipe)


async def hundred_megabytes(_reply: Reply, pipe: Pipe) -> None:
    await send(b"HTTP/1.1 200 OK\r\ncontent-length: 104857600\r\n\r\n", pipe)
    for _ in range(1600):
        await send(b"x" * 65536, pipe)


@functools.cache
def bomb_body() -> bytes:
    """200 MB of blanks in 200 kB, packed bit by bit so that the fake itself stays small."""
    packer = zlib.compressobj(6, wbits=zlib.MAX_WBITS | 16)
    return b"".join(packer.compress(b" " * 1_000_000) for _ in range(200)) + packer.flush()


async def bomb(_reply: Reply, pipe: Pipe) -> None:
    await send(Reply(200, bomb_body(), {"content-encoding": "gzip"}).raw(), pipe)


async def chunked_garbage(_reply: Reply, pipe: Pipe) -> None:
    await send(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nnot a chunk\r\n\r\n", pipe)


async def not_http(_reply: Reply, pipe: Pipe) -> None:
    await send(b"SSH-2.0-OpenSSH_9.9\r\n\r\n", pipe)


async def continue_stall(_reply: Reply, pipe: Pipe) -> None:
    await send(b"HTTP/1.1 100 Continue\r\n\r\n", pipe)
    await asyncio.sleep(3600)


async def duplicate_keys(reply: Reply, pipe: Pipe) -> None:
    body = b'{"id": "1", "id": "2", "url": "https://example.org/1"}'
    await send(replace(reply, body=body).raw(), pipe)


async def half_json(reply: Reply, pipe: Pipe) -> None:
    await send(replace(reply, body=reply.body[: len(reply.body) // 2]).raw(), pipe)


async def nested(reply: Reply, pipe: Pipe) -> None:
    await send(replace(reply, body=b"[" * 200_000).raw(), pipe)


async def other_type(reply: Reply, pipe: Pipe) -> None:
    await send(replace(reply, headers=reply.headers | {"content-type": "text/html"}).raw(), pipe)


async def skewed_date(reply: Reply, pipe: Pipe) -> None:
    date = formatdate(time.time() + 7200, usegmt=True)
    await send(replace(reply, headers=reply.headers | {"date": date}).raw(), pipe)


async def empty(reply: Reply, pipe: Pipe) -> None:
    await send(replace(reply, body=b"").raw(), pipe)


PAGE = b"<html><body>Bad gateway</body></html>"
ELSEWHERE = "/elsewhere"  # nobody may ask for it

FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in [
        *(
            _fault(f"error_{status}_{when}_accept", when == "after", "Uncertain", instead(status, PAGE))
            for status in (500, 502, 503)
            for when in ("before", "after")
        ),
        _fault("timeout_408_after_accept", True, "Uncertain", instead(408)),
        _fault("rst_before_accept", False, "Uncertain", cut(0, reset=True)),
        _fault("rst_after_accept", True, "Uncertain", cut(0, reset=True)),
        _fault("rst_at_half", True, "Uncertain", cut(0.5, reset=True)),
        _fault("rst_at_end", True, "ok Uncertain", cut(1, reset=True)),
        _fault("fin_before_accept", False, "Uncertain", cut(0, reset=False)),
        _fault("fin_after_accept", True, "Uncertain", cut(0, reset=False)),
        _fault("fin_at_half", True, "Uncertain", cut(0.5, reset=False)),
        _fault("fin_at_end", True, "ok", cut(1, reset=False)),
        _fault("hang_before_accept", False, "Uncertain", hang),
        _fault("hang_after_accept", True, "Uncertain", hang),
        _fault("slow_loris", True, "Uncertain", drip),
        _fault("endless_body", True, "Uncertain", endless),
        _fault("endless_headers", True, "Uncertain", endless_headers),
        _fault("endless_hints", True, "Uncertain", endless_continue),
        _fault("body_100_mb", True, "Uncertain", hundred_megabytes),
        _fault("malformed_json", True, "Uncertain", half_json, "ok"),
        _fault("empty_body", True, "Uncertain", empty, "ok"),
        _fault("duplicate_keys", True, "Uncertain", duplicate_keys, "ok"),
        _fault("nested_json", True, "Uncertain", nested, "ok"),
        _fault("wrong_content_type", True, "ok Uncertain", other_type),
        _fault("html_page", False, "Uncertain", instead(200, PAGE, content_type="text/html"), "ok"),
        _fault("ok_false", False, "Uncertain", instead(200, b'{"ok": false, "error": "no"}'), "ok"),
        _fault("created_without_id", True, "Uncertain", instead(201, b"{}"), "ok"),
        _fault("no_content", True, "Uncertain", instead(204), "ok"),
        _fault("busy_seconds", False, "Busy", instead(429, b"{}", retry_after="7")),
        _fault("busy_date", False, "Busy", instead(429, b"{}", retry_after="Fri, 31 Dec 2100 23:59:59 GMT")),
        _fault("busy_negative", False, "Busy", instead(429, b"{}", retry_after="-5")),
        _fault("busy_absent", False, "Busy", instead(429, b"{}")),
        _fault("busy_for_ages", False, "Busy", instead(429, b"{}", retry_after="1e9")),
        *(
            _fault(f"redirect_{status}", False, "Uncertain", instead(status, location=ELSEWHERE), "Rejected")
            for status in (301, 302, 307, 308)
        ),
        _fault("gzip_bomb", True, "Uncertain", bomb),
        _fault("chunked_garbage", True, "Uncertain", chunked_garbage),
        _fault("not_http", True, "Uncertain", not_http),
        _fault("continue_stall", True, "Uncertain", continue_stall),
        _fault("skewed_date", True, "ok", skewed_date),
    ]
}


class Arming:
    """Which fault strikes next: armed by name for a number of requests, or drawn by chance."""

    def __init__(self) -> None:
        self._armed: list[Fault] = []
        self._chance = 0.0
        self._names: list[str] = []
        self._random = random.Random(0)

    def arm(self, name: str, times: int = 1) -> None:
        self._armed += [FAULTS[name]] * times

    def disarm(self) -> None:
        self._armed.clear()

    def chaos(self, probability: float, seed: int = 0, names: list[str] | None = None) -> None:
        self._chance, self._random, self._names = probability, random.Random(seed), names or list(FAULTS)

    def next(self) -> Fault | None:
        if self._armed:
            return self._armed.pop(0)
        if self._chance and self._random.random() < self._chance:
            return FAULTS[self._random.choice(self._names)]
        return None

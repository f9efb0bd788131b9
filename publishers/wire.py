"""The socket under one request: it goes only where the guard lets it, and only for so long."""

import contextlib
import socket
import ssl
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpcore

from publishers import guard
from publishers.errors import Sentence, Unreachable, gettext_noop

TCP_USER_TIMEOUT = 18 if sys.platform == "linux" else None  # socket.TCP_USER_TIMEOUT, where it exists
HEADROOM = 200_000  # bytes of headers and chunk marks that may come on top of the body


class TooMuch(Exception):
    """The answer is larger than anything we asked for."""


@dataclass(slots=True)
class Course:
    """What one request may still use up, and whether its first byte has left the house."""

    ends: float  # time.monotonic seconds
    connect: float  # seconds
    deadline: float | None  # do not begin to write after this
    bytes_left: int
    begun: bool = False

    def left(self) -> float:
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("out of time")
        return left

    def check_deadline(self) -> None:
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise Unreachable(
                Sentence(gettext_noop("It was too late to begin sending, so nothing was sent."))
            )


class Wire(httpcore.NetworkStream):
    """One connection whose every read and write gets only the time that is left in total.

    A timeout per read would let a peer that drips one byte a second hold us for ever.
    """

    def __init__(self, sock: socket.socket, course: Course) -> None:
        self.sock = sock
        self.course = course

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.sock.settimeout(self.course.left())
        try:
            data = self.sock.recv(max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error
        self.course.bytes_left -= len(data)
        if self.course.bytes_left < 0:
            raise TooMuch
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        if not self.course.begun:
            self.course.check_deadline()
            self.course.left()
            self.course.begun = True  # before the call: when it fails, some bytes may have left
        self.sock.settimeout(self.course.left())
        try:
            self.sock.sendall(buffer)
        except TimeoutError as error:
            raise httpcore.WriteTimeout(str(error)) from error
        except OSError as error:
            # httpcore goes on to read after this one: the peer may have answered before it hung up.
            raise httpcore.WriteError(str(error)) from error

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> "Wire":
        self.sock.settimeout(min(self.course.connect, self.course.left()))
        try:
            return Wire(ssl_context.wrap_socket(self.sock, server_hostname=server_hostname), self.course)
        except OSError as error:
            self.close()
            raise httpcore.ConnectError(str(error)) from error

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.sock.close()

    def get_extra_info(self, info: str) -> Any:
        return self.sock if info == "socket" else None


class Road(httpcore.NetworkBackend):
    """Looks a name up once, asks the guard, and connects to exactly an address that was checked."""

    def __init__(self, course: Course, allow: frozenset[str], resolve: guard.Resolver) -> None:
        self.course = course
        self.allow = allow
        self.resolve = resolve

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> Wire:
        until = time.monotonic() + min(self.course.connect, self.course.left())
        found = guard.addresses(host, port, self.allow, self.resolve, until - time.monotonic())
        trouble: OSError = TimeoutError("out of time")
        for number, address in enumerate(found):
            # An address that does not answer must leave time for the ones after it.
            share = (until - time.monotonic()) / (len(found) - number)
            if share <= 0:
                break
            try:
                sock = socket.create_connection((address, port), timeout=share)
            except OSError as error:
                trouble = error
                continue
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if TCP_USER_TIMEOUT is not None:
                # The kernel gives up on unanswered bytes after 30 s: a lost request cannot arrive later.
                sock.setsockopt(socket.IPPROTO_TCP, TCP_USER_TIMEOUT, 30_000)
            return Wire(sock, self.course)
        raise httpcore.ConnectError(str(trouble)) from trouble

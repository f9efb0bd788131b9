"""The socket under one request: it goes only where the guard lets it, and only for so long."""

import contextlib
import socket
import ssl
import sys
import time
from dataclasses import dataclass

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


class Wire:
    """One connection whose every read and write gets only the time that is left in total.

    A timeout per read would let a peer that drips one byte a second hold us for ever.
    """

    def __init__(self, sock: socket.socket, course: Course) -> None:
        self.sock = sock
        self.course = course

    def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Speak TLS from here on, with whoever can prove to be `host`. Python bounds the whole handshake."""
        self.sock.settimeout(min(self.course.connect, self.course.left()))
        self.sock = context.wrap_socket(self.sock, server_hostname=host)

    def write(self, data: bytes) -> None:
        self.course.check_deadline()
        self.sock.settimeout(self.course.left())
        self.course.begun = True  # before the call: when it fails, some bytes may have left
        self.sock.sendall(data)

    def read(self) -> bytes:
        """What came next; empty at the end."""
        self.sock.settimeout(self.course.left())
        data = self.sock.recv(65_536)
        self.course.bytes_left -= len(data)
        if self.course.bytes_left < 0:
            raise TooMuch
        return data

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.sock.close()


def connect(host: str, port: int, course: Course, allow: frozenset[str], resolve: guard.Resolver) -> Wire:
    """Look the name up once, ask the guard, and connect to exactly an address that was checked."""
    until = time.monotonic() + min(course.connect, course.left())
    found = guard.addresses(host, port, allow, resolve, until - time.monotonic())
    trouble: OSError = TimeoutError("out of time")
    for number, address in enumerate(found):
        # An address that does not answer must leave time for the ones after it.
        share = (until - time.monotonic()) / (len(found) - number)
        if share <= 0:
            break
        try:
            sock = _connected(address, port, share)
        except OSError as error:
            trouble = error
            continue
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if TCP_USER_TIMEOUT is not None:
            # The kernel gives up on unanswered bytes after 30 s: a lost request cannot arrive later.
            sock.setsockopt(socket.IPPROTO_TCP, TCP_USER_TIMEOUT, 30_000)
        return Wire(sock, course)
    raise trouble


def _connected(address: str, port: int, timeout: float) -> socket.socket:
    """A connection to an address, which needs no looking up any more."""
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.settimeout(timeout)
        sock.connect((address, port))
    except BaseException:
        sock.close()
        raise
    return sock

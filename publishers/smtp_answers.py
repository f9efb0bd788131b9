"""What a mail server answers, line by line: bounded in time and size, whoever drips or talks without end."""

import time
from socket import socket

LONGEST = 50_000  # bytes of one answer


class Silent(OSError):
    """Whoever took the connection has not said a word."""


class Answers:
    """What smtplib reads from, instead of a file: it would wait anew for each byte."""

    def __init__(self, sock: socket) -> None:
        self.sock, self.rest = sock, b""
        self.until, self.left = 0.0, 0
        self.has_spoken = False

    def begin(self, seconds: float) -> None:
        """Another answer is waited for, for so long."""
        self.until, self.left = time.monotonic() + seconds, LONGEST

    def readline(self, most: int) -> bytes:
        """Raises OSError; smtplib closes the connection then."""
        while b"\n" not in self.rest and len(self.rest) < most:
            self.sock.settimeout(max(self.until - time.monotonic(), 0.001))
            piece = self._piece()
            if not piece:
                break
            self.rest += piece
        end = self.rest.find(b"\n") + 1 or len(self.rest)
        line, self.rest = self.rest[: min(end, most)], self.rest[min(end, most) :]
        self.left -= len(line)
        if self.left < 0 or time.monotonic() > self.until:
            raise OSError("its answer has no end")
        return line

    def _piece(self) -> bytes:
        try:
            piece = self.sock.recv(4096)
        except TimeoutError as trouble:
            if self.has_spoken:
                raise
            raise Silent("not a word") from trouble
        self.has_spoken = True
        return piece

    def close(self) -> None:
        """The socket is closed by whoever opened it."""

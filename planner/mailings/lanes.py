"""Several mailings at a time, each of another channel: a slow mail server holds up only its own letters."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator

Due = Callable[[frozenset[int]], Iterable[tuple[int, int]]]  # mailings and their channels, but not of these


class Lanes:
    """At most so many at a time: the other threads send what is no mailing."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self.lock = threading.Lock()
        self.channels: set[int] = set()  # somebody writes for them now

    def over(self, due: Due) -> Iterator[int]:
        """One mailing after another in a lane of one's own, until the time is over or nothing is due."""
        until = time.monotonic() + self.seconds
        while time.monotonic() <= until and (taken := self._take(due)) is not None:
            mailing, channel = taken
            try:
                yield mailing
            finally:
                with self.lock:
                    self.channels.discard(channel)

    def could_use_help(self, due: Due) -> bool:
        """Is there a lane free, and a mailing for it?"""
        busy = frozenset(self.channels)
        return len(busy) < self.most and any(True for _one in due(busy))

    def _take(self, due: Due) -> tuple[int, int] | None:
        with self.lock:
            if len(self.channels) >= self.most:
                return None
            found = next(iter(due(frozenset(self.channels))), None)
            if found is not None:
                self.channels.add(found[1])
            return found

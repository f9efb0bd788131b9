"""A timer's round: bounded in time, and never beside itself, so that it cannot take the sending threads."""

import threading
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Thing = TypeVar("Thing")


class Round:
    """One at a time in a process; what is left when the time is over is the next round's."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.busy = threading.Lock()

    def over(self, things: Iterable[Thing]) -> Iterator[Thing]:
        """The things one by one, until the time is over; none while another round goes on."""
        if not self.busy.acquire(blocking=False):
            return
        try:
            until = time.monotonic() + self.seconds
            for thing in things:
                yield thing
                if time.monotonic() > until:
                    return
        finally:
            self.busy.release()

"""Has this visitor just opened this link? Known for ten seconds, in memory, and not to be turned back.

A double click, or a browser that asks twice, is one click. What is kept is a keyed hash of what the request
shows, with a key that lives for a day and in this process only; it is never written anywhere.
"""

import hashlib
import secrets
import threading
from collections import deque
from collections.abc import Callable
from datetime import date

TWICE = 10.0  # seconds
MOST = 20_000  # visitors who are remembered at once; more than that in ten seconds is no crowd of readers


class Visitors:
    """`ticks` counts seconds and never goes back."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._lock = threading.Lock()
        self._salt, self._salted_on = b"", date.min
        self._seen: dict[bytes, float] = {}
        self._order: deque[tuple[float, bytes]] = deque()

    def is_new(self, link_id: int, traits: tuple[str, ...], today: date) -> bool:
        """False for the same visitor on the same link within ten seconds of the last time that counted."""
        moment = self._ticks()
        with self._lock:
            self._renew(today)
            self._forget(moment)
            said = f"{link_id}|" + "|".join(traits)
            print_ = hashlib.blake2b(said.encode(errors="replace"), key=self._salt, digest_size=16).digest()
            if print_ in self._seen:
                return False
            self._seen[print_] = moment
            self._order.append((moment, print_))
            return True

    def _renew(self, today: date) -> None:
        if today != self._salted_on:
            self._salt, self._salted_on = secrets.token_bytes(32), today
            self._seen.clear()
            self._order.clear()

    def _forget(self, moment: float) -> None:
        while self._order and (self._order[0][0] <= moment - TWICE or len(self._order) >= MOST):
            self._seen.pop(self._order.popleft()[1], None)

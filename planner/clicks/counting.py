"""Clicks are gathered in memory and written about once a second, together: SQLite has one writer, and a crowd
of readers must not stand in the way of what is to be published.

A process that is killed without a word loses at most the second that it had not written.
"""

import atexit
import logging
import threading
from collections import Counter
from collections.abc import Mapping
from datetime import date

from django.db import close_old_connections, connections, transaction
from django.db.models import F

from planner.clicks.models import ClickDay, ShortLink

log = logging.getLogger("almanac.clicks")

EVERY = 1.0  # seconds
AT_ONCE = 100  # counts in one transaction: some tens of milliseconds, and then others may write
MOST = 100_000  # counts that wait while the database is away; what is more is lost

Key = tuple[int, date, bool]  # a link, a day of its workspace, whether it was a program


class Counts:
    """What is not written yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: Counter[Key] = Counter()

    def add(self, link_id: int, on: date, is_bot: bool) -> None:
        with self._lock:
            key = (link_id, on, is_bot)
            if key in self._waiting or len(self._waiting) < MOST:
                self._waiting[key] += 1

    def write(self) -> int:
        """Everything that waits. How many clicks; what could not be written waits on."""
        written = 0
        while taken := self._take():
            try:
                add_up(taken)
            except Exception:
                self._put_back(taken)
                raise
            written += sum(taken.values())
        return written

    def _take(self) -> Mapping[Key, int]:
        with self._lock:
            keys = sorted(self._waiting)[:AT_ONCE]  # in order: two processes never wait for each other
            return {key: self._waiting.pop(key) for key in keys}

    def _put_back(self, taken: Mapping[Key, int]) -> None:
        with self._lock:
            self._waiting.update(taken)


@transaction.atomic
def add_up(counted: Mapping[Key, int]) -> None:
    """Add to the days. Whoever else counts at the same time adds too. Links that are gone are left out."""
    links = {link_id for link_id, _on, _is_bot in counted}
    there = set(ShortLink.objects.filter(pk__in=links).values_list("pk", flat=True))
    days = sorted({(link_id, on) for link_id, on, _is_bot in counted if link_id in there})
    ClickDay.objects.bulk_create(
        [ClickDay(link_id=link_id, on=on) for link_id, on in days], ignore_conflicts=True
    )
    for link_id, on in days:
        ClickDay.objects.filter(link=link_id, on=on).update(
            clicks=F("clicks") + counted.get((link_id, on, False), 0),
            bots=F("bots") + counted.get((link_id, on, True), 0),
        )


class Writer:
    """A thread of the process that writes what was counted; it begins with the first click."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._called = threading.Event()

    def wake(self) -> None:
        self._called.set()
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                if self._thread is None:
                    atexit.register(self._write)
                self._thread = threading.Thread(target=self._work, name="clicks", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        pause = threading.Event()
        while self._called.wait():
            pause.wait(EVERY)
            self._called.clear()
            if not self._write():
                self._called.set()
            connections.close_all()  # this thread's own: it may not be needed again for days

    def _write(self) -> bool:
        """False: the database was away, and it is to be tried again."""
        try:
            close_old_connections()
            self.counts.write()
        except Exception as trouble:  # a count must never cost anybody anything but the count
            log.warning("clicks wait to be written: %s", type(trouble).__name__)
            return False
        return True

"""Is our clock right? Every answer of a network says what time it is there.

A clock that is fast publishes early, and nothing else would show it. So the worker compares the Date header
of every answer with the clock that due times are compared with. What most servers of the last hour say is
believed: one with a wrong clock of its own holds up nothing, unless it is the only one that we know.
"""

import contextlib
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from statistics import median_low

from planner import outside
from planner.deliveries.now import database_now, monotonic
from planner.installation import Installation
from publishers.errors import PublisherError

log = logging.getLogger("almanac.clock")
WARN = 30.0  # seconds that the clocks may differ before people are told
HOLD = 120.0  # seconds after which nothing is published until it is right
COUNTS = 3600.0  # seconds that an answer counts
ASK_APART = 60.0  # seconds between two questions while we hold


class Skew:
    """How many seconds our clock is ahead of the networks'; less than 0 when it is behind."""

    def __init__(self, now: Callable[[], datetime] = database_now) -> None:
        self._now = now
        self._heard: dict[str, tuple[float, float]] = {}  # by server: seconds ahead, when we heard
        self._lock = threading.Lock()
        self._asked = float("-inf")
        self._told = 0

    def hear(self, origin: str, their_time: datetime) -> None:
        """A server's clock, as an answer of this moment showed it."""
        ahead = (self._now() - their_time).total_seconds()
        with self._lock:
            self._heard[origin] = (ahead, monotonic())

    def seconds(self) -> float:
        """What most servers say; 0 when none was heard in the last hour."""
        since = monotonic() - COUNTS
        with self._lock:
            fresh = [ahead for ahead, at in self._heard.values() if at >= since]
        return median_low(fresh) if fresh else 0.0

    def may_publish(self) -> bool:
        """False while the clock is wrong by minutes; then the servers are asked again each minute."""
        if abs(self.seconds()) <= HOLD:
            return True
        if monotonic() - self._asked >= ASK_APART:
            self._asked = monotonic()
            log.error("Our clock is %.0f s off what networks say: nothing is published", self.seconds())
            threading.Thread(target=self.ask_again, name="skew", daemon=True).start()
        return False

    def ask_again(self) -> None:
        """Ask every server that we heard what time it is; their answers are heard like all others."""
        for origin in list(self._heard):
            with contextlib.suppress(PublisherError):
                outside.web().ask("HEAD", f"{origin}/", timeout=5.0)

    def tell(self) -> None:
        """Leave what we know where pages and the health answer find it."""
        seconds = round(self.seconds())
        said = seconds if abs(seconds) > WARN else 0
        if said != self._told:
            Installation.objects.filter(pk=1).update(clock_skew=said)
            self._told = said

    def begin(self) -> None:
        """Listen to what comes in from now on. What an earlier worker said no longer counts."""
        outside.on_answer = self.hear
        Installation.objects.filter(pk=1).update(clock_skew=0)

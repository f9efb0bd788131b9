"""Is our clock right? Every answer of a network says what time it is there.

A clock that is fast publishes early, and nothing else would show it. So the worker keeps the Date header of
each server's last answer and, at each tick, compares where that clock must be by now with the clock that due
times are compared with. What most servers say is believed: one with a wrong clock of its own holds up
nothing, unless it is the only one that we know.
"""

import contextlib
import logging
import threading
from collections.abc import Callable
from datetime import datetime

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
        self._heard: dict[str, tuple[datetime, float]] = {}  # by server: its time, and when we heard it
        self._lock = threading.Lock()
        self._asked = float("-inf")
        self._told = 0
        self._holding = False

    def hear(self, origin: str, their_time: datetime) -> None:
        """A server's clock, as an answer of this moment showed it. Only kept: we are amid a send."""
        with self._lock:
            self._heard[origin] = (their_time, monotonic())

    def seconds(self) -> float:
        """What most servers say; 0 when none was heard in the last hour. While we hold, none is forgotten."""
        now, here = self._now(), monotonic()
        with self._lock:
            heard = [one for one in self._heard.values() if self._holding or here - one[1] <= COUNTS]
        ahead = sorted((now - their_time).total_seconds() - (here - at) for their_time, at in heard)
        middle = ahead[(len(ahead) - 1) // 2 : len(ahead) // 2 + 1]
        return min(middle, key=abs, default=0.0)

    @property
    def heard(self) -> bool:
        return bool(self._heard)

    def may_publish(self) -> bool:
        """False while the clock is wrong by minutes; then the servers are asked again each minute."""
        self._holding = abs(self.seconds()) > HOLD
        if not self._holding:
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

"""Is the clock to be trusted right now? A clock that jumps must not publish early."""

import logging
from datetime import datetime, timedelta

from planner.installation import Installation

log = logging.getLogger("almanac.clock")
JUMP = 2.0  # seconds that wall and monotonic time may differ from one tick to the next
BACK = 5.0  # seconds that time may be behind the latest time ever seen
MARK_EVERY = 30.0
CONFIRMED = 30.0  # seconds that the networks' clocks may differ from ours


class TimeWatch:
    """Compares the wall clock with the monotonic one, and with the latest time that was ever seen."""

    def __init__(self) -> None:
        self._last: tuple[datetime, float] | None = None
        self._marked = float("-inf")

    def is_sane(self, now: datetime, monotonic: float, skew: float | None = None) -> bool:
        """False for the tick in which the clock jumped, and while it is behind what was seen before.

        `skew` is what the networks say, in seconds; None where none was heard. A time that they do not
        confirm is not remembered, and one that they confirm counts, whatever was seen before.
        """
        last, self._last = self._last, (now, monotonic)
        if last is not None:
            passed = (now - last[0]).total_seconds()
            if abs(passed - (monotonic - last[1])) > JUMP:
                log.warning(
                    "The clock jumped by %.1f s; this tick claims nothing", passed - (monotonic - last[1])
                )
                return False
        if monotonic - self._marked >= MARK_EVERY:
            return self._mark(now, monotonic, skew)
        return True

    def _mark(self, now: datetime, monotonic: float, skew: float | None) -> bool:
        if skew is not None and abs(skew) > CONFIRMED:
            return True
        mark = Installation.get().clock_mark
        if mark is not None and now < mark - timedelta(seconds=BACK) and skew is None:
            log.error(
                "The clock is %s behind the latest time seen; nothing is published until it is right",
                mark - now,
            )
            self._marked = float("-inf")
            return False
        Installation.objects.filter(pk=1).update(clock_mark=now)
        self._marked = monotonic
        return True

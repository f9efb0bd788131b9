"""When no worker has been seen for a minute, the web process sweeps in its place.

It sends nothing: it only ends what would otherwise stay as it was, so that the pages tell the truth.
"""

import logging
import threading
from datetime import datetime

from django.db import close_old_connections

from planner.deliveries import health, sweep
from planner.deliveries.now import database_now

log = logging.getLogger("almanac.standby")
EVERY = 15.0  # seconds


def stand_in(now: datetime) -> bool:
    """Sweep if no worker does. Says whether it did."""
    if not health.is_worker_silent(now):
        return False
    log.warning("No worker has been seen for a minute: nothing is published. Sweeping in its place.")
    sweep.sweep(now)
    return True


class Standby(threading.Thread):
    """Looks every quarter of a minute whether the worker is alive."""

    def __init__(self) -> None:
        super().__init__(name="standby", daemon=True)
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.wait(EVERY):
            close_old_connections()
            try:
                stand_in(database_now())
            except Exception:
                log.exception("Could not stand in for the worker")

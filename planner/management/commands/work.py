"""The worker: one clock thread that claims what is due, and huey's threads that send it."""

import logging
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from huey.consumer import Consumer

from planner import tasks
from planner.deliveries import identity, keys, ledger, sweep
from planner.deliveries import tasks as edge
from planner.deliveries.clock import Clock
from planner.deliveries.now import database_now
from planner.queue import queue, work_here

log = logging.getLogger("almanac.worker")


class Command(BaseCommand):
    help = "Run the worker (serve runs it for you)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workers", type=int, default=settings.WORKERS, help="sending threads")

    def handle(self, *args: Any, **options: Any) -> None:
        assert tasks
        logging.getLogger("huey").setLevel(logging.WARNING)
        _look_around()
        ledger.open_books()
        work_here()
        clock = Clock(edge.hand_over, options["workers"])
        edge.when_done.append(clock.done)
        clock.skew.begin()
        clock.start()
        ClockFirst(queue, clock, options["workers"]).run()
        sweep.let_go_of(keys.me(), database_now())
        ledger.close_books()


class ClockFirst(Consumer):
    """On TERM the clock stops before the hands: nothing new is claimed, what was begun is finished."""

    def __init__(self, huey: Any, clock: Clock, workers: int) -> None:
        self.clock = clock
        super().__init__(
            huey, workers=workers, worker_type="thread", graceful_signal="TERM", shutdown_timeout=7
        )

    def stop(self, graceful: bool = False) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough: what was begun is being written down
        self.clock.stop()
        super().stop(graceful)


def _look_around() -> None:
    now = database_now()
    if not identity.check_identity(now):
        log.error("This database was copied from another place: publishing is paused.")
    if freed := sweep.take_over_from_the_dead(now):
        log.warning("Took over %d deliveries from a worker that died", freed)

"""The worker: one clock thread that claims what is due, and huey's threads that send it."""

import contextlib
import logging
import os
import random
import signal
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from huey.consumer import Consumer

from planner import tasks
from planner.deliveries import identity, keys, ledger, sweep
from planner.deliveries import tasks as edge
from planner.deliveries.clock import Clock
from planner.deliveries.now import database_now
from planner.notices.teller import Teller
from planner.queue import queue, work_here

log = logging.getLogger("almanac.worker")


class Command(BaseCommand):
    help = "Run the worker (serve runs it for you)."
    # They import every page, which a worker never shows: a quarter of its memory. `prepare` has made them.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workers", type=int, default=settings.WORKERS, help="sending threads")

    def handle(self, *args: Any, **options: Any) -> None:
        assert tasks
        _stay_on_one_core()
        logging.getLogger("huey").setLevel(logging.WARNING)
        _look_around()
        ledger.open_books()
        work_here()
        clock = Clock(edge.hand_over, options["workers"])
        edge.when_done.append(clock.done)
        clock.skew.begin()
        clock.start()
        teller = Teller()
        teller.start()
        ClockFirst(queue, clock, options["workers"]).run()
        teller.stop()
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


def _stay_on_one_core() -> None:
    """Python runs one of our threads at a time; spread over the cores they wake each other in vain.

    It costs a fifth of what a busy minute can send (docs/decisions/0004). Where several workers may share a
    machine, the system knows better who should be where.
    """
    if connection.vendor == "sqlite" and sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {random.choice(sorted(os.sched_getaffinity(0)))})  # noqa: S311 - any will do


def _look_around() -> None:
    now = database_now()
    if not identity.check_identity(now):
        log.error("This database was copied from another place: publishing is paused.")
    if freed := sweep.take_over_from_the_dead(now):
        log.warning("Took over %d deliveries from a worker that died", freed)

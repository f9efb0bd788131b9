"""The timer of the library."""

from django.db import close_old_connections
from huey.api import crontab

from planner.library import sweeping
from planner.queue import queue


@queue.periodic_task(crontab(minute="17"))
def sweep_library() -> None:
    """Every hour, in one of the workers."""
    close_old_connections()
    sweeping.sweep_now()

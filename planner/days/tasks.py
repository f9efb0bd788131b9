"""The timer of days."""

from django.db import close_old_connections
from django.utils import timezone
from huey.api import crontab

from planner.days import observances
from planner.queue import queue


@queue.periodic_task(crontab(hour="3", minute="40"))
def renew_observances() -> None:
    """Every night, in one of the workers."""
    close_old_connections()
    observances.renew(timezone.now())

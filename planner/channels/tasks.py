"""The timer of channels."""

from django.db import close_old_connections
from huey.api import crontab

from planner.channels import tokens
from planner.deliveries.now import database_now
from planner.queue import queue


@queue.periodic_task(crontab())
def renew_tokens() -> None:
    """Every minute, in one of the workers."""
    close_old_connections()
    tokens.renew_those_that_end(database_now())

"""The background edge of reports: letters that are due are made and sent."""

from django.db import close_old_connections
from huey.api import crontab

from planner.deliveries.identity import check_identity
from planner.deliveries.now import database_now
from planner.queue import queue
from planner.reports import sending
from planner.rounds import Round

a_round = Round(seconds=40)


@queue.periodic_task(crontab(minute="1-59/5"))
def send_reports() -> None:
    """Every five minutes, in one of the workers."""
    close_old_connections()
    send_all()


def send_all() -> None:
    """A copy of the data writes to nobody."""
    now = database_now()
    if not check_identity(now):
        return
    sending.doubt_all(now)
    sending.plan(now)
    for sending_id in a_round.over(sending.ready(now)):
        sending.send(sending_id, database_now())

"""The background edge of guests: every minute, who is asked gets a letter."""

from django.db import close_old_connections
from huey.api import crontab

from planner.deliveries import fitting
from planner.deliveries.identity import check_identity
from planner.deliveries.now import database_now
from planner.guests import inviting, letters
from planner.guests.models import ReviewLink
from planner.queue import queue
from planner.rounds import Round
from planner.states import WrongState

a_round = Round(seconds=20)


@queue.periodic_task(crontab())
def write_to_guests() -> None:
    """Every minute, in one of the workers."""
    close_old_connections()
    write_all()


def write_all() -> None:
    """Gather what is due in every workspace, make the pictures that guests will see, and send.

    A copy of the data writes to nobody: its letters would come from two houses.
    """
    now = database_now()
    if not check_identity(now):
        return
    for workspace in inviting.workspaces():
        for letter in inviting.gather(workspace, now):
            _make_pictures(letter.links)
    for letter_id in a_round.over(letters.due(now)):
        letters.send(letter_id, database_now())


def _make_pictures(link_ids: list[int]) -> None:
    """Guests' pages make nothing, so what they show is made before they are asked."""
    for link in ReviewLink.objects.filter(pk__in=link_ids).select_related("post__head"):
        try:
            fitting.make_ready(link.post)
        except WrongState:
            continue  # the page shows the picture itself, and the answer says what is wrong

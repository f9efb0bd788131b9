"""Large files are written by a worker: asked for once, and gone on with when a worker dies.

What is to be done stands in the row, not in the queue: a worker that is killed loses its message, and a
minute later another one finds the row.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from planner.deliveries import health
from planner.history.models import Actor
from planner.past.bring import NOTHING_NEW, begin, bring
from planner.past.models import PastImport
from planner.states import WrongState

AT_ONCE = 2000  # rows; a file with more is written by a worker
LEASE = timedelta(seconds=60)  # a batch takes a fraction of a second
REST = 0.02  # seconds between two batches, for others that write


def brought(one: PastImport, by: Actor, now: datetime) -> int | None:
    """Write it now and say how many posts it made; None: a worker is to do it. Raises WrongState.

    Where no worker is alive, a large one is written now as well.
    """
    insist_on_rest(one)
    if one.rows <= AT_ONCE or health.is_worker_silent(now):
        return bring(one, by, now)
    _ask(one, by, now)
    return None


def insist_on_rest(one: PastImport) -> None:
    """Nobody is writing it just now. Raises WrongState."""
    if one.is_running:
        raise WrongState(_("It is being written just now. Wait until it is done."))


def work(pk: int, clock: Callable[[], datetime]) -> bool:
    """Write it, or the rest of it, unless somebody else does. Says whether it did."""
    now = clock()
    if not due(now).filter(pk=pk).update(worked_until=now + LEASE):
        return False
    one = PastImport.objects.select_related("channel").get(pk=pk)

    def go_on() -> None:
        PastImport.objects.filter(pk=pk, state="writing").update(worked_until=clock() + LEASE)
        time.sleep(REST)

    try:
        bring(one, Actor(one.user_id, one.by_name), now, go_on)
    except WrongState:  # the channel was removed meanwhile; whoever goes on hears why
        _stop(pk)
    except Exception:
        _stop(pk)
        raise
    return True


def due(now: datetime) -> "QuerySet[PastImport]":
    """What a worker is to write and none is writing."""
    asked = PastImport.objects.filter(state="writing", in_background=True)
    return asked.filter(Q(worked_until=None) | Q(worked_until__lt=now))


@transaction.atomic
def _ask(one: PastImport, by: Actor, now: datetime) -> None:
    if one.state not in {"shown", "writing"}:
        raise WrongState(_("This file was brought already."))
    if one.state == "shown" and not one.wanted:
        raise WrongState(NOTHING_NEW)
    begin(one, one.wanted, by, now)
    asked = {"in_background": True, "worked_until": None, "user_id": by.user_id, "by_name": by.name[:200]}
    PastImport.objects.filter(pk=one.pk, state="writing", in_background=False).update(**asked)
    one.refresh_from_db()


def _stop(pk: int) -> None:
    """Until somebody goes on with it."""
    PastImport.objects.filter(pk=pk).update(in_background=False, worked_until=None)

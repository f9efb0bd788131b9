"""Videos are brought to their network before their time, so that a slow upload makes nothing late.

A delivery is claimed for it as for sending, uploads, and is put back; what the network gave is kept with it.
Nothing leaves the house: there is no intent before its time.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from planner.deliveries import due, ledger, settle
from planner.deliveries.models import Delivery
from planner.states import WrongState
from publishers.errors import Busy, Challenge, Expired, Rejected

log = logging.getLogger("almanac.deliveries")
AHEAD = timedelta(minutes=20)
CARRIED = "carried"  # among what a delivery keeps: "done", or when to try again
AGAIN = 60.0  # seconds


def choose(now: datetime, room: int) -> list[Delivery]:
    """Up to `room` deliveries with a video, due soon and not brought yet."""
    soon = due.with_video(now + AHEAD)
    rows = Delivery.objects.filter(pk__in=soon, due_at__gt=now).order_by("due_at", "pk")
    return [one for one in rows if _is_wanted(one, now)][:room]


def is_early(delivery: Delivery, now: datetime) -> bool:
    return delivery.due_at > now


def bring(delivery: Delivery, prepare: Callable[[], object], now: Callable[[], datetime]) -> None:
    """Prepare it, and put it back until its time. A clear no of the network is told now, and not too late."""
    try:
        prepare()
    except Exception as found:
        trouble = settle.weighed(delivery, found)
        if isinstance(trouble, Rejected | Expired | Challenge):
            settle.not_ready(delivery, trouble, now())
            return
        log.info("delivery %s could not be brought yet: %s", delivery.pk, type(trouble).__name__)
        wait = (trouble.retry_after or 0) if isinstance(trouble, Busy) else 0
        _put_back(delivery, (now() + timedelta(seconds=max(wait, AGAIN))).isoformat(), "carry_later", now())
    else:
        _put_back(delivery, "done", "carried", now())


def _put_back(delivery: Delivery, carried: str, what: str, now: datetime) -> None:
    kept = {**delivery.kept, CARRIED: carried}
    try:
        ledger.write(
            lambda: delivery.step("scheduled", what, now, kept=kept, owner="", lease_until=None, deaths=0)
        )
    except WrongState as moved:
        log.info("%s", moved)


def _is_wanted(delivery: Delivery, now: datetime) -> bool:
    carried = str(delivery.kept.get(CARRIED, ""))
    return carried != "done" and carried <= now.isoformat()

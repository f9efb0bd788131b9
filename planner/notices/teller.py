"""The threads of a worker that tell people: what happened is derived, then each way sends by itself.

Threads and not huey's timers, because a button in Telegram is answered in seconds and not in a minute, and
because a mail server that hangs must hold up neither the sending of posts nor another way.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import OperationalError, close_old_connections, connections

from planner.deliveries.now import database_now
from planner.notices.derive import derive_all
from planner.notices.kinds import Way
from planner.notices.listen import listen_all
from planner.notices.models import Notice
from planner.notices.send import send_due

log = logging.getLogger("almanac.notices")
KEPT = timedelta(days=180)
SWEEP_EVERY = timedelta(hours=1)


class Rounds(threading.Thread):
    """Does one thing again and again, until it is told to stop."""

    def __init__(self, name: str, act: Callable[[datetime], object], seconds: float) -> None:
        super().__init__(name=name, daemon=True)
        self.act, self.seconds = act, seconds
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.wait(self.seconds):
            try:
                close_old_connections()
                self.act(database_now())
            except OperationalError as trouble:
                log.warning("The database did not answer: %s", trouble)
            except Exception:
                log.exception("A round of %s failed", self.name)
        connections.close_all()


class Teller:
    """All of them together."""

    def __init__(self) -> None:
        every = settings.NOTICES_EVERY
        self.swept: datetime | None = None
        self.threads = [
            Rounds("notices", self._derive, every),
            Rounds("letters", lambda now: send_due(Way.EMAIL, now), every),
            Rounds("telegram", lambda now: send_due(Way.TELEGRAM, now), every),
            Rounds("webhooks", lambda now: send_due(Way.WEBHOOK, now), every),
            Rounds("listening", listen_all, every),
        ]

    def start(self) -> None:
        for one in self.threads:
            one.start()

    def stop(self, seconds: float = 3.0) -> None:
        """What is being sent is finished, if it takes no longer than this."""
        for one in self.threads:
            one.stopping.set()
        for one in self.threads:
            if one.is_alive():
                one.join(seconds)

    def _derive(self, now: datetime) -> None:
        derive_all(now)
        if self.swept is None or now - self.swept > SWEEP_EVERY:
            self.swept = now
            sweep(now)


def sweep(now: datetime) -> int:
    """Forget what is half a year old. The history keeps what happened."""
    old = Notice.objects.filter(at__lt=now - KEPT).exclude(dispatches__state__in=("waiting", "sending"))
    ids = list(old.values_list("pk", flat=True)[:1000])
    Notice.objects.filter(pk__in=ids).delete()
    return len(ids)

"""Find what is due, claim it in batches, hand it to huey. One thread in each worker process."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import OperationalError, close_old_connections, connection
from django.db.models import F

from planner.deliveries import bringing, due, health, in_hand, keys, ledger, sweep
from planner.deliveries.models import Delivery
from planner.deliveries.now import database_now
from planner.deliveries.skew import Skew
from planner.deliveries.watch import TimeWatch
from planner.installation import Installation

log = logging.getLogger("almanac.clock")
BATCH = 50
SWEEP_EVERY = 5.0


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is ours under this fence, to be sent or to be looked for."""

    delivery_id: int
    fence: int
    look: bool = False


def claim(now: datetime, room: int = BATCH) -> list[Claim]:
    """Claim up to `room` due deliveries in one short transaction, fair across channels."""
    if room <= 0 or Installation.objects.filter(paused_at__isnull=False).exists():
        return []
    if not due.anything(now):
        return []
    return ledger.write(lambda: _claim(now, room))


CLAIM = """
UPDATE planner_delivery SET
  state = 'claimed', fence = fence + 1, owner = %s, claimed_at = %s, lease_until = %s, next_try_at = NULL
WHERE id IN ({ids}) AND state IN ('scheduled', 'waiting')
"""


def _claim(now: datetime, room: int) -> list[Claim]:
    chosen = due.choose(now, room)
    return _claim_these([(one.pk, one.fence) for one in chosen], now) if chosen else []


def _claim_these(chosen: list[tuple[int, int]], now: datetime) -> list[Claim]:
    """Ids and fences. A fence that moved on in the meantime is nobody's: its hand finds nothing to do."""
    prepare = connection.ops.adapt_datetimefield_value
    ids = ", ".join(str(int(pk)) for pk, _fence in chosen)
    lease = now + timedelta(seconds=settings.LEASE)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM.format(ids=ids), [keys.me(), prepare(now), prepare(lease)])
    return [Claim(pk, fence + 1) for pk, fence in chosen]


def claim_ahead(now: datetime, room: int = BATCH) -> list[Claim]:
    """Claim up to `room` deliveries whose videos can be brought to their network before their time."""
    if room <= 0 or Installation.objects.filter(paused_at__isnull=False).exists():
        return []
    if not (found := bringing.choose(now, room)):
        return []
    return ledger.write(lambda: _claim_these([(one.pk, one.fence) for one in found], now))


def claim_looks(now: datetime, room: int = BATCH) -> list[Claim]:
    """Take up to `room` uncertain deliveries whose next look is due; nobody else looks for a minute."""
    waiting = Delivery.objects.filter(state="uncertain", next_try_at__lte=now)
    if room <= 0 or not waiting.exists():
        return []
    return ledger.write(lambda: _claim_looks(now, room))


def _claim_looks(now: datetime, room: int) -> list[Claim]:
    waiting = Delivery.objects.filter(state="uncertain", next_try_at__lte=now)
    rows = waiting.order_by("next_try_at").select_for_update(skip_locked=True)
    ours = {pk: fence + 1 for pk, fence in rows.values_list("pk", "fence")[:room]}
    Delivery.objects.filter(pk__in=ours, state="uncertain").update(
        fence=F("fence") + 1,
        owner=keys.me(),
        next_try_at=now + timedelta(seconds=max(60, settings.REQUEST_TIMEOUT * 2)),
    )
    return [Claim(pk, fence, look=True) for pk, fence in ours.items()]


class Clock(threading.Thread):
    """Ticks five times a second, and when something falls due.

    Hands out no more than the workers can begin before their leases end.
    """

    def __init__(self, hand_over: Callable[[Claim], None], workers: int) -> None:
        super().__init__(name="clock", daemon=True)
        self.hand_over = hand_over
        self.ahead = workers * max(1, int(settings.LEASE // settings.REQUEST_TIMEOUT))
        self.stopping = threading.Event()
        self.nudge = threading.Event()
        self._out: dict[Claim, float] = {}  # what the hands have, and since when (monotonic)
        self._counting = threading.Lock()
        self._time = TimeWatch()
        self.skew = Skew()
        self._swept = 0.0
        self._brought = 0.0

    def run(self) -> None:
        while not self.stopping.is_set():
            rest = settings.POLL_EVERY
            try:
                self.tick()
                rest = min(rest, due.seconds_to_next(database_now()))
            except OperationalError as trouble:
                log.warning("The database did not answer: %s", trouble)
                close_old_connections()
                self.stopping.wait(1)
            except Exception:
                log.exception("A tick failed")
                self.stopping.wait(1)
            self.nudge.wait(rest)
            self.nudge.clear()

    def tick(self) -> None:
        now = database_now()
        if not self._time.is_sane(now, time.monotonic(), self.skew.seconds() if self.skew.heard else None):
            return
        self._forget_the_lost()
        if time.monotonic() - self._swept >= SWEEP_EVERY:
            self._swept = time.monotonic()
            ledger.write(lambda: health.beat(keys.me(), now))
            sweep.sweep(now)
            self.skew.tell()
        if not self.skew.may_publish():
            return
        self._bring_ahead(now)
        while self.has_room():
            room = self.ahead - self.in_hand
            claimed = claim(now, min(room, BATCH))
            if claimed:
                in_hand.read_together([one.delivery_id for one in claimed])
            claims = claimed + claim_looks(now, min(room, BATCH) - len(claimed))
            for one in claims:
                self._give(one)
            if len(claims) < min(room, BATCH):
                break

    def _bring_ahead(self, now: datetime) -> None:
        """With half of the hands at most: what is due goes before what is early."""
        if time.monotonic() - self._brought < SWEEP_EVERY:
            return
        self._brought = time.monotonic()
        for one in claim_ahead(now, min(self.ahead // 2 - self.in_hand, BATCH)):
            self._give(one)

    def _give(self, one: Claim) -> None:
        with self._counting:
            self._out[one] = time.monotonic()
        try:
            self.hand_over(one)
        except Exception:
            self.done(one)  # the queue did not take it: its lease will bring it back
            raise

    def done(self, one: Claim) -> None:
        """A worker thread has finished this one: there may be room for more."""
        with self._counting:
            self._out.pop(one, None)
        if self.has_room():
            self.nudge.set()

    def _forget_the_lost(self) -> None:
        """A message that the queue lost is not in anybody's hands for longer than its lease."""
        before = time.monotonic() - settings.LEASE
        with self._counting:
            for one in [one for one, since in self._out.items() if since < before]:
                del self._out[one]

    @property
    def in_hand(self) -> int:
        return len(self._out)

    def has_room(self) -> bool:
        """For a batch: it costs hardly more than one, and comes well before the hands are empty."""
        return self.in_hand <= self.ahead // 2

    def stop(self) -> None:
        self.stopping.set()
        self.nudge.set()

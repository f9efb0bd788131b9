"""Find what is due, claim it in batches, hand it to huey. One thread in each worker process."""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import OperationalError, close_old_connections
from django.db.models import F, Q

from planner.channels.models import Channel
from planner.deliveries import health, in_hand, keys, ledger, sweep
from planner.deliveries.installation import Installation
from planner.deliveries.models import Delivery, DeliveryQuerySet
from planner.deliveries.now import database_now
from planner.deliveries.watch import TimeWatch

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
    if not Delivery.objects.due(now).exists():  # reading takes no write lock; most ticks end here
        return []
    return ledger.write(lambda: _claim(now, room))


def _claim(now: datetime, room: int) -> list[Claim]:
    chosen = _fair(_on_time(now, room * 4) + _without_a_flood(now, room * 4), room)
    ours = {pk: fence + 1 for pk, fence, *_ in chosen}
    Delivery.objects.filter(pk__in=ours, state__in=("scheduled", "waiting")).update(
        state="claimed",
        fence=F("fence") + 1,
        owner=keys.me(),
        claimed_at=now,
        lease_until=now + timedelta(seconds=settings.LEASE),
        next_try_at=None,
    )
    return [Claim(pk, fence) for pk, fence in ours.items()]


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


Candidate = tuple[int, int, int]  # id, fence, channel id
COLUMNS = ("pk", "fence", "channel_id")


def _on_time(now: datetime, most: int) -> list[Candidate]:
    """Asked for apart from what is late, so that a long backlog never hides it."""
    late_before = now - timedelta(seconds=settings.LATE_AFTER)
    return _lock(Delivery.objects.due(now).filter(Q(due_at__gte=late_before) | Q(part__gt=0)), most)


def _without_a_flood(now: datetime, most: int) -> list[Candidate]:
    """After an outage a channel gets one late post in five minutes, not all at once."""
    late = Delivery.objects.due(now).filter(due_at__lt=now - timedelta(seconds=settings.LATE_AFTER), part=0)
    behind = set(late.values_list("channel_id", flat=True))
    if not behind:
        return []
    ours = Channel.objects.filter(pk__in=behind).select_for_update(skip_locked=True, no_key=True)
    mine = set(ours.values_list("pk", flat=True))  # another worker process counts for the others
    recent = now - timedelta(seconds=settings.CATCH_UP_APART)
    busy = Delivery.objects.filter(
        Q(sent_at__gt=recent) | Q(state__in=("claimed", "sending")), channel_id__in=mine
    )
    ready = mine - set(busy.values_list("channel_id", flat=True))
    earliest: dict[int, Candidate] = {}
    for candidate in _lock(late.filter(channel_id__in=ready), most):
        earliest.setdefault(candidate[2], candidate)
    return list(earliest.values())


def _lock(due: DeliveryQuerySet, most: int) -> list[Candidate]:
    rows = due.order_by("due_at", "pk").select_for_update(skip_locked=True, of=("self",))
    return list(rows.values_list(*COLUMNS)[:most])


def _fair(candidates: list[Candidate], room: int) -> list[Candidate]:
    """Channels take turns; within a channel the earliest first."""
    lines: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        lines[candidate[2]].append(candidate)
    chosen: list[Candidate] = []
    for turn in range(max((len(line) for line in lines.values()), default=0)):
        chosen += [line[turn] for line in lines.values() if turn < len(line)]
        if len(chosen) >= room:
            break
    return chosen[:room]


class Clock(threading.Thread):
    """Ticks five times a second. Hands out no more than the workers can begin before their leases end."""

    def __init__(self, hand_over: Callable[[Claim], None], workers: int) -> None:
        super().__init__(name="clock", daemon=True)
        self.hand_over = hand_over
        self.ahead = workers * 3
        self.stopping = threading.Event()
        self.nudge = threading.Event()
        self.in_hand = 0
        self._counting = threading.Lock()
        self._time = TimeWatch()
        self._swept = 0.0

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                self.tick()
            except OperationalError as trouble:
                log.warning("The database did not answer: %s", trouble)
                close_old_connections()
                self.stopping.wait(1)
            except Exception:
                log.exception("A tick failed")
                self.stopping.wait(1)
            self.nudge.wait(settings.POLL_EVERY)
            self.nudge.clear()

    def tick(self) -> None:
        now = database_now()
        if not self._time.is_sane(now, time.monotonic()):
            return
        if time.monotonic() - self._swept >= SWEEP_EVERY:
            self._swept = time.monotonic()
            ledger.write(lambda: health.beat(keys.me(), now))
            sweep.sweep(now)
        while (room := self.ahead - self.in_hand) > 0:
            claimed = claim(now, min(room, BATCH))
            if claimed:
                in_hand.read_together([one.delivery_id for one in claimed])
            claims = claimed + claim_looks(now, min(room, BATCH))
            for one in claims:
                with self._counting:
                    self.in_hand += 1
                self.hand_over(one)
            if len(claims) < min(room, BATCH):
                break

    def done(self) -> None:
        """A worker thread has finished one: there may be room for more."""
        with self._counting:
            self.in_hand = max(0, self.in_hand - 1)
            nearly_idle = self.in_hand <= self.ahead // 2
        if nearly_idle:
            self.nudge.set()

    def stop(self) -> None:
        self.stopping.set()
        self.nudge.set()

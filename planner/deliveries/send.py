"""The one place where a post leaves the house.

claimed → (pictures brought ahead) → intent on disk → one request → what became of it on disk.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import DatabaseError

from planner.channels import tokens
from planner.clicks import shortening
from planner.deliveries import bringing, compose, fitting, in_hand, placed, points, receipts, settle
from planner.deliveries.gate import Intent, begin_send
from planner.deliveries.models import Delivery
from planner.deliveries.now import database_now
from planner.deliveries.preparing import preparing
from planner.vault import Locked
from publishers.base import Publisher
from publishers.limits import Guarantee
from publishers.message import Parcel, Payload, Receipt


@dataclass(frozen=True, slots=True)
class Ready:
    """Everything that the one request needs."""

    publisher: Publisher
    payload: Payload
    parcel: Parcel

    @property
    def guarantee(self) -> Guarantee:
        return self.publisher.guarantee_for(self.parcel.part)


def deliver(delivery_id: int, fence: int) -> None:
    """Send a delivery that the clock has claimed for us under this fence; else do nothing."""
    delivery = in_hand.take(delivery_id, fence)
    if delivery is None or delivery.state != "claimed":
        return
    points.reach("C1", delivery_id)
    if bringing.is_early(delivery, database_now()):
        bringing.bring(delivery, lambda: _prepared(delivery, is_early=True), database_now)
        return
    ready = make_ready(delivery)
    if ready is None:
        return
    points.reach("C2", delivery_id)
    intent = begin_send(delivery, ready.payload.digest(), ready.publisher.account.id, database_now())
    if intent is not None:
        send(delivery, ready, intent)


def send(delivery: Delivery, ready: Ready, intent: Intent) -> None:
    """Make the one request that `intent` allows, and write down what became of it."""
    points.reach("C3", delivery.pk)
    try:
        receipt = _commit(ready, intent)
    except Exception as trouble:
        points.reach("C6", delivery.pk)
        settle.no_receipt(delivery, intent, trouble, _now())
    else:
        points.reach("C6", delivery.pk)
        receipts.published(delivery, intent, receipt, _now())
    points.reach("C7", delivery.pk)


def _now() -> datetime:
    """After an answer nothing may stand in the way of writing it down, also not a database that is away."""
    try:
        return database_now()
    except DatabaseError:
        return datetime.now(UTC)


def _commit(ready: Ready, intent: Intent) -> Receipt:
    """The only call of `commit` in the house: nobody can make it without an Intent."""
    return ready.publisher.commit(ready.parcel, intent.key, intent.deadline)


def make_ready(delivery: Delivery) -> Ready | None:
    """Render, and bring pictures to the network. All of it may be repeated: nothing is out yet."""
    try:
        return _prepared(delivery)
    except Locked as trouble:
        settle.locked(delivery, str(trouble), database_now())
    except Exception as trouble:
        settle.not_ready(delivery, settle.weighed(delivery, trouble), database_now())
    return None


def _prepared(delivery: Delivery, *, is_early: bool = False) -> Ready:
    with preparing(delivery.pk):
        tokens.keep_fresh(delivery.channel, database_now())
        publisher = compose.publisher_for(delivery.channel)
        payload = publisher.prepare(compose.message_for(delivery.version, delivery.channel))
        if not compose.is_whole(payload):
            fitting.make_for(delivery.version, [delivery.channel])
            payload = publisher.prepare(compose.message_for(delivery.version, delivery.channel))
        parcel = _upload(delivery, publisher, payload, is_early=is_early)
        _keep_short_links(delivery)
    return Ready(publisher, payload, parcel)


def _keep_short_links(delivery: Delivery) -> None:
    """No link goes out that leads nowhere: where it leads is written down before."""
    channel = delivery.channel
    if channel.short_links:
        found = compose.leads_of(delivery.version.content(), channel, delivery.post_id)
        shortening.keep(channel, delivery.post_id, found, database_now())


def _upload(delivery: Delivery, publisher: Publisher, payload: Payload, *, is_early: bool) -> Parcel:
    if len(payload.parts) <= delivery.part:
        raise settle.Changed
    part = payload.parts[delivery.part]

    def keep(name: str, value: str) -> None:
        """What was brought so far. It also shows that we are alive: the lease lasts for the next piece."""
        delivery.kept = {**delivery.kept, name: value}
        lease = database_now() + timedelta(seconds=settings.LEASE)
        ours = Delivery.objects.filter(pk=delivery.pk, fence=delivery.fence, state="claimed")
        ours.update(kept=delivery.kept, lease_until=lease)

    return placed.upload(delivery, publisher, part, keep, is_early=is_early)

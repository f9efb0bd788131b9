"""Find out what became of an uncertain send. Look early, conclude late."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from planner.channels import tokens
from planner.deliveries import (
    by_hand,
    compose,
    gate,
    in_hand,
    ledger,
    placed,
    receipts,
    retry,
    send,
    settle,
)
from planner.deliveries.models import Delivery
from planner.deliveries.now import database_now, monotonic
from planner.states import WrongState
from planner.vault import Locked
from publishers.base import Assisted, Findable, Publisher
from publishers.errors import CannotLook, Sentence, gettext_noop
from publishers.limits import Guarantee
from publishers.message import Parcel, Receipt

log = logging.getLogger("almanac.deliveries")
_watched: dict[int, tuple[datetime, float]] = {}  # delivery → last send, and since when we watch (monotonic)
SILENCE: Mapping[str, Any] = {"heard": ""}
ASK = gettext_noop(
    "Nobody can look on this channel for us. Is the post there? If you are not sure, look before you answer."
)
CANNOT_TELL = gettext_noop(
    "We looked {looks} times and cannot tell whether it is out. Look at the channel and say."
)


def look(delivery_id: int, fence: int) -> None:
    """One look at a delivery that the clock has handed to us under this fence."""
    delivery = in_hand.read(delivery_id, fence)
    if delivery is None or delivery.state != "uncertain":
        return
    try:
        _look(delivery, database_now(), monotonic())
    except WrongState as moved:
        log.info("%s", moved)


def _look(delivery: Delivery, now: datetime, ticks: float) -> None:
    ready = _make_ready(delivery)
    if ready is not None and isinstance(ready.publisher, Assisted):
        by_hand.hand_over(delivery, now)  # whoever was to hand it over died on the way
        return
    doubt = _doubt(delivery, now, ticks)
    if ready is None:
        if doubt.looks >= retry.MOST_LOOKS:  # the channel is gone, or its key: it would be so for ever
            _hold(delivery, doubt, True, now)
        else:
            _look_later(delivery, now, "could_not_look")
        return
    guarantee, why = ready.guarantee, None
    readable = isinstance(ready.publisher, Findable) and guarantee.readable
    if readable:
        try:
            receipt = _find(delivery, ready.publisher, ready.parcel)
        except CannotLook as trouble:
            readable = False  # nor could we later: a person can
            why = trouble.sentence if trouble.asks else None
        except Exception as trouble:  # could not look: says nothing about the post
            if not retry.must_ask(doubt, guarantee, readable):
                _repeat_or_wait(delivery, ready, doubt, now, "could_not_look", settle.heard(trouble))
                return
        else:
            if receipt is not None:
                _watched.pop(delivery.pk, None)
                receipts.found(delivery, receipt, database_now())
                return
            same = ready.payload.digest() == delivery.digest  # else we looked at another account
            if same and _conclude_absent(delivery, doubt, guarantee, now):
                return
    if retry.must_ask(doubt, guarantee, readable):
        _hold(delivery, doubt, readable, now, why)
        return
    _repeat_or_wait(delivery, ready, doubt, now, "looked" if readable else "waited")


def _conclude_absent(delivery: Delivery, doubt: retry.Doubt, guarantee: Guarantee, now: datetime) -> bool:
    """Count a look that found nothing; after two that mean something it is certainly not out."""
    patience = settings.PATIENCE
    if retry.is_absent(doubt, guarantee, settings.LOOK_APART, patience):
        _watched.pop(delivery.pk, None)
        ledger.write(
            lambda: delivery.step(
                "waiting",
                "absent",
                now,
                maybe_out=False,
                doubt_at=None,
                absent_at=None,
                intent_at=None,
                looks=0,
                key="",
                generation=delivery.generation + 1,
                next_try_at=now,
                trouble={},
            )
        )
        return True
    if delivery.absent_at is None and retry.is_conclusive(doubt, guarantee, patience):
        delivery.absent_at = now
        Delivery.objects.filter(pk=delivery.pk, fence=delivery.fence, state="uncertain").update(absent_at=now)
    return False


def _repeat_or_wait(
    delivery: Delivery,
    ready: send.Ready,
    doubt: retry.Doubt,
    now: datetime,
    what: str,
    heard: Mapping[str, Any] = SILENCE,
) -> None:
    """Send the same key once more where the network knows it; else look again later."""
    if retry.may_repeat(doubt, ready.guarantee, settings.PATIENCE):
        intent = gate.repeat_send(delivery, ready.payload.digest(), now)
        if intent is not None:
            send.send(delivery, ready, intent)
            return
    _look_later(delivery, now, what, heard)


def _look_later(delivery: Delivery, now: datetime, what: str, heard: Mapping[str, Any] = SILENCE) -> None:
    doubt_at, looks = delivery.doubt_at or now, delivery.looks + 1
    again = retry.next_look(now, doubt_at, looks, settings.LOOK_APART, settings.PATIENCE)
    details = {"again_at": again.isoformat(), **heard}
    ledger.write(lambda: delivery.note(what, now, details=details, looks=looks, next_try_at=again, owner=""))


def _hold(
    delivery: Delivery, doubt: retry.Doubt, readable: bool, now: datetime, why: Sentence | None = None
) -> None:
    sentence = why or (Sentence(CANNOT_TELL, {"looks": doubt.looks}) if readable else Sentence(ASK))
    said = {"template": sentence.template, "values": dict(sentence.values), "code": "decide"}
    _watched.pop(delivery.pk, None)
    ledger.write(lambda: delivery.step("held", "held", now, trouble=said, next_try_at=None))


def _find(delivery: Delivery, publisher: Publisher, parcel: Parcel) -> Receipt | None:
    assert isinstance(publisher, Findable)
    since = (delivery.intent_at or delivery.due_at) - timedelta(seconds=60)
    others = Delivery.objects.filter(channel=delivery.channel_id, due_at__gte=since - timedelta(days=2))
    known = set(others.exclude(pk=delivery.pk).exclude(receipt_id="").values_list("receipt_id", flat=True))
    return publisher.find(parcel, delivery.key, since, known)


def _make_ready(delivery: Delivery) -> send.Ready | None:
    """What was sent, rendered again; pictures are known by the handles that were kept."""
    try:
        tokens.keep_fresh(delivery.channel, database_now())
        publisher = compose.publisher_for(delivery.channel)
        payload = publisher.prepare(compose.message_for(delivery.version, delivery.channel))
        part = payload.parts[delivery.part]
        parcel = placed.looked_for(delivery, publisher, part)
    except (Locked, IndexError):
        return None
    except Exception as trouble:
        log.info("delivery %s cannot be looked for now: %s", delivery.pk, type(trouble).__name__)
        return None
    return send.Ready(publisher, payload, parcel)


def _doubt(delivery: Delivery, now: datetime, ticks: float) -> retry.Doubt:
    began = delivery.doubt_at or now
    sent_at = delivery.sent_at or began
    known = _watched.get(delivery.pk)
    if known is None or known[0] != sent_at:  # a wall clock may jump, so time is also counted without it
        known = _watched[delivery.pk] = (sent_at, ticks)
    absent = (now - delivery.absent_at).total_seconds() if delivery.absent_at else None
    return retry.Doubt(
        age=(now - sent_at).total_seconds(),
        watched=ticks - known[1],
        since_intent=(now - (delivery.intent_at or began)).total_seconds(),
        looks=delivery.looks,
        absent_for=absent,
        is_late=delivery.previous_id is None and now > delivery.late_until,  # a thread is not left half out
    )

"""Letters leave one by one. Before each it is on disk that it leaves, and after each what became of it.

Whoever dies in between leaves one envelope of which nobody knows: it is told, and never sent again by itself.
"""

import logging
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from planner.deliveries import compose, keys
from planner.deliveries.identity import check_identity
from planner.deliveries.now import database_now, monotonic
from planner.history.models import WORKER
from planner.installation import Installation
from planner.mailings import leaving
from planner.mailings.models import Envelope, Mailing, Reader
from planner.sentences import kept
from planner.vault import Locked
from publishers import base
from publishers.errors import (
    Busy,
    Expired,
    NoSuchReader,
    PublisherError,
    Rejected,
    Sentence,
    Unreachable,
    gettext_noop,
)
from publishers.message import Part

log = logging.getLogger("almanac.mailings")
LEASE = timedelta(minutes=5)
TURN = 40.0  # seconds with one mailing; then another has its turn
MOST = 400  # letters over one connection
GIVES_UP = timedelta(hours=48)  # RFC 5321 gives a letter four to five days; news do not keep so long
ALL_REFUSED = 5  # letters refused one after another, and none taken: it is the letter, not the readers
OTHER = gettext_noop("What would be sent is no longer what was agreed to, so nothing more of it is.")
REFUSES_ALL = gettext_noop("The mail server refuses this letter: {said}")


@dataclass(frozen=True, slots=True)
class Turn:
    """One worker's turn with one mailing."""

    mailing: Mailing
    part: Part
    began: float  # monotonic


def due(now: datetime) -> Iterator[int]:
    """Mailings with letters to send, of channels where anything may go out."""
    if Installation.objects.filter(paused_at__isnull=False).exists() or not check_identity(now):
        return
    open_ = Mailing.objects.filter(closed_at=None, stopped_at=None, next_try_at__lte=now)
    open_ = open_.filter(channel__state="active", channel__workspace__paused_at=None)
    free = open_.filter(Q(lease_until=None) | Q(lease_until__lte=now))
    yield from free.order_by("next_try_at", "pk").values_list("pk", flat=True)[:20]


def send(mailing_id: int, now: datetime) -> int:
    """A turn with this mailing, where nobody else has it. How many letters the server took."""
    mailing = _take(mailing_id, now)
    if mailing is None:
        return 0
    sent = 0
    try:
        turn = _turn(mailing, now)
        if turn is not None:
            sent = _with_session(turn)
    except Locked as trouble:
        _stand(mailing, Expired(str(trouble)), now)
    except (Expired, Rejected) as trouble:
        _stand(mailing, trouble, database_now())
    except (Busy, Unreachable) as trouble:
        wait = trouble.retry_after if isinstance(trouble, Busy) and trouble.retry_after else 60.0
        _put_off(mailing, database_now() + timedelta(seconds=wait), kept(trouble))
    finally:
        _let_go(mailing, database_now())
    return sent


def _take(mailing_id: int, now: datetime) -> Mailing | None:
    """Ours for five minutes. What was in the hands of somebody who died: nobody knows whether it left."""
    free = Mailing.objects.filter(pk=mailing_id, closed_at=None, stopped_at=None)
    free = free.filter(Q(lease_until=None) | Q(lease_until__lte=now))
    if not free.update(owner=keys.me(), lease_until=now + LEASE):
        return None
    mailing = Mailing.objects.select_related("channel__workspace", "delivery__version", "delivery__post").get(
        pk=mailing_id
    )
    mailing.envelopes.filter(state="sending").update(state="unknown", said="")
    return mailing


def _turn(mailing: Mailing, now: datetime) -> Turn | None:
    """None where nothing is to be sent now."""
    if not _ready(mailing, now).exists():
        return None
    delivery = mailing.delivery
    payload = compose.payload_for(delivery.version, mailing.channel)
    if payload.digest() != delivery.digest:
        raise Rejected(Sentence(OTHER), code="changed")
    return Turn(mailing, payload.parts[delivery.part], monotonic())


def _with_session(turn: Turn) -> int:
    publisher = compose.publisher_for(turn.mailing.channel)
    assert isinstance(publisher, base.WritesToEach)
    sent, refused = 0, 0
    with publisher.session() as session:
        for envelope in _next_ones(turn):
            result = _one(turn, session, envelope)
            sent += result == "sent"
            refused = refused + 1 if result == "refused" else 0
            if refused >= ALL_REFUSED and not turn.mailing.envelopes.filter(state="sent").exists():
                said = turn.mailing.envelopes.filter(state="refused").order_by("-pk").first()
                values = {"said": said.said if said else ""}
                raise Rejected(Sentence(REFUSES_ALL, values), code="refuses_all")
    return sent


def _next_ones(turn: Turn) -> Iterator[Envelope]:
    """One at a time, for as long as the turn lasts and nobody stopped it. The lease grows on the way."""
    for number in range(MOST):
        now = database_now()
        if monotonic() - turn.began > TURN:
            return
        if number % 20 == 0:
            mine = Mailing.objects.filter(pk=turn.mailing.pk, owner=keys.me(), stopped_at=None)
            if not mine.filter(channel__state="active", channel__workspace__paused_at=None).update(
                lease_until=now + LEASE
            ):
                return
        envelope = _ready(turn.mailing, now).select_related("reader").order_by("pk").first()
        if envelope is None:
            return
        yield envelope


def _ready(mailing: Mailing, now: datetime) -> "QuerySet[Envelope]":
    return mailing.envelopes.filter(Q(next_try_at=None) | Q(next_try_at__lte=now), state="waiting")


def _one(turn: Turn, session: base.Session, envelope: Envelope) -> str:
    """Send this one letter, or leave it out. What became of it."""
    reader, now = envelope.reader, database_now()
    if reader.state != Reader.State.READS:
        return _becomes(envelope, "skipped")
    mine = Envelope.objects.filter(pk=envelope.pk, state="waiting")
    if not mine.update(state="sending", tries=envelope.tries + 1, sent_at=now):
        return ""
    envelope.state, envelope.tries = "sending", envelope.tries + 1
    to = base.Reader(reader.address, reader.name, leaving.address_of(reader))
    try:
        receipt = session.send(turn.part, to, f"{turn.mailing.delivery.key}-{reader.pk}")
    except NoSuchReader as no:
        why = _words(no)
        Reader.objects.filter(pk=reader.pk, state=Reader.State.READS).update(
            state=Reader.State.GONE, why=why[:300], changed_at=now
        )
        return _becomes(envelope, "refused", said=why)
    except Rejected as no:
        return _becomes(envelope, "refused", said=_words(no))
    except (Busy, Expired, Unreachable) as trouble:
        _back(envelope, trouble, turn, now)
        raise
    except Exception as trouble:
        if not isinstance(trouble, PublisherError):
            log.exception("envelope %s", envelope.pk)
        _becomes(envelope, "unknown")
        raise Unreachable(Sentence(gettext_noop("The connection to the mail server broke."))) from trouble
    return _becomes(envelope, "sent", sent_at=database_now(), message_id=receipt.id)


def _back(envelope: Envelope, trouble: PublisherError, turn: Turn, now: datetime) -> None:
    """Not out: it waits longer and longer, and in the end is given up."""
    if now - turn.mailing.opened_at > GIVES_UP:
        _becomes(envelope, "refused", said=_words(trouble))
        return
    wait = min(300 * 2 ** (envelope.tries - 1), 4 * 3600) * random.uniform(0.9, 1.1)  # noqa: S311
    later = now + timedelta(seconds=wait) if isinstance(trouble, Busy) else None
    _becomes(envelope, "waiting", next_try_at=later, said=_words(trouble))


def _words(trouble: PublisherError) -> str:
    """What the server said, without a sentence of ours around it."""
    return str(trouble.sentence.values.get("said") or trouble.sentence)


def _becomes(envelope: Envelope, state: str, said: str = "", **more: object) -> str:
    Envelope.objects.filter(pk=envelope.pk, state=envelope.state).update(state=state, said=said[:300], **more)
    return state


def _stand(mailing: Mailing, trouble: PublisherError, now: datetime) -> None:
    """It goes on only when a person says so, or connects the channel again."""
    Mailing.objects.filter(pk=mailing.pk).update(stopped_at=now, trouble=kept(trouble))
    channel = mailing.channel
    if isinstance(trouble, Expired) and channel.state == "active":
        channel.ask_to_reconnect(WORKER, trouble)


def _put_off(mailing: Mailing, at: datetime, trouble: dict[str, object]) -> None:
    Mailing.objects.filter(pk=mailing.pk).update(next_try_at=at, trouble=trouble)


def _let_go(mailing: Mailing, now: datetime) -> None:
    """Give the lease back, and close what has no letter left to send."""
    waits = mailing.envelopes.filter(state__in=("waiting", "sending")).order_by("next_try_at")
    changes: dict[str, object] = {"owner": "", "lease_until": None}
    if not waits.exists():
        changes |= {"closed_at": now, "trouble": {}}
    Mailing.objects.filter(pk=mailing.pk, owner=keys.me()).update(**changes)

"""Letters leave one by one. Before each it is on disk that it leaves, and after each what became of it.

Whoever dies in between leaves one envelope of which nobody knows: it is told, and never sent again by itself.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Q, QuerySet

from planner.deliveries import compose, keys
from planner.deliveries.identity import check_identity
from planner.deliveries.now import database_now, monotonic
from planner.installation import Installation
from planner.mailings import leaving, settling
from planner.mailings.models import Envelope, Mailing, Reader
from planner.mailings.nameless import leave_names_out, traced, without_addresses
from planner.vault import Locked
from publishers import letters
from publishers.errors import (
    Busy,
    Expired,
    Halted,
    NoSuchReader,
    PublisherError,
    ReaderBusy,
    Rejected,
    Sentence,
    Unreachable,
    Unwelcome,
    gettext_noop,
)
from publishers.message import Part

log = logging.getLogger("almanac.mailings")
LEASE = timedelta(minutes=5)
TURN = 40.0  # seconds with one mailing; then another has its turn
MOST = 400  # letters over one connection
IN_A_ROW = 5  # letters refused one after another: it is the letter or the server, not the readers
OTHER = gettext_noop("What would be sent is no longer what was agreed to, so nothing more of it is.")
REFUSES_ALL = gettext_noop("The mail server refuses this letter: {said}")
BROKE = gettext_noop("The connection to the mail server broke.")
UNEXPECTED = gettext_noop("Something unexpected happened: {what}")


@dataclass(slots=True)
class Turn:
    """One worker's turn with one mailing."""

    mailing: Mailing
    part: Part
    began: float  # monotonic
    sent: int = 0


def due(now: datetime) -> list[int]:
    return [pk for pk, _channel in due_of(now, frozenset())]


def due_of(now: datetime, but: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Mailings with letters to send, and their channels, where anything may go out; not of these channels."""
    if Installation.objects.filter(paused_at__isnull=False).exists() or not check_identity(now):
        return
    open_ = Mailing.objects.filter(closed_at=None, stopped_at=None, next_try_at__lte=now)
    open_ = open_.filter(channel__state="active", channel__workspace__paused_at=None)
    free = open_.filter(Q(lease_until=None) | Q(lease_until__lte=now))
    free = free.exclude(channel__in=but).order_by("next_try_at", "pk")
    yield from free.values_list("pk", "channel_id")[:20]


def send(mailing_id: int, now: datetime) -> int:
    """A turn with this mailing, where nobody else has it. How many letters the server took."""
    mailing = _take(mailing_id, now)
    if mailing is None:
        return 0
    turn = None
    try:
        turn = _turn(mailing, now)
        if turn is not None:
            _with_session(turn)
    except Locked as trouble:
        settling.stand(mailing, Expired(str(trouble)), now)
    except (Expired, Rejected) as trouble:
        settling.stand(mailing, trouble, database_now())
    except (Busy, Unreachable) as trouble:
        settling.put_off(mailing, trouble, database_now())
    except Exception as fault:  # it must not hold up the other mailings
        log.error("mailing %s: %s", mailing.pk, traced())
        unexpected = Sentence(UNEXPECTED, {"what": type(fault).__name__})
        settling.put_off(mailing, Unreachable(unexpected), database_now())
    finally:
        settling.let_go(mailing, database_now())
    return turn.sent if turn else 0


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
    if not _waiting(mailing).filter(Q(next_try_at=None) | Q(next_try_at__lte=now)).exists():
        return None
    delivery = mailing.delivery
    payload = compose.payload_for(delivery.version, mailing.channel)
    if payload.digest() != delivery.digest:
        raise Rejected(Sentence(OTHER), code="changed")
    return Turn(mailing, payload.parts[delivery.part], monotonic())


def _with_session(turn: Turn) -> None:
    publisher = compose.publisher_for(turn.mailing.channel)
    assert isinstance(publisher, letters.WritesToEach)
    row, result = list[Envelope](), ""
    with publisher.session() as session:
        for envelope in _next_ones(turn):
            result = _one(turn, session, envelope)
            if result == "over":
                return
            if result == "sent":
                turn.sent, row = turn.sent + 1, []
                settling.is_well(turn.mailing)
            elif result == "unwelcome" or (result == "refused" and envelope.tries == 1):
                row.append(envelope)
            if len(row) >= IN_A_ROW:
                raise _refuses_all(row)
    if result == "unwelcome" and _was_never_welcome(turn.mailing):
        raise _refuses_all(row)


def _refuses_all(row: list[Envelope]) -> Rejected:
    """Whoever was refused on the way to this finding waits again, as the others do."""
    last = Envelope.objects.select_related("reader").get(pk=row[-1].pk)
    said = without_addresses(last.said, last.reader.address if last.reader else "")
    settling.put_back(row, database_now())
    return Rejected(Sentence(REFUSES_ALL, {"said": said}), code="refuses_all")


def _was_never_welcome(mailing: Mailing) -> bool:
    """Of a short list all were tried, and none was taken."""
    tried = mailing.envelopes.filter(Q(state="sent") | Q(state="waiting", next_try_at=None))
    return not tried.exists()


def _next_ones(turn: Turn) -> Iterator[Envelope]:
    """One at a time, for as long as the turn lasts and nobody stopped it. The lease grows on the way.

    Those that were not tried yet come first, so that a letter that cannot be sent holds up no other.
    """
    for number in range(MOST):
        now = database_now()
        if monotonic() - turn.began > TURN:
            return
        if number % 20 == 0 and not _going(turn.mailing).update(lease_until=now + LEASE):
            return
        waiting = _waiting(turn.mailing).select_related("reader")
        fresh = waiting.filter(next_try_at=None).order_by("pk").first()
        envelope = fresh or waiting.filter(next_try_at__lte=now).order_by("next_try_at", "pk").first()
        if envelope is None:
            return
        yield envelope


def _going(mailing: Mailing) -> "QuerySet[Mailing]":
    """Still ours, and nobody has stopped or paused anything: asked in the same step that begins a letter."""
    going = Mailing.objects.filter(pk=mailing.pk, owner=keys.me(), stopped_at=None)
    paused = Installation.objects.filter(paused_at__isnull=False)
    return going.filter(~Exists(paused), channel__state="active", channel__workspace__paused_at=None)


def _waiting(mailing: Mailing) -> "QuerySet[Envelope]":
    return mailing.envelopes.filter(state="waiting")


def _one(turn: Turn, session: letters.Session, envelope: Envelope) -> str:
    """Send this one letter, or leave it out. What became of it; raises what ends the turn."""
    reader, now = envelope.reader, database_now()
    if reader is None or reader.state != Reader.State.READS:
        return settling.becomes(envelope, "skipped")
    key = f"{turn.mailing.delivery.key}-{reader.pk}"
    begun = {"tries": envelope.tries + 1, "sent_at": now, "message_id": session.receipt_id(key)}
    mine = Envelope.objects.filter(pk=envelope.pk, state="waiting", mailing__in=_going(turn.mailing))
    if not mine.update(state="sending", **begun):
        return "over"
    envelope.state, envelope.tries = "sending", envelope.tries + 1
    to = letters.Reader(reader.address, reader.name, leaving.address_of(reader))
    try:
        receipt = session.send(turn.part, to, key)
    except ReaderBusy as trouble:
        return settling.waits(envelope, trouble, now)
    except (Busy, Expired, Unreachable) as trouble:
        settling.waits(envelope, trouble, now)
        leave_names_out(trouble, reader.address)
        raise
    except Halted as no:
        settling.becomes(envelope, "waiting", said=settling.words(no), next_try_at=now)
        leave_names_out(no, reader.address)
        raise
    except Unwelcome as no:
        settling.waits(envelope, no, now)
        return "unwelcome"
    except NoSuchReader as no:
        return settling.is_gone(envelope, settling.words(no), now)
    except Rejected as no:
        return settling.becomes(envelope, "refused", said=settling.words(no))
    except Exception as trouble:
        if not isinstance(trouble, PublisherError):
            log.error("envelope %s: %s", envelope.pk, traced(reader.address))
        settling.becomes(envelope, "unknown")
        raise Unreachable(Sentence(BROKE)) from trouble
    return settling.becomes(envelope, "sent", sent_at=database_now(), message_id=receipt.id)

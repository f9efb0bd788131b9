"""What became of a letter, and of its mailing: written down, and told where somebody must know."""

import contextlib
import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, Exists, Min, OuterRef, Value, When

from planner.deliveries import keys
from planner.history.models import WORKER
from planner.history.record import record
from planner.mailings.models import Envelope, Mailing, Reader
from planner.sentences import kept
from planner.states import WrongState
from publishers.errors import Busy, Expired, PublisherError

MOST_TRIES = 19  # a good two days: RFC 5321 gives a letter four to five, but news do not keep so long
FIRST_WAIT, LONGEST_WAIT = 300.0, 4 * 3600.0  # seconds between two tries of one letter
NEXT_TURN, LAST_TURN = 60.0, 900.0  # seconds until the next, after trouble with the server
TOLD_AFTER = timedelta(hours=1)  # without a letter
STANDS_AFTER = timedelta(hours=48)


def words(trouble: PublisherError) -> str:
    """What the server said, without a sentence of ours around it."""
    return str(trouble.sentence.values.get("said") or trouble.sentence)


def becomes(envelope: Envelope, state: str, said: str = "", **more: object) -> str:
    """Of whoever was forgotten while it was on its way, no words are kept."""
    kept_words = Case(When(reader=None, then=Value("")), default=Value(said[:300]))
    Envelope.objects.filter(pk=envelope.pk, state=envelope.state).update(state=state, said=kept_words, **more)
    return state


def is_gone(envelope: Envelope, why: str, now: datetime) -> str:
    """Nobody is there: they get no more."""
    reads = Reader.objects.filter(pk=envelope.reader_id or 0, state=Reader.State.READS)
    reads.update(state=Reader.State.GONE, why=why[:300], changed_at=now)
    return becomes(envelope, "refused", said=why)


def waits(envelope: Envelope, trouble: PublisherError, now: datetime) -> str:
    """Not out: again later and later, and in the end it is given up."""
    if envelope.tries >= MOST_TRIES:
        return becomes(envelope, "refused", said=words(trouble))
    wait = min(FIRST_WAIT * 2 ** (envelope.tries - 1), LONGEST_WAIT) * random.uniform(0.9, 1.1)  # noqa: S311
    return becomes(envelope, "waiting", said=words(trouble), next_try_at=now + timedelta(seconds=wait))


@transaction.atomic
def put_back(envelopes: Sequence[Envelope], now: datetime) -> None:
    """They were refused because all would be: they wait, behind those not tried yet, and nobody is gone."""
    ids = [one.pk for one in envelopes]
    Envelope.objects.filter(pk__in=ids, state__in=("refused", "waiting")).update(
        state="waiting", next_try_at=now
    )
    gone = Reader.objects.filter(envelopes__pk__in=ids, state=Reader.State.GONE)
    Reader.objects.filter(pk__in=list(gone.values_list("pk", flat=True))).update(
        state=Reader.State.READS, why="", changed_at=now
    )


@transaction.atomic
def stand(mailing: Mailing, trouble: Exception, now: datetime) -> None:
    """It goes on only when a person says so. Its author and who looks after the channel hear of it."""
    going, said = Mailing.objects.filter(pk=mailing.pk, closed_at=None, stopped_at=None), kept(trouble)
    if going.update(stopped_at=now, trouble=said):
        _tell(mailing, "mailing.halted", said, now)
    channel = mailing.channel
    if isinstance(trouble, Expired) and channel.state == "active":
        with contextlib.suppress(WrongState):
            channel.ask_to_reconnect(WORKER, trouble)


@transaction.atomic
def put_off(mailing: Mailing, trouble: PublisherError, now: datetime) -> None:
    """The server is in trouble: later by itself. Told once where that lasts; after days it stands."""
    since = datetime.fromisoformat(mailing.trouble.get("since") or now.isoformat())
    wait = min(max((now - since).total_seconds(), NEXT_TURN), LAST_TURN)
    if isinstance(trouble, Busy) and trouble.retry_after:
        wait = trouble.retry_after
    if now - since > STANDS_AFTER:
        stand(mailing, trouble, now)
        return
    was_told = bool(mailing.trouble.get("told"))
    lasts = now - since >= TOLD_AFTER
    mailing.trouble = kept(trouble) | {"since": since.isoformat(), "told": was_told or lasts}
    mailing.next_try_at = now + timedelta(seconds=wait)
    going = Mailing.objects.filter(pk=mailing.pk, closed_at=None, stopped_at=None)
    told = going.update(trouble=mailing.trouble, next_try_at=mailing.next_try_at)
    if told and lasts and not was_told:
        _tell(mailing, "mailing.delayed", kept(trouble), now)


def is_well(mailing: Mailing) -> None:
    """A letter was taken, so the trouble is over."""
    if mailing.trouble:
        mailing.trouble = {}
        Mailing.objects.filter(pk=mailing.pk, stopped_at=None).update(trouble={})


@transaction.atomic
def let_go(mailing: Mailing, now: datetime) -> None:
    """Give the lease back, and close what has no letter left to send. Others have their turn first."""
    hold(mailing)
    left = Envelope.objects.filter(mailing=OuterRef("pk"), state__in=("waiting", "sending"))
    mine = Mailing.objects.filter(pk=mailing.pk, owner=keys.me())
    if mine.filter(~Exists(left)).update(closed_at=now, trouble={}, owner="", lease_until=None):
        return
    waiting, soonest = mailing.envelopes.filter(state__in=("waiting", "sending")), now
    if not waiting.filter(next_try_at=None).exists():
        soonest = waiting.aggregate(at=Min("next_try_at"))["at"] or now
    mine.update(owner="", lease_until=None, next_try_at=max(soonest, mailing.next_try_at, now))


def hold(mailing: Mailing) -> None:
    """Until our transaction ends nobody else ends a turn with it, nor has its letters sent again."""
    Mailing.objects.select_for_update().filter(pk=mailing.pk).values_list("pk").first()


def _tell(mailing: Mailing, act: str, said: dict[str, object], now: datetime) -> None:
    """The history is the outbox of notices."""
    delivery = mailing.delivery
    record(
        delivery.workspace_id, WORKER, act, delivery, at=now, trouble=said, post=delivery.post_id,
        letters=mailing.envelopes.filter(state="sent").count(),
    )  # fmt: skip

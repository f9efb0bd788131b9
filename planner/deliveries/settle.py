"""What became of a try, written down. Silence is never called failure, and doubt never ends by itself."""

import logging
import random
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from planner.channels import tokens
from planner.channels.models import Channel
from planner.deliveries import by_hand, compose, ledger, points, receipts, retry
from planner.deliveries.gate import CHANGED, Intent
from planner.deliveries.models import Delivery
from planner.deliveries.now import database_now
from planner.history.models import WORKER
from planner.sentences import kept
from planner.states import WrongState
from publishers.base import Refreshable
from publishers.errors import (
    AlreadyThere,
    Busy,
    Challenge,
    Expired,
    Handed,
    PublisherError,
    Rejected,
    Sentence,
    Uncertain,
    Unreachable,
    gettext_noop,
)
from publishers.message import Receipt

log = logging.getLogger("almanac.deliveries")
BREAKER_OPENS_AT = 5  # failures in a row
MOST_DEATHS = 3  # of workers while they prepared it: something in the post breaks them


class Changed(Exception):
    """The post has fewer parts than when it was planned."""


NO_ANSWER = gettext_noop(
    "No clear answer came back. It may be out, so it is not sent again before we have looked."
)
POISON = gettext_noop("The worker stopped three times while it prepared this post. Look at its pictures.")
SAID_BEFORE = gettext_noop(
    "The network takes the same words only once, and another of our posts said them: {url}. Change the words."
)
UNEXPECTED = gettext_noop("Something unexpected happened: {what}")


def no_receipt(delivery: Delivery, intent: Intent, trouble: Exception, now: datetime) -> None:
    """The request brought no receipt: sort out what that means."""
    if isinstance(trouble, Handed):
        _try(lambda: by_hand.hand_over(delivery, now, attempt=intent.attempt))
        return
    if isinstance(trouble, AlreadyThere) and trouble.receipt_id:
        if not _is_anothers(delivery, trouble.receipt_id):
            receipts.published(delivery, intent, Receipt(trouble.receipt_id, trouble.url), now)
            return
        trouble = Rejected(
            Sentence(SAID_BEFORE, {"url": trouble.url or trouble.receipt_id}), code="said_before"
        )
    if not delivery.maybe_out:
        trouble = weighed(delivery, trouble)
    definite = isinstance(trouble, Rejected | Expired | Challenge | Busy | Unreachable)
    try:
        if delivery.maybe_out or not definite:
            points.reach("C5", delivery.pk)
            doubt(delivery, now, trouble, attempt=intent.attempt)
        else:
            _not_out(delivery, trouble, now, intent.attempt)
    except WrongState:
        log.info(
            "delivery %s moved on before its answer was written: %s", delivery.pk, type(trouble).__name__
        )


def doubt(
    delivery: Delivery, now: datetime, trouble: Exception | None = None, attempt: str = "", **changes: Any
) -> None:
    """It may be out. From here only evidence leads on."""
    said = {"template": NO_ANSWER, "values": {}, "code": "no_answer"}
    details = heard(trouble) if trouble else {"heard": ""}
    if isinstance(trouble, Uncertain) and trouble.kept:
        changes["kept"] = {**delivery.kept, **trouble.kept}

    def write() -> None:
        delivery.step(
            "uncertain",
            "no_answer",
            now,
            attempt=attempt,
            details=details,
            maybe_out=True,
            doubt_at=delivery.doubt_at or now,
            next_try_at=now,
            owner="",
            lease_until=None,
            trouble=said,
            **changes,
        )

    ledger.write(write)


def weighed(delivery: Delivery, trouble: Exception) -> Exception:
    """The same; but Unreachable, so that it is tried again, where credentials were refused by accident.

    Asks the network, unless it said for certain that they no longer work.
    """
    if isinstance(trouble, Expired) and not trouble.is_certain and _is_well_after_all(delivery):
        return Unreachable(trouble.sentence, code=trouble.code)
    return trouble


def not_ready(delivery: Delivery, trouble: Exception, now: datetime) -> None:
    """Preparing or uploading did not work: nothing is out. `trouble` is `weighed`."""
    if isinstance(trouble, Changed):
        said = {"template": CHANGED, "values": {}, "code": "changed"}
        _quietly(delivery, "blocked", "refused", now, trouble=said, owner="", lease_until=None)
    elif isinstance(trouble, Rejected | Expired | Challenge | Busy | Unreachable):
        _try(lambda: _not_out(delivery, trouble, now, ""))
    else:  # an upload without an answer, or a fault of ours: it may be repeated
        if not isinstance(trouble, PublisherError):
            log.exception("delivery %s could not be prepared", delivery.pk, exc_info=trouble)
        _try(lambda: _wait(delivery, Unreachable(_sentence(trouble)), now, ""))


def locked(delivery: Delivery, reason: str, now: datetime) -> None:
    """The credentials cannot be opened: the channel must be connected again."""
    _try(lambda: _reconnect(delivery, Expired(reason), now, ""))


def poisoned(delivery: Delivery, now: datetime) -> None:
    """Claimed three times, and the worker died each time before anything was sent."""
    said = {"template": POISON, "values": {}, "code": "poison"}
    delivery.step("held", "poison", now, trouble=said, owner="", lease_until=None)


def _not_out(delivery: Delivery, trouble: Exception, now: datetime, attempt: str) -> None:
    if isinstance(trouble, Rejected):
        ledger.write(lambda: _fail(delivery, trouble, now, attempt))
    elif isinstance(trouble, Challenge) and trouble.puzzle:
        ledger.write(lambda: _ask(delivery, trouble, now, attempt))
    elif isinstance(trouble, Expired | Challenge):
        _reconnect(delivery, trouble, now, attempt)
    elif isinstance(trouble, PublisherError):
        _wait(delivery, trouble, now, attempt)


def _is_anothers(delivery: Delivery, receipt_id: str) -> bool:
    """The copy that the network has is that of another delivery, so ours is not out."""
    others = Delivery.objects.filter(channel=delivery.channel_id, receipt_id=receipt_id)
    return others.exclude(pk=delivery.pk).exists()


def _fail(delivery: Delivery, trouble: PublisherError, now: datetime, attempt: str) -> None:
    said = kept(trouble)
    delivery.step(
        "failed", "rejected", now, attempt=attempt, details=said, trouble=said, owner="", lease_until=None
    )


def _ask(delivery: Delivery, trouble: Challenge, now: datetime, attempt: str) -> None:
    """A person reads the network's picture and types what it says; then this goes on (challenge.answer)."""
    said = kept(trouble) | {"code": "challenge", "puzzle": trouble.puzzle, "picture": trouble.picture}
    changes: dict[str, Any] = {"trouble": said, "owner": "", "lease_until": None}
    delivery.step("blocked", "challenged", now, attempt=attempt, details=heard(trouble), **changes)


def _wait(delivery: Delivery, trouble: PublisherError, now: datetime, attempt: str) -> None:
    asked = trouble.retry_after if isinstance(trouble, Busy) else None
    tries = delivery.tries + (0 if _is_at_work(delivery, trouble, now) else 1)
    luck = random.random()  # noqa: S311 - no secret
    again = retry.next_try(now, tries, asked, luck, settings.PATIENCE)
    said = kept(trouble)

    def write() -> None:
        if again is None:
            delivery.step("failed", "gave_up", now, attempt=attempt, details=said, trouble=said, tries=tries)
            return
        delivery.step(
            "waiting",
            "busy" if isinstance(trouble, Busy) else "unreachable",
            now,
            attempt=attempt,
            details=said | {"again_at": again.isoformat()},
            tries=tries,
            next_try_at=again,
            trouble=said,
            owner="",
            lease_until=None,
        )
        _rest(delivery.channel, trouble, now)

    ledger.write(write)


def _is_at_work(delivery: Delivery, trouble: PublisherError, now: datetime) -> bool:
    """The network digests what it has of us: while there is time for it, that is no failed try."""
    return isinstance(trouble, Busy) and trouble.is_working and now < delivery.late_until


def _rest(channel: Channel, trouble: PublisherError, now: datetime) -> None:
    """Leave a channel alone for as long as it asked, or longer and longer when it cannot be reached."""
    if isinstance(trouble, Busy):
        if trouble.retry_after and not trouble.is_working:
            until = now + timedelta(seconds=min(trouble.retry_after, 86400))
            Channel.objects.filter(pk=channel.pk).update(rest_until=until)
        return
    failures = channel.failures + 1
    changes: dict[str, Any] = {"failures": failures}
    if failures >= BREAKER_OPENS_AT:
        wait = min(30 * 2 ** (failures - BREAKER_OPENS_AT), 900) * settings.PATIENCE
        changes["rest_until"] = now + timedelta(seconds=wait)
    Channel.objects.filter(pk=channel.pk).update(**changes)


def _reconnect(delivery: Delivery, trouble: PublisherError, now: datetime, attempt: str) -> None:
    said = kept(trouble) | {"code": "channel"}

    def write() -> None:
        delivery.step(
            "blocked", "expired", now, attempt=attempt, details=said, trouble=said, owner="", lease_until=None
        )
        channel = Channel.objects.select_for_update().get(pk=delivery.channel_id)
        if channel.state in {"active", "paused"}:
            channel.ask_to_reconnect(WORKER, trouble)

    ledger.write(write)


def _is_well_after_all(delivery: Delivery) -> bool:
    """One refusal of a token may be an accident: renew it where that is possible, and ask once more."""
    try:
        if issubclass(delivery.channel.kind, Refreshable):
            tokens.renew(delivery.channel, database_now())
        compose.publisher_for(delivery.channel).check()
    except Expired:
        return False
    except Exception:
        return True  # unknown is not expired: wait and try again
    return True


def _quietly(delivery: Delivery, to: str, what: str, now: datetime, **changes: Any) -> None:
    _try(lambda: ledger.write(lambda: delivery.step(to, what, now, **changes)))


def _try(act: Any) -> None:
    try:
        act()
    except WrongState as trouble:
        log.info("%s", trouble)


def _sentence(trouble: Exception) -> Sentence:
    if isinstance(trouble, PublisherError):
        return trouble.sentence
    return Sentence(UNEXPECTED, {"what": type(trouble).__name__})


def heard(trouble: Exception) -> dict[str, Any]:
    """What came back, for the story: the sentence as it is, and as each reader's language says it."""
    if not isinstance(trouble, PublisherError):
        return {"heard": type(trouble).__name__}
    sentence = trouble.sentence
    return {"heard": str(sentence), "template": sentence.template, "values": dict(sentence.values)}

"""A mailing in numbers, and its letters of which somebody should know."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext as _

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.history.models import Actor
from planner.history.record import record
from planner.mailings import settling
from planner.mailings.models import Envelope, Mailing, Reader
from planner.states import WrongState

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Told:
    mailing: Mailing
    all: int
    sent: int
    waiting: int
    refused: int
    unknown: int
    skipped: int
    left: int  # who unsubscribed since it was opened
    first_at: datetime | None  # when the first left, and the last so far
    last_at: datetime | None

    @property
    def over(self) -> int:
        """Those with which nothing more happens by itself: sent, refused, skipped, or nobody knows."""
        return self.all - self.waiting

    @property
    def share(self) -> float:
        return self.over / self.all if self.all else 1.0


def told(mailing: Mailing) -> Told:
    rows = mailing.envelopes.order_by().values_list("state").annotate(n=Count("pk"))
    counts = dict(rows)
    left = mailing.channel.readers.filter(state="left", left_at__gte=mailing.opened_at)
    sent = mailing.envelopes.filter(state="sent").aggregate(first=Min("sent_at"), last=Max("sent_at"))
    return Told(
        mailing,
        all=sum(counts.values()),
        sent=counts.get("sent", 0),
        waiting=counts.get("waiting", 0) + counts.get("sending", 0),
        refused=counts.get("refused", 0),
        unknown=counts.get("unknown", 0),
        skipped=counts.get("skipped", 0),
        left=left.filter(envelopes__mailing=mailing).count()
        + mailing.envelopes.filter(had_left=True).count(),
        first_at=sent["first"],
        last_at=sent["last"],
    )


def of_delivery(delivery_id: int) -> Mailing | None:
    rows = Mailing.objects.select_related("channel", "delivery")
    return rows.filter(delivery=delivery_id).first()


def insist(delivery: Delivery) -> Mailing:
    """Raises WrongState for a delivery that is no letters, or whose mailing was not opened yet."""
    mailing = of_delivery(delivery.pk)
    if mailing is None:
        raise WrongState(_("No letters of this have left."))
    return mailing


def troubled(mailing: Mailing) -> list[Envelope]:
    """Those that did not arrive, or not yet, or of which nobody knows; the newest first."""
    asked_to_wait = Q(state="waiting") & ~Q(said="")
    rows = mailing.envelopes.filter(Q(state__in=("refused", "unknown")) | asked_to_wait)
    return list(rows.select_related("reader").order_by("-pk")[:MOST_SHOWN])


def readers_told(channel: Channel) -> dict[str, int]:
    return dict(channel.readers.order_by().values_list("state").annotate(n=Count("pk")))


@transaction.atomic
def stop(mailing: Mailing, by: Actor, now: datetime) -> None:
    """What has left has left; no other letter leaves."""
    if not Mailing.objects.filter(pk=mailing.pk, closed_at=None, stopped_at=None).update(stopped_at=now):
        raise WrongState(_("Nothing of it waits to be sent."))
    record(mailing.channel.workspace_id, by, "mailing.stopped", mailing.delivery, at=now)


@transaction.atomic
def go_on(mailing: Mailing, by: Actor, now: datetime) -> None:
    """Whoever waits gets their letter after all."""
    stopped = Mailing.objects.filter(pk=mailing.pk, closed_at=None).exclude(stopped_at=None)
    if not stopped.update(stopped_at=None, trouble={}, next_try_at=now):
        raise WrongState(_("It is not stopped."))
    record(mailing.channel.workspace_id, by, "mailing.resumed", mailing.delivery, at=now)


@transaction.atomic
def send_unknown_again(mailing: Mailing, by: Actor, now: datetime) -> int:
    """A person would rather have a few readers get it twice than not at all."""
    return _again(mailing, "unknown", _("There is no letter of which nobody knows."), by, now)


@transaction.atomic
def send_refused_again(mailing: Mailing, by: Actor, now: datetime) -> int:
    """What stood in the way is mended. Not to those who left or are gone."""
    return _again(mailing, "refused", _("There is no refused letter to anybody who reads."), by, now)


def _again(mailing: Mailing, state: str, sorry: str, by: Actor, now: datetime) -> int:
    settling.hold(mailing)
    letters = mailing.envelopes.filter(state=state, reader__state=Reader.State.READS)
    again = letters.update(state="waiting", tries=0, next_try_at=None, said="")
    if not again:
        raise WrongState(sorry)
    Mailing.objects.filter(pk=mailing.pk).update(closed_at=None, stopped_at=None, next_try_at=now, trouble={})
    record(mailing.channel.workspace_id, by, "mailing.repeated", mailing.delivery, at=now, letters=again)
    return again

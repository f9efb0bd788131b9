"""Where no machine may write: at its time people get everything, and say when it is out.

Handed over it is `held`: it may be out at any moment, and only a person knows. Nothing is sent again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from planner import addresses
from planner.deliveries import compose, fitting, ledger
from planner.deliveries.invented import SAID
from planner.deliveries.models import Delivery
from planner.history.models import Actor
from planner.history.record import record
from planner.posts.models import Post
from publishers.base import Assisted
from publishers.errors import gettext_noop

CODE = "by_hand"  # of the trouble of such a delivery
SAYS = gettext_noop("It is published by hand: copy what is here, and say where it is.")
REMINDED = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=20))
LATER = timedelta(hours=1)


def hand_over(delivery: Delivery, now: datetime, attempt: str = "") -> None:
    """From `sending`, or from `uncertain` where a worker died on the way. Raises WrongState."""
    said = {"template": SAYS, "values": {}, "code": CODE}

    def write() -> None:
        if delivery.state == "sending":
            delivery.step(
                "uncertain", "handed", now, attempt=attempt, maybe_out=True, doubt_at=now, trouble=said,
                owner="", lease_until=None,
            )  # fmt: skip
        delivery.step(
            "held", "by_hand", now, attempt=attempt, trouble=said, looks=0, next_try_at=now + REMINDED[0],
            owner="",
        )  # fmt: skip

    ledger.write(write)


def is_waiting(delivery: Delivery) -> bool:
    return delivery.state == "held" and delivery.trouble.get("code") == CODE


@transaction.atomic
def answer(delivery: Delivery, outcome: str, url: str, by: Actor, now: datetime) -> None:
    """What a person says: "published" (with its link, if there is one), "absent" for later, or "drop"."""
    details = {"by": by.name, "url": url}
    if outcome == "published":
        delivery.step(
            "published",
            "by_hand_done",
            now,
            details=details,
            receipt_id=(url or f"{SAID}{by.user_id}-{delivery.pk}")[:300],
            receipt_url=url,
            published_at=now,
            maybe_out=False,
            trouble={},
            next_try_at=None,
        )
    elif outcome == "absent":
        again = now + LATER
        delivery.note(
            "postponed", now, details=details | {"again_at": again.isoformat()}, looks=0, next_try_at=again
        )
    else:
        delivery.step(
            "cancelled", "dropped", now, details=details, maybe_out=False, trouble={}, next_try_at=None
        )
    record(delivery.workspace_id, by, "delivery.resolved", delivery, at=now, outcome=outcome, url=url)


def has_a_place(delivery: Delivery) -> bool:
    """Somebody published it by hand, so somebody can say where, and say it again where it was wrong."""
    return delivery.state == "published" and issubclass(delivery.channel.kind, Assisted)


def how_it_goes_out(post: Post) -> str:
    """What its people are to know of a post on the calendar: by itself, or by their own hands."""
    there = Delivery.objects.live().filter(post=post).select_related("channel")
    by_hand = {issubclass(one.channel.kind, Assisted) for one in there}
    if by_hand == {True}:
        return _("At its time you are asked to publish it by hand.")
    if True in by_hand:
        return _("It goes out by itself, but for the channels on which you are asked to publish it by hand.")
    return _("It goes out by itself.")


@transaction.atomic
def say_where(delivery: Delivery, url: str, by: Actor, now: datetime) -> None:
    """The link that was not at hand when it was said to be published."""
    delivery.note(
        "by_hand_placed", now, details={"by": by.name, "url": url}, receipt_id=url[:300], receipt_url=url
    )
    record(delivery.workspace_id, by, "delivery.resolved", delivery, at=now, outcome="published", url=url)


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    alt: str
    address: str  # signed, for an hour
    is_video: bool


@dataclass(frozen=True, slots=True)
class Handout:
    """Everything that a person needs to publish it, exactly as it was agreed to."""

    text: str
    title: str
    pictures: tuple[Picture, ...]
    opens: str  # where one writes there
    network: str
    is_comment: bool
    under: str  # the address of the post that it is a comment to


def handout(delivery: Delivery) -> Handout | None:
    """None where it waits for nobody's hands, or no longer says what was handed over."""
    if not is_waiting(delivery):
        return None
    publisher = compose.publisher_for(delivery.channel)
    payload = compose.payload_for(delivery.version, delivery.channel)
    if not isinstance(publisher, Assisted) or payload.digest() != delivery.digest:
        return None
    part = payload.parts[delivery.part]
    fitted = fitting.fit(delivery.version.content(), delivery.channel, fitting.assets_of(delivery.version))
    return Handout(
        text=part.text,
        title=dict(part.fields).get("title", ""),
        pictures=() if part.is_comment else tuple(_picture(one) for one in fitted),
        opens=publisher.writes_at(),
        network=publisher.place,
        is_comment=part.is_comment,
        under=delivery.previous.receipt_url if delivery.previous else "",
    )


def _picture(one: fitting.Fitted) -> Picture:
    address = addresses.signed_path(one.rendition or one.asset)
    return Picture(one.image.filename, one.image.alt, address, one.image.is_video)


def overdue(now: datetime) -> "QuerySet[Delivery]":
    """Handed over a while ago, and nobody has said what became of it."""
    return Delivery.objects.filter(state="held", trouble__code=CODE, next_try_at__lte=now)


def remind(delivery: Delivery, now: datetime) -> None:
    """Tell people again, less and less often; after a day it only stands on the page."""
    looks = delivery.looks + 1
    again = now + REMINDED[looks] if looks < len(REMINDED) else None
    delivery.note("by_hand_again", now, details={"to": "held"}, looks=looks, next_try_at=again)

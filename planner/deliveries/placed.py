"""A parcel's place: in its thread, and with what a person answered to the network's question."""

from collections.abc import Callable
from dataclasses import replace

from planner.deliveries.invented import is_invented
from planner.deliveries.models import Delivery
from publishers.base import Assisted, Drafts, Publisher
from publishers.errors import Rejected, Sentence, gettext_noop
from publishers.message import Parcel, Part
from publishers.pieces import PROGRESS, share

NO_PLACE = gettext_noop(
    "The part before it was said to be out, and its address does not tell us what to answer to. Publish this "
    "part there by hand."
)
BRINGING = ("scheduled", "claimed", "waiting")
ANSWER = "answer:"  # before a puzzle's name, among what a delivery keeps


def upload(
    delivery: Delivery,
    publisher: Publisher,
    part: Part,
    keep: Callable[[str, str], None],
    *,
    is_early: bool = False,
) -> Parcel:
    """What its publisher brings ahead, placed. A draft is told what it hangs below; an upload need not be."""
    kept = dict(delivery.kept)
    if isinstance(publisher, Drafts):
        return placed(delivery, publisher.draft(part, _above(delivery), keep, kept))
    return placed(delivery, (publisher.bring if is_early else publisher.upload)(part, keep, kept))


def looked_for(delivery: Delivery, publisher: Publisher, part: Part) -> Parcel:
    """What was sent, for a look: nothing is kept, and nothing is brought where its publisher can tell."""
    kept = dict(delivery.kept)
    if isinstance(publisher, Drafts):
        known = publisher.drafted(part, _above(delivery), kept)
    else:
        known = publisher.known(part, kept)
    if known is not None:
        return placed(delivery, known)
    return upload(delivery, publisher, part, lambda name, value: None)


def placed(delivery: Delivery, parcel: Parcel) -> Parcel:
    """The parcel as its delivery's part, below the part before it."""
    answers = tuple(
        (name.removeprefix(ANSWER), value)
        for name, value in sorted(delivery.kept.items())
        if name.startswith(ANSWER)
    )
    return replace(
        parcel, number=delivery.part, reply_to=_above(delivery), first=_first(delivery), answers=answers
    )


def brought(delivery: Delivery) -> float | None:
    """How much of a large file is at the network by now, 0 to 1; None while nothing of it is under way."""
    return share(str(delivery.kept.get(PROGRESS, ""))) if delivery.state in BRINGING else None


def _above(delivery: Delivery) -> str:
    """The receipt id of the part before it. Raises Rejected where that is a name of our own."""
    above = delivery.previous.receipt_id if delivery.previous else ""
    if is_invented(above) and not issubclass(delivery.channel.kind, Assisted):  # hands need no id
        raise Rejected(Sentence(NO_PLACE), code="no_place")
    return above


def _first(delivery: Delivery) -> str:
    """The receipt id of the thread's first part; "" for that part itself."""
    if delivery.part < 2:
        return _above(delivery)
    parts = Delivery.objects.live().filter(
        post=delivery.post_id, channel=delivery.channel_id, version=delivery.version_id, part=0
    )
    return parts.values_list("receipt_id", flat=True).first() or ""

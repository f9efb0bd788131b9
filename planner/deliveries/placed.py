"""A parcel's place: in its thread, and with what a person answered to the network's question."""

from dataclasses import replace

from planner.deliveries.models import Delivery
from publishers.message import Parcel

ANSWER = "answer:"  # before a puzzle's name, among what a delivery keeps


def placed(delivery: Delivery, parcel: Parcel) -> Parcel:
    """The parcel as its delivery's part, below the part before it."""
    answers = tuple(
        (name.removeprefix(ANSWER), value)
        for name, value in sorted(delivery.kept.items())
        if name.startswith(ANSWER)
    )
    above = delivery.previous.receipt_id if delivery.previous else ""
    return replace(parcel, number=delivery.part, reply_to=above, first=_first(delivery), answers=answers)


def _first(delivery: Delivery) -> str:
    """The receipt id of the thread's first part; "" for that part itself."""
    if delivery.part < 2:
        return delivery.previous.receipt_id if delivery.previous else ""
    parts = Delivery.objects.live().filter(
        post=delivery.post_id, channel=delivery.channel_id, version=delivery.version_id, part=0
    )
    return parts.values_list("receipt_id", flat=True).first() or ""

"""What a look found beside numbers: a post that is no longer there, or says something else by now."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from planner.deliveries.models import Delivery
from planner.history.models import WORKER
from planner.history.record import record
from publishers.message import Reach

SURE = timedelta(minutes=30)  # a network that is slow to show a post shows it by then
SOON = timedelta(minutes=60)
SLACK = timedelta(minutes=2)  # clocks, and a network that notes our own correction a little later


def notice(deliveries: Sequence[Delivery], numbers: Mapping[str, Reach], now: datetime) -> None:
    """Remember that these were looked at, and what stood out."""
    found = [one for one in deliveries if one.receipt_id in numbers]
    seen = {"measured_at": now, "measure_after": None, "unseen_at": None}
    Delivery.objects.filter(pk__in=[one.pk for one in found]).update(**seen)
    for delivery in found:
        _changed(delivery, numbers[delivery.receipt_id], now)
    for delivery in deliveries:
        if delivery.receipt_id not in numbers:
            _unseen(delivery, now)


def _changed(delivery: Delivery, reach: Reach, now: datetime) -> None:
    ours = max(delivery.published_at or now, delivery.corrected_at or delivery.published_at or now)
    known = max(ours, delivery.edited_there_at or ours)
    if reach.edited_at is None or reach.edited_at <= known + SLACK:
        return
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(edited_there_at=reach.edited_at)
        record(delivery.workspace_id, WORKER, "delivery.changed_there", delivery, at=now)


def _unseen(delivery: Delivery, now: datetime) -> None:
    """One look may be wrong; a second, half an hour later or more, is believed."""
    mine = Delivery.objects.filter(pk=delivery.pk, gone_at=None)
    if delivery.unseen_at is None:
        mine.update(unseen_at=now, measure_after=now + SOON)
    elif now - delivery.unseen_at >= SURE:
        with transaction.atomic():
            if mine.update(gone_at=now, measured_at=now, measure_after=None):
                record(delivery.workspace_id, WORKER, "delivery.gone", delivery, at=now)

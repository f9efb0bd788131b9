"""Asks the networks how posts are doing, many posts in one request where a network allows it."""

import logging
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from planner.channels import tokens
from planner.channels.models import Channel
from planner.deliveries import compose
from planner.deliveries.models import Delivery
from planner.metrics.models import Snapshot
from planner.metrics.rhythm import OLDEST, RHYTHM, is_due
from planner.vault import Locked
from publishers.base import Measurable
from publishers.errors import PublisherError

log = logging.getLogger("almanac.metrics")
MOST = 2000  # deliveries in one round; the rest is asked about in the next


def collect_due(now: datetime) -> int:
    """Measure whatever is due. How many posts were measured."""
    shortest = min(every for _, every in RHYTHM)
    out = Delivery.objects.filter(state="published", taken_back_at=None, published_at__gte=now - OLDEST)
    out = out.filter(channel__state="active").exclude(measured_at__gt=now - shortest)
    out = out.exclude(receipt_id__startswith="said-by-").exclude(receipt_id__startswith="example-")
    rows = out.select_related("channel__workspace").order_by("channel_id", "pk")[:MOST]
    due = [row for row in rows if row.published_at and is_due(row.published_at, row.measured_at, now)]
    return sum(_of_channel(list(group), now) for _, group in groupby(due, key=lambda row: row.channel_id))


def measure(delivery: Delivery, now: datetime) -> bool:
    """Ask about this one now. False where the network has no numbers, or not now."""
    return bool(_of_channel([delivery], now))


def _of_channel(deliveries: Sequence[Delivery], now: datetime) -> int:
    channel: Channel = deliveries[0].channel
    if not issubclass(channel.kind, Measurable):
        return 0
    try:
        tokens.keep_fresh(channel, now)
        publisher = compose.publisher_for(channel)
        assert isinstance(publisher, Measurable)
        return sum(
            _of_batch(publisher, batch, now) for batch in _batches(deliveries, publisher.most_measured)
        )
    except (PublisherError, Locked) as trouble:
        log.info("channel %s could not be measured: %s", channel.pk, type(trouble).__name__)
        return 0


def _of_batch(publisher: Measurable, deliveries: Sequence[Delivery], now: datetime) -> int:
    numbers = publisher.measure([delivery.receipt_id for delivery in deliveries])
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(measured_at=now)
    made = [
        Snapshot.of(delivery, numbers[delivery.receipt_id], now)
        for delivery in deliveries
        if delivery.receipt_id in numbers
    ]
    Snapshot.objects.bulk_create(made)
    return len(made)


def _batches(deliveries: Sequence[Delivery], size: int) -> list[Sequence[Delivery]]:
    return [deliveries[start : start + size] for start in range(0, len(deliveries), size)]

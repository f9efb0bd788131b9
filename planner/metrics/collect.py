"""Asks the networks how posts are doing, many posts in one request where a network allows it."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import F, Q

import publishers
from planner.channels import tokens
from planner.channels.models import Channel
from planner.deliveries import compose
from planner.deliveries.models import Delivery
from planner.metrics.models import Snapshot
from planner.metrics.rhythm import RHYTHM
from planner.rounds import Round
from planner.vault import Locked
from publishers.base import Measurable
from publishers.errors import PublisherError

log = logging.getLogger("almanac.metrics")
ROUND = Round(120)
MOST = 2000  # deliveries in one round; the rest is asked about in the next


def collect_due(now: datetime) -> int:
    """Measure whatever is due, what waits longest first. How many posts were measured."""
    measurable = [name for name, kind in publishers.PUBLISHERS.items() if issubclass(kind, Measurable)]
    out = Delivery.objects.filter(state="published", taken_back_at=None, channel__state="active")
    out = out.filter(_due(now), channel__network__in=measurable)
    out = out.exclude(receipt_id__startswith="said-by-").exclude(receipt_id__startswith="example-")
    longest = F("measured_at").asc(nulls_first=True)
    due = sorted(out.select_related("channel__workspace").order_by(longest, "pk")[:MOST], key=_channel_id)
    by_channel = (list(group) for _, group in groupby(due, key=_channel_id))
    batches = (batch for those in by_channel for batch in _batches(those))
    return sum(_of_channel(batch, now) for batch in ROUND.over(batches))


def _due(now: datetime) -> Q:
    """The rhythm as a question to the database: each age with its own patience."""
    found, older = Q(pk__in=[]), timedelta(0)
    for younger, every in RHYTHM:
        of_age = Q(published_at__gt=now - younger, published_at__lte=now - older)
        found |= of_age & (Q(measured_at=None) | Q(measured_at__lte=now - every))
        older = younger
    return found


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
        return _of_batch(publisher, deliveries, now)
    except (PublisherError, Locked) as trouble:  # asked again when it would be due next, not at once
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(measured_at=now)
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


def _batches(deliveries: Sequence[Delivery]) -> list[Sequence[Delivery]]:
    """Those of one channel, as many at once as its network takes."""
    kind = deliveries[0].channel.kind
    size = kind.most_measured if issubclass(kind, Measurable) else 1
    return [deliveries[start : start + size] for start in range(0, len(deliveries), size)]


def _channel_id(delivery: Delivery) -> int:
    return delivery.channel_id

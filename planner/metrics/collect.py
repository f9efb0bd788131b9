"""Asks the networks how posts are doing, many posts in one request where a network allows it.

It takes no lock, holds no transaction over a request, and ends after two minutes: sending never waits for it.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from planner.channels import tokens
from planner.channels.models import Channel
from planner.deliveries import compose
from planner.deliveries.models import Delivery
from planner.metrics import asking, noticing
from planner.metrics.due import MOST, along, due
from planner.metrics.models import Snapshot, newest_of
from planner.metrics.rhythm import next_try
from planner.rounds import Round
from planner.vault import Locked
from publishers.base import Measurable
from publishers.errors import PublisherError

log = logging.getLogger("almanac.metrics")
ROUND = Round(120)


def collect_due(now: datetime) -> int:
    """Measure whatever is due, what waits longest first. How many posts were measured."""
    waiting = sorted(due(now).select_related("channel__workspace")[:MOST], key=_channel_id)
    by_channel = (list(group) for _, group in groupby(waiting, key=_channel_id))
    batches = (batch for those in by_channel for batch in _batches(those, now))
    return sum(_of_channel(batch, now) for batch in ROUND.over(batches))


def measure(delivery: Delivery, now: datetime) -> bool:
    """Ask about this one now: somebody wants to know. False where there are no numbers, or not now."""
    return bool(_of_channel([delivery], now))


def _batches(deliveries: Sequence[Delivery], now: datetime) -> Iterator[Sequence[Delivery]]:
    """Those of one channel, as many at once as its network takes; what is nearly due fills the last."""
    channel: Channel = deliveries[0].channel
    size = channel.kind.most_measured if issubclass(channel.kind, Measurable) else 1
    if spare := -len(deliveries) % size:
        others = along(channel.pk, now, spare).select_related("channel__workspace")
        deliveries = [*deliveries, *others]
    for start in range(0, len(deliveries), size):
        yield deliveries[start : start + size]


def _of_channel(deliveries: Sequence[Delivery], now: datetime) -> int:
    channel: Channel = deliveries[0].channel
    if not issubclass(channel.kind, Measurable):
        return 0
    deliveries = deliveries[: asking.left(channel, now)]
    if not deliveries:  # the budget is used up: due still, and asked when there is room again
        return 0
    try:
        tokens.keep_fresh(channel, now)
        publisher = compose.publisher_for(channel)
        assert isinstance(publisher, Measurable)
        asking.remember(channel, len(deliveries), now)
        numbers = publisher.measure([delivery.receipt_id for delivery in deliveries])
    except (PublisherError, Locked) as trouble:
        _try_later(deliveries, now)
        log.info("channel %s could not be measured: %s", channel.pk, type(trouble).__name__)
        return 0
    except Exception:  # a fault of ours in one network must not cost the others their numbers
        _try_later(deliveries, now)
        log.exception("channel %s could not be measured", channel.pk)
        return 0
    looks = newest_of(deliveries)
    made = [
        Snapshot.of(delivery, numbers[delivery.receipt_id], now, looks.get(delivery.pk))
        for delivery in deliveries
        if delivery.receipt_id in numbers
    ]
    Snapshot.objects.bulk_create(made)
    noticing.notice(deliveries, numbers, now)
    return len(made)


def _try_later(deliveries: Sequence[Delivery], now: datetime) -> None:
    for delivery in deliveries:
        age = now - (delivery.published_at or now)
        Delivery.objects.filter(pk=delivery.pk).update(measure_after=next_try(max(age, timedelta()), now))


def _channel_id(delivery: Delivery) -> int:
    return delivery.channel_id

"""How much a network may still be asked: what we allow ourselves, where that is less than everything."""

from datetime import datetime, timedelta

from django.db.models import Sum

from planner.channels.models import Channel
from planner.metrics.models import Asking
from publishers.base import Measurable

ANY = 100_000


def left(channel: Channel, now: datetime) -> int:
    """Posts that it may be asked about now. One app's channels count together where its budget does."""
    budget = channel.kind.asking if issubclass(channel.kind, Measurable) else None
    if budget is None:
        return ANY
    asked = Asking.objects.filter(channel=channel, at__gt=now - timedelta(seconds=budget.seconds))
    if budget.of_app:
        asked = Asking.objects.filter(
            channel__network=channel.network, at__gt=now - timedelta(seconds=budget.seconds)
        )
    total: int = asked.aggregate(total=Sum("posts"))["total"] or 0
    return max(budget.most - total, 0)


def remember(channel: Channel, posts: int, now: datetime) -> None:
    """Before the network is asked: a look that fails was asked for all the same."""
    if issubclass(channel.kind, Measurable) and channel.kind.asking is not None:
        Asking.objects.create(channel=channel, posts=posts, at=now)


def forget_old(now: datetime) -> None:
    Asking.objects.filter(at__lt=now - timedelta(days=32)).delete()

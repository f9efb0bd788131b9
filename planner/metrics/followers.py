"""How many people follow each channel: once a day, on the day of its workspace."""

import logging
from datetime import datetime

import publishers
from planner.channels import tokens
from planner.channels.models import Channel
from planner.deliveries import compose
from planner.metrics.models import ChannelDay
from planner.rounds import Round
from planner.vault import Locked
from publishers.base import CountsFollowers
from publishers.errors import PublisherError

log = logging.getLogger("almanac.metrics")
ROUND = Round(60)


def count_due(now: datetime) -> int:
    """Ask each channel that has no count of today. How many were counted; what fails is asked next hour."""
    counting = [name for name, kind in publishers.PUBLISHERS.items() if issubclass(kind, CountsFollowers)]
    channels = Channel.objects.filter(state="active", network__in=counting).select_related("workspace")
    return sum(count(channel, now) for channel in ROUND.over(channels.order_by("pk")))


def count(channel: Channel, now: datetime) -> bool:
    """Of this channel, unless it was counted today."""
    today = now.astimezone(channel.workspace.zone).date()
    if ChannelDay.objects.filter(channel=channel, on=today).exists():
        return False
    try:
        tokens.keep_fresh(channel, now)
        publisher = compose.publisher_for(channel)
        assert isinstance(publisher, CountsFollowers)
        followers = publisher.followers()
    except (PublisherError, Locked) as trouble:
        log.info("the followers of channel %s could not be counted: %s", channel.pk, type(trouble).__name__)
        return False
    except Exception:  # a fault of ours in one network must not cost the others their count
        log.exception("the followers of channel %s could not be counted", channel.pk)
        return False
    if followers is None:
        return False
    new = {"followers": followers, "at": now}
    ChannelDay.objects.update_or_create(channel=channel, on=today, defaults=new)
    return True

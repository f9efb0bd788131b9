"""Tokens that end get a successor ahead of time, by one process at a time for each channel."""

import logging
import time
from datetime import datetime, timedelta

from django.db.models import Q

from planner import outside
from planner.channels.models import Channel
from planner.history.models import WORKER
from planner.vault import Locked
from publishers.base import Refreshable
from publishers.errors import Busy, Expired, PublisherError, Sentence, Unreachable, gettext_noop

log = logging.getLogger("almanac.channels")
AHEAD = timedelta(minutes=10)  # before its end a token is replaced
LEASE = timedelta(seconds=60)  # for one try, its request of at most 30 s among it
WAIT = 10.0  # seconds that a sender waits for somebody else's try
ENDED = gettext_noop("The sign-in has ended, and only a person can sign in again.")
REFRESHING = gettext_noop("The sign-in is being renewed.")


def keep_fresh(channel: Channel, now: datetime) -> None:
    """After this the channel's token is good for some minutes. Raises Expired, Busy, Unreachable, Locked."""
    if channel.token_ends_at is not None and channel.token_ends_at < now + AHEAD:
        renew(channel, now)


def ends_for_good(channel: Channel) -> datetime | None:
    """When its token ends, where only a person who signs in again can give the next one; else None."""
    if channel.token_ends_at is None or not issubclass(channel.kind, Refreshable):
        return None
    try:
        publisher = channel.kind(channel.take_out(), channel.account, outside.web())
    except Locked:
        return None
    assert isinstance(publisher, Refreshable)
    return None if publisher.renews else channel.token_ends_at


def renew(channel: Channel, now: datetime) -> None:
    """Get the next token now, unless somebody else is at it or has done it. Raises as `keep_fresh`.

    Refresh tokens are used up by using them: two that refresh at once would lose the channel.
    """
    if not issubclass(channel.kind, Refreshable):
        return
    before = channel.credentials
    mine = Channel.objects.filter(pk=channel.pk, credentials=before)
    mine = mine.filter(Q(refreshing_until=None) | Q(refreshing_until__lt=now))
    if mine.update(refreshing_until=now + LEASE):
        try:
            _renew(channel, now)
        finally:
            Channel.objects.filter(pk=channel.pk).update(refreshing_until=None)
    else:
        _wait_for_the_other(channel, before, now)


def renew_those_that_end(now: datetime) -> int:
    """Every channel whose token ends soon; a person is told where it cannot be renewed. How many were due."""
    due = Channel.objects.filter(state__in=("active", "paused"), token_ends_at__lt=now + AHEAD)
    due = due.select_related("workspace")
    for channel in due:
        try:
            renew(channel, now)
        except (Expired, Locked) as trouble:
            channel.ask_to_reconnect(WORKER, trouble)
        except PublisherError as trouble:  # a network that does not answer never disconnects
            log.info("channel %s: its token could not be renewed yet: %s", channel.pk, type(trouble).__name__)
    return len(due)


def _renew(channel: Channel, now: datetime) -> None:
    publisher = channel.kind(channel.take_out(), channel.account, outside.web())
    assert isinstance(publisher, Refreshable)
    try:
        changed = publisher.refreshed(now)
    except (Busy, Unreachable):
        if channel.token_ends_at is not None and channel.token_ends_at > now:
            return  # the old one still does
        raise
    if changed:
        channel.take_in(changed)
    elif channel.token_ends_at is not None and channel.token_ends_at <= now:
        raise Expired(Sentence(ENDED), code="ended")  # until that moment it is as good as ever


def _wait_for_the_other(channel: Channel, before: str, now: datetime) -> None:
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        channel.refresh_from_db(fields=["credentials", "token_ends_at", "refreshing_until", "state"])
        channel.publisher = None
        if channel.credentials != before:
            return
        if channel.token_ends_at is not None and channel.token_ends_at > now:
            return
        time.sleep(0.2)
    raise Busy(Sentence(REFRESHING), retry_after=15, code="refreshing")

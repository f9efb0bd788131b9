"""Tokens that end get a successor ahead of time, by one process at a time for each channel."""

import logging
import time
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from planner import outside
from planner.channels.models import Channel
from planner.history.models import WORKER
from planner.vault import Locked
from publishers.base import Refreshable
from publishers.errors import (
    Busy,
    Expired,
    PublisherError,
    Rejected,
    Sentence,
    Unreachable,
    gettext_noop,
)

log = logging.getLogger("almanac.channels")
AHEAD = timedelta(minutes=10)  # nobody sends with a token that ends sooner
FARTHEST = timedelta(days=30)  # that a network may want its tokens renewed ahead
REST = timedelta(hours=1)  # after a try that brought nothing, while there is time
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


def renew(channel: Channel, now: datetime) -> bool:
    """Get the next token now, unless somebody else is at it or has done it. Raises as `keep_fresh`.

    Refresh tokens are used up by using them: two that refresh at once would lose the channel. False: nothing
    came of it, and the old token goes on.
    """
    if not issubclass(channel.kind, Refreshable):
        return True
    before = channel.credentials
    mine = Channel.objects.filter(pk=channel.pk, credentials=before)
    mine = mine.filter(Q(refreshing_until=None) | Q(refreshing_until__lt=now))
    if mine.update(refreshing_until=now + LEASE):
        try:
            return _renew(channel, now)
        finally:
            Channel.objects.filter(pk=channel.pk).update(refreshing_until=None)
    _wait_for_the_other(channel, before, now)
    return True


def renew_those_that_end(now: datetime) -> int:
    """Every channel whose token ends soon; a person is told where it cannot be renewed. How many were due."""
    due = [channel for channel in _ending(now) if _is_due(channel, now)]
    for channel in due:
        try:
            if not renew(channel, now):
                _rest(channel, now)
        except (Expired, Locked) as trouble:
            channel.ask_to_reconnect(WORKER, trouble)
        except PublisherError as trouble:  # a network that does not answer never disconnects
            log.info("channel %s: its token could not be renewed yet: %s", channel.pk, type(trouble).__name__)
    return len(due)


def _ending(now: datetime) -> QuerySet[Channel]:
    channels = Channel.objects.filter(state__in=("active", "paused"), token_ends_at__lt=now + FARTHEST)
    resting = Q(refreshing_until__gte=now) & Q(token_ends_at__gte=now + AHEAD)
    return channels.exclude(resting).select_related("workspace")


def _is_due(channel: Channel, now: datetime) -> bool:
    """Some networks give a next token only to who asks long before the end, others only shortly before."""
    kind = channel.kind
    ahead = kind.renews_ahead if issubclass(kind, Refreshable) else AHEAD
    return channel.token_ends_at is not None and channel.token_ends_at < now + max(ahead, AHEAD)


def _rest(channel: Channel, now: datetime) -> None:
    """There is time: the network is not asked every minute for days."""
    if channel.token_ends_at is not None and (until := min(now + REST, channel.token_ends_at - AHEAD)) > now:
        Channel.objects.filter(pk=channel.pk).update(refreshing_until=until)


def _renew(channel: Channel, now: datetime) -> bool:
    publisher = channel.kind(channel.take_out(), channel.account, outside.web())
    assert isinstance(publisher, Refreshable)
    try:
        changed = publisher.refreshed(now)
    except (Busy, Unreachable, Rejected) as trouble:
        if channel.token_ends_at is not None and channel.token_ends_at > now:
            return False  # the old one still does
        if isinstance(trouble, Rejected):
            raise Expired(trouble.sentence, code=trouble.code) from trouble
        raise
    if changed:
        channel.take_in(changed)
    elif channel.token_ends_at is not None and channel.token_ends_at <= now:
        raise Expired(Sentence(ENDED), code="ended")  # until that moment it is as good as ever
    return bool(changed)


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

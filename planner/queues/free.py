"""Free slots: of several channels for a calendar, and the next one for a post."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from django.db.models import Q, QuerySet
from django.db.models.functions import Left

from planner.channels.models import Channel
from planner.posts.models import Post
from planner.queues.experiment import APART, trial_of
from planner.queues.models import Slot
from planner.queues.room import IsFull, fullness
from planner.queues.slots import (
    Asking,
    Holder,
    Place,
    Skipped,
    Taken,
    Weekly,
    Why,
    first_free,
    minute,
    places,
)

WEEKS = 4  # looked through at a time
MOST_WEEKS = 28  # a slot that is free later than this is no offer
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A quiet place on the calendar."""

    channel_id: int
    at: datetime
    pillar: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The next free slot, and what was passed over before it, soonest first."""

    place: Place | None
    skipped: tuple[Skipped, ...] = ()


def free_slots(
    channels: Collection[Channel], first_day: date, last_day: date, now: datetime
) -> dict[date, list[FreeSlot]]:
    """Free slots by day of the workspace, soonest first. Two queries; paused channels offer none.

    The channels are of one workspace and know it (`workspace.channels…` or select_related).
    """
    working = [channel for channel in channels if channel.state == Channel.State.ACTIVE]
    weekly = weekly_of(working)
    if not weekly:
        return {}
    zone = working[0].workspace.zone
    since, until = _bounds(first_day, last_day, zone)
    offered = [
        place
        for place in places(weekly, first_day - DAY, last_day + DAY)
        if since <= place.at < until and place.at > now
    ]
    taken = times_taken(working[0].workspace_id, {place.channel_id for place in offered}, since, until)
    free: dict[date, list[FreeSlot]] = {}
    for place in offered:
        if (place.channel_id, minute(place.at)) not in taken:
            day = place.at.astimezone(zone).date()
            free.setdefault(day, []).append(FreeSlot(place.channel_id, place.at, place.pillar))
    return free


def next_free(channels: Sequence[Channel], asking: Asking) -> Found:
    """The first slot of any of these channels that the post can have, and why not an earlier one."""
    skipped = [Skipped(Why.PAUSED, one.pk) for one in channels if one.state != Channel.State.ACTIVE]
    working = [channel for channel in channels if channel.state == Channel.State.ACTIVE]
    weekly = weekly_of(working)
    having = {one.channel_id for one in weekly}
    skipped += [Skipped(Why.NO_SLOTS, one.pk) for one in working if one.pk not in having]
    if not weekly:
        return Found(None, tuple(skipped))
    is_full = fullness(working, asking)
    for offered, taken in _windows(working, weekly, asking):
        place, passed = first_free(offered, taken, asking, is_full(taken))
        skipped += passed
        if place is not None:
            place = _or_another_hour(place, working, weekly, asking, is_full)
            return Found(place, tuple(skipped))
        if passed and passed[-1].why is Why.EXPIRED:
            break
    return Found(None, tuple(skipped))


def weekly_of(channels: Collection[Channel]) -> list[Weekly]:
    """The weekly slots of these channels. One query."""
    zones = {channel.pk: channel.zone_name for channel in channels}
    rows = Slot.objects.filter(channel__in=zones).values_list(
        "channel_id", "weekday", "wall", "pillar_id", "pillar__name"
    )
    return [
        Weekly(channel, day, wall, zones[channel], pillar, name or "")
        for channel, day, wall, pillar, name in (rows if zones else ())
    ]


def holders(workspace_id: int, channel_ids: Collection[int], since: datetime, until: datetime) -> Taken:
    """Which post stands at which minute of these channels, or has a slot there and tries another hour.

    One query, by the index of times.
    """
    rows = _standing(workspace_id, channel_ids, since - DAY, until + DAY).order_by("-pk")
    found = rows.values_list(
        "head__variants__channel",
        "planned_at",
        "pk",
        "head__title",
        Left("head__text", 80),
        "held_at",
        "slot_at",
    )
    taken: dict[tuple[int, datetime], Holder] = {}
    for channel, at, pk, title, text, held, slot_at in found:
        name = title or (text or "").strip().split("\n")[0].lstrip("#* ")
        if slot_at is not None and since <= slot_at < until:
            taken.setdefault((channel, minute(slot_at)), Holder(pk, name, bool(held), is_elsewhere=True))
        if at is not None and since <= at < until:
            taken[channel, minute(at)] = Holder(pk, name, bool(held))
    return taken


def times_taken(
    workspace_id: int, channel_ids: Collection[int], since: datetime, until: datetime
) -> set[tuple[int, datetime]]:
    """As `holders`, where nobody asks who. One query."""
    rows = _standing(workspace_id, channel_ids, since - DAY, until + DAY).order_by()
    found = rows.values_list("head__variants__channel", "planned_at", "slot_at")
    return {
        (channel, minute(at))
        for channel, *both in found
        for at in both
        if at is not None and since <= at < until
    }


def closed_days(country: str, first: date, last: date) -> dict[date, str]:
    """Public holidays by their names; none where no country is chosen or it has none that we know."""
    try:
        named = holidays.country_holidays(country, years=range(first.year, last.year + 1)) if country else {}
    except NotImplementedError:
        return {}
    return {day: name for day, name in named.items() if first <= day <= last}


def _standing(
    workspace_id: int, channel_ids: Collection[int], since: datetime, until: datetime
) -> "QuerySet[Post]":
    going = Q(head__variants__channel__in=list(channel_ids))
    posts = Post.objects.filter(going, workspace=workspace_id, planned_at__gte=since, planned_at__lt=until)
    return posts.exclude(state="archived")


def _or_another_hour(
    slot: Place,
    channels: Sequence[Channel],
    weekly: Sequence[Weekly],
    asking: Asking,
    judge: Callable[[Taken], IsFull],
) -> Place:
    """The slot, or where its turn has come an hour to try instead: away from other slots and other posts."""
    trial = trial_of(slot, [channel.pk for channel in channels], asking.post_id)
    if trial is None:
        return slot
    day = date.fromisoformat(slot.when.wall[:10])
    since, until = _bounds(day - DAY, day + DAY, ZoneInfo(slot.when.zone))
    taken = holders(channels[0].workspace_id, trial.channel_ids, since, until)
    others = {place.at for place in places(weekly, day - DAY, day + DAY)} - {slot.at}
    others |= {at for (_channel, at), holder in taken.items() if holder.post_id != asking.post_id}
    apart = [one for one in trial.offered() if all(abs(one.at - at) >= APART for at in others)]
    is_full = judge(taken)
    return trial.chosen([one for one in apart if first_free([one], taken, asking, is_full)[0]])


def _windows(
    channels: Sequence[Channel], weekly: Sequence[Weekly], asking: Asking
) -> Iterator[tuple[list[Place], Taken]]:
    """Places and who has them, from the beginning of today on, some weeks at a time."""
    workspace_id, ids = channels[0].workspace_id, [channel.pk for channel in channels]
    today = asking.now.date() - DAY  # somewhere it is still yesterday
    for number in range(0, MOST_WEEKS, WEEKS):
        first = today + timedelta(weeks=number)
        offered = places(weekly, first, first + timedelta(weeks=WEEKS) - DAY)
        if number == 0:
            offered = [place for place in offered if place.at > asking.now or _is_today(place, asking.now)]
        if offered:
            span: Any = (offered[0].at.replace(second=0), offered[-1].at + timedelta(minutes=1))
            yield offered, holders(workspace_id, ids, *span)


def _is_today(place: Place, now: datetime) -> bool:
    return place.when.wall[:10] == now.astimezone(ZoneInfo(place.when.zone)).date().isoformat()


def _bounds(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    midnight = datetime.min.time()
    return datetime.combine(first, midnight, zone), datetime.combine(last + DAY, midnight, zone)

"""What is planned, weighed: which days ask too much of a network, and what the plan costs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Sum

from planner.ahead.budgets import Overflow, beyond, by_channel
from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.people.models import Workspace
from publishers.limits import Budget
from publishers.message import Allowance

LIVE = ("scheduled", "claimed", "sending", "waiting", "uncertain", "published")


@dataclass(frozen=True, slots=True)
class TooMuch:
    """On this day a channel has more planned than its network takes."""

    channel: Channel
    posts: int  # that would not be taken at their time
    most: int
    hours: float  # in which the network takes `most`
    free_at: datetime  # when the first of them would be taken, in the zone


@dataclass(frozen=True, slots=True)
class Cost:
    """What networks take for a time's posts."""

    currency: str
    posts: int
    total: float  # in the currency


def too_much(
    channels: Mapping[int, Channel], first: date, last: date, zone: ZoneInfo, now: datetime
) -> dict[date, list[TooMuch]]:
    """The days from `first` to `last` that overflow. One query; none where no network has a budget."""
    budgets = {pk: budgets_of(channel) for pk, channel in channels.items()}
    budgets = {pk: those for pk, those in budgets.items() if those}
    since = max(now, datetime.combine(first, datetime.min.time(), zone))
    until = datetime.combine(last + timedelta(days=1), datetime.min.time(), zone)
    if not budgets or until <= now:
        return {}
    longest = max(budget.seconds for those in budgets.values() for budget in those)
    rows = _times(list(budgets), since - timedelta(seconds=longest), until)
    found: dict[date, list[TooMuch]] = {}
    for pk, over in _judged(rows, budgets, channels, since).items():
        days: dict[date, list[Overflow]] = {}
        for one in over:
            days.setdefault(one.at.astimezone(zone).date(), []).append(one)
        for day, those in days.items():
            worst = those[0]
            free_at = _whole_minute(worst.free_at).astimezone(zone)
            found.setdefault(day, []).append(
                TooMuch(channels[pk], len(those), worst.most, worst.seconds / 3600, free_at)
            )
    return found


def costs(workspace: Workspace, first: date, last: date, zone: ZoneInfo) -> list[Cost]:
    """What everything from `first` to `last` costs, planned or out, by currency. One query."""
    since = datetime.combine(first, datetime.min.time(), zone)
    until = datetime.combine(last + timedelta(days=1), datetime.min.time(), zone)
    there = Delivery.objects.filter(workspace=workspace, state__in=LIVE, price__gt=0)
    there = there.filter(due_at__gte=since, due_at__lt=until).order_by()
    rows = there.values_list("currency").annotate(Count("pk"), Sum("price"))
    return [Cost(currency, posts, total / 1_000_000) for currency, posts, total in rows]


def overflow_of(delivery: Delivery, now: datetime) -> Overflow | None:
    """Whether this very delivery asks too much at its time."""
    channel = delivery.channel
    budgets = budgets_of(channel)
    if not budgets:
        return None
    longest = timedelta(seconds=max(budget.seconds for budget in budgets))
    siblings = Channel.objects.filter(workspace=delivery.workspace_id, network=channel.network)
    pks = list(siblings.values_list("pk", flat=True))
    rows = _times(pks, min(now, delivery.due_at) - longest, delivery.due_at + timedelta(seconds=1))
    judged = _judged(rows, dict.fromkeys(pks, budgets), {channel.pk: channel}, now)
    return next((one for one in judged.get(channel.pk, ()) if one.at == delivery.due_at), None)


def budgets_of(channel: Channel) -> tuple[Budget, ...]:
    return channel.kind.limits.budgets


def _times(pks: list[int], since: datetime, until: datetime) -> list[tuple[int, datetime]]:
    there = Delivery.objects.filter(channel__in=pks, state__in=LIVE, due_at__gte=since, due_at__lt=until)
    return list(there.order_by("due_at").values_list("channel_id", "due_at"))


def _judged(
    rows: Iterable[tuple[int, datetime]],
    budgets: Mapping[int, tuple[Budget, ...]],
    channels: Mapping[int, Channel],
    since: datetime,
) -> dict[int, list[Overflow]]:
    """By the declared budgets, and by what the network itself said is left."""
    rows = list(rows)
    found = by_channel(rows, budgets, since)
    for pk, channel in channels.items():
        said = allowance_of(channel)
        if said is not None and said.resets_at > since:
            over = beyond([at for other, at in rows if other == pk], said, since)
            known = {one.at for one in found.get(pk, ())}
            if new := [one for one in over if one.at not in known]:
                found[pk] = sorted([*found.get(pk, ()), *new], key=lambda one: one.at)
    return found


def allowance_of(channel: Channel) -> Allowance | None:
    if channel.allowance_left is None or channel.allowance_resets_at is None:
        return None
    return Allowance(channel.allowance_left, channel.allowance_resets_at)


def _whole_minute(moment: datetime) -> datetime:
    return (moment + timedelta(seconds=59)).replace(second=0, microsecond=0)


def overflows_of_moves(
    channels: Mapping[int, Channel],
    gone: Iterable[tuple[int, datetime]],
    come: Iterable[tuple[int, datetime]],
    now: datetime,
) -> list[tuple[Channel, Overflow]]:
    """What would be too much if these (channel, time) pairs went and those came. One query, or none."""
    come, bounded = list(come), {pk: budgets_of(channel) for pk, channel in channels.items()}
    budgets = {pk: those for pk, those in bounded.items() if those}
    if not budgets or not any(pk in budgets for pk, _at in come):
        return []
    longest = timedelta(seconds=max(budget.seconds for those in budgets.values() for budget in those))
    since, until = min(at for _pk, at in come) - longest, max(at for _pk, at in come) + timedelta(seconds=1)
    rows = _times(list(budgets), since, until)
    for one in gone:
        if one in rows:
            rows.remove(one)
    judged = _judged([*rows, *(pair for pair in come if pair[0] in budgets)], budgets, channels, now)
    wanted = set(come)
    return [(channels[pk], one) for pk, over in judged.items() for one in over if (pk, one.at) in wanted]

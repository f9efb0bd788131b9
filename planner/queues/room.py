"""Whether a network would take one more post at a time, by what it takes in an hour or a day."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from planner.ahead.budgets import beyond, by_channel
from planner.ahead.planned import LIVE, allowance_of, budgets_of
from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.queues.slots import Asking, Place, Taken, minute
from publishers.limits import Budget

IsFull = Callable[[Place], bool]
Budgets = Mapping[int, tuple[Budget, ...]]


def fullness(channels: Sequence[Channel], asking: Asking) -> Callable[[Taken], IsFull]:
    """A judge of places. Two queries, and none where no network bounds what it takes."""
    bounded = {channel.pk: channel for channel in channels if budgets_of(channel) or allowance_of(channel)}
    if not bounded:
        return lambda taken: lambda place: False
    budgets = {pk: budgets_of(channel) for pk, channel in _with_siblings(bounded).items()}
    sent = _sent(budgets, asking)

    def judge(taken: Taken) -> IsFull:
        known = {(channel, minute(at)) for channel, at in sent}
        rows = [
            *sent,
            *(
                key
                for key, holder in taken.items()
                if key[0] in budgets
                and key not in known
                and holder.post_id != asking.post_id
                and not holder.is_elsewhere
            ),
        ]

        def is_full(place: Place) -> bool:
            channel = bounded.get(place.channel_id)
            if channel is None:
                return False
            more = [*rows, (place.channel_id, place.at)]
            return _beyond(more, budgets, channel, asking) > _beyond(rows, budgets, channel, asking)

        return is_full

    return judge


def _with_siblings(bounded: Mapping[int, Channel]) -> dict[int, Channel]:
    """Some budgets are those of the app: then every channel of the network counts."""
    of_app = {one.network for one in bounded.values() if any(budget.of_app for budget in budgets_of(one))}
    if not of_app:
        return dict(bounded)
    workspace_id = next(iter(bounded.values())).workspace_id
    siblings = Channel.objects.here().filter(workspace=workspace_id, network__in=of_app)
    return {channel.pk: channel for channel in siblings} | dict(bounded)


def _sent(budgets: Budgets, asking: Asking) -> list[tuple[int, datetime]]:
    """What is out lately or on the calendar."""
    longest = max((budget.seconds for those in budgets.values() for budget in those), default=0)
    since = asking.now - timedelta(seconds=longest)
    out = Delivery.objects.filter(channel__in=budgets, state__in=LIVE, due_at__gte=since)
    return list(out.exclude(post=asking.post_id or 0).values_list("channel_id", "due_at"))


def _beyond(rows: Sequence[tuple[int, datetime]], budgets: Budgets, channel: Channel, asking: Asking) -> int:
    """How many of the channel's posts the network would not take at their time."""
    over = len(by_channel(rows, budgets, asking.now).get(channel.pk, ()))
    said = allowance_of(channel)
    return over + (len(beyond([at for pk, at in rows if pk == channel.pk], said, asking.now)) if said else 0)

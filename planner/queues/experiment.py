"""One slot in five at another hour: switched for a channel, and carried out when a slot is given out.

Posts that stand somewhere already are not moved, and times that people chose are not touched: only the post
that asks for the next free slot may find itself at another hour of that slot's day.
"""

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from planner.channels.models import Channel
from planner.history.models import Actor
from planner.history.record import record
from planner.posts.models import Post, Variant
from planner.queues.models import Experiment
from planner.queues.other_hours import EVERY, Belief, hour_to_try, is_due
from planner.queues.slots import Place
from planner.states import WrongState
from planner.walltime import Change, When, resolve

FIRST_HOUR, LAST_HOUR = 8, 21  # what is offered: nobody is woken
APART = timedelta(hours=1)  # an hour that is tried keeps away from posts and slots by at least so much
SEEDS = 2**31


@dataclass(frozen=True, slots=True)
class Hours:
    """Which hours of the day may be tried, by the channel's clock. Both are meant: 21 is until 21:59."""

    first: int = FIRST_HOUR
    last: int = LAST_HOUR


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an experiment has come: so many of the slots that the queue gave out are tried."""

    channel_id: int
    began_at: datetime
    slots: int
    tried: int


def of(channel: Channel) -> Experiment | None:
    """None: it was never on."""
    return Experiment.objects.filter(channel=channel).first()


@transaction.atomic
def switch_on(channel: Channel, hours: Hours, by: Actor, now: datetime) -> Experiment:
    """From the next slot on; or other hours, where it is on already. Raises WrongState."""
    if not 0 <= hours.first <= hours.last <= 23:
        raise WrongState(_("Choose hours of one day, the earlier one first."))
    there = Experiment.objects.select_for_update().filter(channel=channel).first()
    one = there or Experiment(channel=channel)
    if there is None or not there.is_on:
        one.is_on, one.began_at, one.turn, one.tried, one.tried_in = True, now, 0, 0, -1
        one.seed = random.SystemRandom().randrange(SEEDS)
    one.first_hour, one.last_hour = hours.first, hours.last
    one.save()
    said = f"{hours.first:02}:00 to {hours.last:02}:59"
    record(channel.workspace_id, by, "channel.experiment", channel, at=now, hours=said)
    return one


@transaction.atomic
def switch_off(channel: Channel, by: Actor, now: datetime) -> None:
    """Posts that stand at an hour that is tried stay there."""
    if Experiment.objects.filter(channel=channel, is_on=True).update(is_on=False):
        record(channel.workspace_id, by, "channel.no_experiment", channel, at=now)


def believe(channel_id: int, beliefs: Sequence[Belief]) -> None:
    """What insights hold of the 24 hours, so that better ones are tried more often. One query."""
    Experiment.objects.filter(channel=channel_id).update(beliefs=[list(one) for one in beliefs])


def standings(channel_ids: Collection[int]) -> list[Standing]:
    """Of the channels whose experiment is on. One query."""
    rows = Experiment.objects.filter(channel__in=channel_ids, is_on=True).order_by("channel__name", "channel")
    return [Standing(*row) for row in rows.values_list("channel", "began_at", "turn", "tried")]


@dataclass(frozen=True, slots=True)
class Trial:
    """A slot that is to be at another hour, by the experiments of all the channels that its post goes to."""

    slot: Place
    own: Experiment
    taking_part: tuple[Experiment, ...]

    @property
    def channel_ids(self) -> list[int]:
        return [one.channel_id for one in self.taking_part]

    def offered(self) -> Iterator[Place]:
        """The slot at every other hour of its day that all the channels allow."""
        slot, day = self.slot, datetime.fromisoformat(self.slot.when.wall)
        for hour in range(24):
            when = resolve(day.replace(hour=hour), slot.when.zone)
            if hour != day.hour and when.change is not Change.GAP and self._is_allowed(when):
                yield Place(slot.channel_id, when, slot.pillar_id, slot.pillar, slot.when)

    def chosen(self, acceptable: Sequence[Place]) -> Place:
        """One of them; the slot itself where there is none."""
        by_hour = {int(place.when.wall[11:13]): place for place in acceptable}
        if not by_hour:
            return self.slot
        beliefs = [(middle, deviation) for middle, deviation in self.own.beliefs]
        return by_hour[hour_to_try(sorted(by_hour), beliefs, self.own.turn, self.own.seed)]

    def _is_allowed(self, when: When) -> bool:
        return all(
            one.first_hour <= when.at.astimezone(ZoneInfo(one.channel.zone_name)).hour <= one.last_hour
            for one in self.taking_part
        )


def trial_of(slot: Place, asked: Collection[int], post_id: int | None) -> Trial | None:
    """The trial that is due at this slot. One query where none is.

    A post has one time on all its channels, so each that it goes to must take part: those that were `asked`
    for, and those of its newest words.
    """
    own = Experiment.objects.filter(channel=slot.channel_id, is_on=True).first()
    if own is None or not is_due(own.turn, own.tried_in, own.seed):
        return None
    there = Variant.objects.filter(version__in=Post.objects.filter(pk=post_id or 0).values("head"))
    going = {*asked, *there.values_list("channel_id", flat=True)}
    on = Experiment.objects.filter(channel__in=going, is_on=True).select_related("channel__workspace")
    taking_part = tuple(on.order_by("channel"))
    return Trial(slot, own, taking_part) if len(taking_part) == len(going) else None


def given_out(place: Place) -> None:
    """The queue gave this place to a post: the next turn comes. Inside the caller's transaction."""
    one = Experiment.objects.select_for_update().filter(channel=place.channel_id, is_on=True).first()
    if one is not None:
        if place.slot is not None:
            one.tried, one.tried_in = one.tried + 1, one.turn // EVERY
        one.turn += 1
        one.save(update_fields=["turn", "tried", "tried_in"])

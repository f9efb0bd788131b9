"""A channel's weekly times: add, remove, copy, replace. What stands at a time stays when its slot goes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from planner.campaigns.models import Pillar
from planner.channels.models import Channel
from planner.history.models import Actor
from planner.history.record import record
from planner.posts.sides import CLOCK
from planner.queues.models import Slot

MOST = 500  # slots of one channel: about three an hour, all week
WORKDAYS = range(5)


class NotASlot(ValueError):
    """What was typed is no weekly time; the sentence says why."""


@dataclass(frozen=True, slots=True, order=True)
class Given:
    """A weekly time as somebody typed it."""

    weekday: int
    wall: str
    pillar_id: int | None = None


# What a channel may begin with: once on every working day, and two evenings.
OFFERED = (*(Given(day, "10:00") for day in WORKDAYS), Given(1, "18:00"), Given(3, "18:00"))


def given(weekday: object, wall: str, pillar_id: int | None, pillars: Collection[int]) -> Given:
    """A day and a time as they were typed. Raises NotASlot."""
    hours = CLOCK.fullmatch(wall.strip())
    if not hours or int(hours[1]) > 23 or int(hours[2]) > 59:
        raise NotASlot(
            _("%(wall)s is no time of day. Write it as 09:30.") % {"wall": wall.strip()[:20] or "“”"}
        )
    if not str(weekday).isdecimal() or not 0 <= int(str(weekday)[:3]) <= 6:
        raise NotASlot(_("Choose a day of the week."))
    if pillar_id is not None and pillar_id not in pillars:
        raise NotASlot(_("There is no such pillar here."))
    return Given(int(str(weekday)), f"{int(hours[1]):02}:{hours[2]}", pillar_id)


def of(channel: Channel) -> list[Slot]:
    """Its weekly times in order."""
    return list(Slot.objects.filter(channel=channel).select_related("pillar").order_by("weekday", "wall"))


def pillar_ids(channel: Channel) -> set[int]:
    return set(Pillar.objects.filter(workspace=channel.workspace_id).values_list("pk", flat=True))


@transaction.atomic
def add(channel: Channel, wanted: Iterable[Given], by: Actor) -> int:
    """Those that are not there yet; how many are new. Raises NotASlot."""
    there = set(Slot.objects.filter(channel=channel).values_list("weekday", "wall"))
    new = {(one.weekday, one.wall): one for one in wanted if (one.weekday, one.wall) not in there}
    if len(there) + len(new) > MOST:
        raise NotASlot(_("A channel has %(most)s slots at most.") % {"most": MOST})
    Slot.objects.bulk_create(
        [
            Slot(channel=channel, weekday=one.weekday, wall=one.wall, pillar_id=one.pillar_id)
            for one in new.values()
        ],
        ignore_conflicts=True,
    )
    if new:
        record(channel.workspace_id, by, "channel.slots", channel, added=_spelt(new.values()))
    return len(new)


@transaction.atomic
def remove(channel: Channel, slot_id: int, by: Actor) -> bool:
    """False where it has gone already. Posts that stand there stay, at a time of their own."""
    slot = Slot.objects.filter(channel=channel, pk=slot_id).first()
    if slot is None:
        return False
    record(channel.workspace_id, by, "channel.slots", channel, removed=_spelt([_value(slot)]))
    slot.delete()
    return True


@transaction.atomic
def copy_day(channel: Channel, weekday: int, to: Collection[int], by: Actor) -> int:
    """The times of one day on other days as well; how many are new."""
    day = [_value(slot) for slot in of(channel) if slot.weekday == weekday]
    return add(channel, [Given(other, one.wall, one.pillar_id) for other in to for one in day], by)


@transaction.atomic
def copy_all(channel: Channel, other: Channel, by: Actor) -> int:
    """All its times on another channel of the workspace, by the clock there; how many are new."""
    if channel.workspace_id != other.workspace_id:
        raise NotASlot(_("There is no such channel here."))
    return add(other, [_value(slot) for slot in of(channel)], by)


@transaction.atomic
def replace(channel: Channel, wanted: Sequence[Given], by: Actor) -> None:
    """These and no others. Raises NotASlot."""
    if len(wanted) > MOST:
        raise NotASlot(_("A channel has %(most)s slots at most.") % {"most": MOST})
    if len({(one.weekday, one.wall) for one in wanted}) < len(wanted):
        raise NotASlot(_("One time stands there twice."))
    Slot.objects.filter(channel=channel).delete()
    Slot.objects.bulk_create(
        Slot(channel=channel, weekday=one.weekday, wall=one.wall, pillar_id=one.pillar_id) for one in wanted
    )
    record(channel.workspace_id, by, "channel.slots", channel, replaced=_spelt(wanted) or "none")


def _value(slot: Slot) -> Given:
    return Given(slot.weekday, slot.wall, slot.pillar_id)


def _spelt(slots: Iterable[Given]) -> str:
    """ "Mon 10:00, Tue 18:00", the same in every language: the history is not translated word by word."""
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return ", ".join(
        f"{days[one.weekday]} {one.wall}" for one in sorted(slots, key=lambda one: (one.weekday, one.wall))
    )

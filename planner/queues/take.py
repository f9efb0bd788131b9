"""Give a post the next free slot of a channel. Of two who ask at the same instant, each gets another one."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from planner.channels.models import Channel
from planner.deliveries import fitting, plan
from planner.deliveries.models import IN_DOUBT, Delivery
from planner.history.record import record
from planner.people.models import Workspace
from planner.people.permissions import Verb
from planner.posts.models import Post
from planner.queues import experiment
from planner.queues.free import MOST_WEEKS, Found, closed_days, next_free
from planner.queues.slots import Asking, Place
from planner.queues.telling import sentence
from planner.states import WrongState
from planner.walltime import When, of_instant
from planner.writing.desk import NotAllowed, Person

FAST = ("published", "claimed", *IN_DOUBT)  # out or on its way: it stands fast


class NoSlot(plan.NotPlanned):
    """There is no free slot; the sentence says why."""

    def __init__(self, found: Found, channels: Sequence[Channel]) -> None:
        self.found = found
        super().__init__(sentence(found, {channel.pk: channel.name for channel in channels}))


@transaction.atomic
def take_next(
    post: Post, who: Person, now: datetime, channel: Channel | None = None, *, skip_holidays: bool = False
) -> Found:
    """The post stands at the next free slot: of this channel, or of any that it goes to. Raises NoSlot.

    What is on the calendar already moves there; it keeps its approval, for the time is not part of it.
    """
    channels = [channel] if channel else channels_of(post)
    hold(channels)
    post = Post.objects.locked(post.pk)
    found = offer(post, channels, now, skip_holidays=skip_holidays)
    if found.place is None:
        raise NoSlot(found, channels)
    put(post, found.place.when, who, now, found.place.channel_id)
    _note(post, found.place)
    record(
        post.workspace_id,
        who.actor,
        "post.queued",
        post,
        at=now,
        channel=found.place.channel_id,
        wall=found.place.when.wall,
        zone=found.place.when.zone,
    )
    return found


def schedule_next(
    post: Post, who: Person, now: datetime, channel_ids: Collection[int] = ()
) -> tuple[Found, list[Delivery]]:
    """Put an approved post on the calendar at its next free slot: both, or neither."""
    fitting.make_ready(post)
    with transaction.atomic():
        channels = [one for one in channels_of(post) if not channel_ids or one.pk in channel_ids]
        hold(channels)
        found = offer(post, channels, now)
        if found.place is None:
            raise NoSlot(found, channels)
        made = plan.schedule(post, plan.Plan(found.place.when, channel_ids), who.actor, now)
        Post.objects.filter(pk=post.pk).update(queue=found.place.channel_id)
        _note(post, found.place)
        return found, made


def offer(post: Post, channels: Sequence[Channel], now: datetime, *, skip_holidays: bool = False) -> Found:
    """What `take_next` would take, and why not sooner. Changes nothing."""
    days = closed(post.workspace, now, skip_holidays)
    return next_free(channels, Asking(now, post.pillar_id, post.valid_until, post.pk, days))


def closed(workspace: Workspace, now: datetime, asked: bool) -> dict[date, str]:
    """Public holidays in the time that is looked through, if somebody asked to skip them."""
    if not asked:
        return {}
    last = now.date() + timedelta(weeks=MOST_WEEKS)
    return closed_days(workspace.country, now.date() - timedelta(days=1), last)


def put(post: Post, when: When, who: Person, now: datetime, queue: int | None) -> None:
    """Another time for a post, by somebody who may; `queue` is the channel whose slot it is, if any."""
    live = insist_on_moving(post, who)
    if when.at <= now:
        raise plan.NotPlanned(_("That time has passed. Choose a later one."))
    for delivery in live:
        plan.move(delivery, when, who.actor, now)
    post.plan_for(when)
    Post.objects.filter(pk=post.pk).update(queue=queue)
    post.queue_id = queue


def _note(post: Post, place: Place) -> None:
    """What the experiment of the channel made of it, if one is on."""
    post.slot_at = place.slot.at if place.slot else None
    Post.objects.filter(pk=post.pk).update(slot_at=post.slot_at)
    experiment.given_out(place)


def insist_on_moving(post: Post, who: Person) -> list[Delivery]:
    """What is on the calendar of a post that this person may move. Raises WrongState, NotAllowed."""
    if post.state == "archived":
        raise WrongState(_("This post is archived. Bring it back first."))
    live = list(Delivery.objects.live().filter(post=post, part=0))
    if any(delivery.state in FAST for delivery in live):
        raise WrongState(_("“%(name)s” is out or on its way, so it stays where it is.") % {"name": post})
    if live:
        who.insist(Verb.SCHEDULE)
    elif not (who.may_change(post) or Verb.SCHEDULE in who.verbs):
        raise NotAllowed(_("Somebody else wrote this post, and your role changes only your own."))
    return live


def stands_at(post: Post) -> str:
    """Where it stands on the workspace's wall, to the minute; "" where it has no time."""
    if post.planned_at is None:
        return ""
    return of_instant(post.planned_at, post.workspace.timezone).wall[:16]


def insist_on_place(post: Post, stands: str | None) -> None:
    """Nobody moved it since it was seen there. Raises WrongState."""
    if stands is not None and stands != stands_at(post):
        name = {"name": post.newest.name or _("Untitled")}
        raise WrongState(_("Somebody moved “%(name)s” in the meantime. It stays where they put it.") % name)


def channels_of(post: Post) -> list[Channel]:
    """Where the post's newest words go, those that are still here."""
    here = Channel.objects.here().select_related("workspace")
    return list(here.filter(variants__version=post.head_id).order_by("pk"))


def hold(channels: Sequence[Channel]) -> None:
    """Nobody else gives out these channels' slots until this transaction ends.

    SQLite has one writer anyway. On PostgreSQL it is a lock of its own, taken before any row's: the rows of
    channels are held by whoever sends, in another order.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for pk in sorted(channel.pk for channel in channels):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKS, pk % 2**31])


LOCKS = 0x51075  # our family of advisory locks

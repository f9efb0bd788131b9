"""Move posts of a queue: several at once or none, asking first where something would break."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.history.record import record
from planner.posts.models import Post
from planner.queues import order, take
from planner.queues.free import DAY, holders, weekly_of
from planner.queues.slots import Place, minute, places
from planner.queues.standing import Standing, queued
from planner.queues.telling import moment
from planner.states import WrongState
from planner.walltime import When, of_instant
from planner.writing.desk import Person

MOST = 300  # posts in one move


class Asks(Exception):
    """It can be done, but somebody should say yes first. `concerns` are sentences."""

    def __init__(self, concerns: Sequence[str]) -> None:
        self.concerns = tuple(concerns)
        super().__init__(" ".join(concerns))


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a post stands or shall stand: an instant, or None for no time; and whether it is in the queue."""

    post_id: int
    at: datetime | None
    is_queued: bool = True
    stands: str | None = field(default=None, compare=False)  # where it must stand now; None: anywhere


@dataclass(frozen=True, slots=True)
class Move:
    """Who moves posts of which channel's queue. `sure`: they have been asked."""

    channel: Channel
    who: Person
    now: datetime
    sure: bool = False


@transaction.atomic
def arrange(move: Move, spots: Iterable[Spot]) -> list[Spot]:
    """Put posts where `spots` say, all of them or none. Gives where they stood, and where they
    must still stand for that to be undone.

    Raises Asks, WrongState, NotPlanned, NotAllowed.
    """
    channel, wanted = move.channel, {spot.post_id: spot for spot in spots}
    if len(wanted) > MOST:
        raise WrongState(_("That is too many at once: %(most)s posts at most.") % {"most": MOST})
    take.hold([channel])
    posts = _locked(channel, wanted)
    before = [_spot_of(post, channel) for post in posts]
    posts = [post for post in posts if _spot_of(post, channel) != wanted[post.pk]]
    for post in posts:
        take.insist_on_place(post, wanted[post.pk].stands)
    there = places_at(channel, [spot.at for spot in wanted.values() if spot.at])
    _refuse_taken(channel, wanted)
    if not move.sure and (concerns := list(_concerns(posts, wanted, there))):
        raise Asks(concerns)
    for post in posts:
        _place(post, wanted[post.pk], move)
    if posts:
        record(channel.workspace_id, move.who.actor, "queue.arranged", channel, at=move.now, posts=len(posts))
    moved = {post.pk: take.stands_at(post) for post in posts}
    return [replace(spot, stands=moved[spot.post_id]) for spot in before if spot.post_id in moved]


@transaction.atomic
def reorder(move: Move, ids: Sequence[int]) -> list[Spot]:
    """These posts take each other's times, in this order."""
    take.hold([move.channel])
    posts = _all_of(move, ids)
    return arrange(move, _spots(order.in_order(posts, ids)))


@transaction.atomic
def move_to(move: Move, post_id: int, before: int) -> list[Spot]:
    """One post to the place of another; those between give way."""
    take.hold([move.channel])
    posts = _rest(queued(move.channel, move.now), post_id, before)
    ids = {post.post_id for post in posts}
    if post_id not in ids or before not in ids:
        raise WrongState(GONE())
    wanted = order.in_order(posts, order.moved_to(posts, post_id, before))
    return arrange(move, _spots(_changed(posts, wanted)))


@transaction.atomic
def step(move: Move, post_id: int, by: int) -> list[Spot]:
    """Change places with the post before (-1) or behind (1) it; nothing at the ends."""
    take.hold([move.channel])
    ids = [post.post_id for post in _rest(queued(move.channel, move.now), post_id)]
    if post_id not in ids:
        raise WrongState(GONE())
    to = ids.index(post_id) + by
    return move_to(move, post_id, ids[to]) if 0 <= to < len(ids) else []


@transaction.atomic
def join(move: Move, post_id: int, *, to: bool = True) -> list[Spot]:
    """A post stays where it stands, and moves with the queue from now on; or has a time of its own again."""
    [post] = _locked(move.channel, {post_id: Spot(post_id, None)})
    return arrange(move, [Spot(post_id, post.planned_at, to)])


@transaction.atomic
def shuffle(move: Move, seed: int) -> list[Spot]:
    take.hold([move.channel])
    posts = _rest(queued(move.channel, move.now))[:MOST]
    themes = {at: place.pillar_id for at, place in places_at(move.channel, [one.at for one in posts]).items()}
    return arrange(move, _spots(_changed(posts, order.shuffled(posts, themes, seed))))


@transaction.atomic
def close_up(move: Move) -> list[Spot]:
    """Fill the gaps before the last post, in the order that is there."""
    take.hold([move.channel])
    posts = _rest(queued(move.channel, move.now))[:MOST]
    if not posts:
        return []
    own = {post.post_id for post in posts}
    last = posts[-1].at
    offered = [one for one in coming(move.channel, move.now, last + DAY) if move.now < one.at <= last]
    held = holders(move.channel.workspace_id, [move.channel.pk], move.now, last + timedelta(minutes=1))
    free = {
        one.at: one.pillar_id
        for one in offered
        if (holder := held.get((move.channel.pk, minute(one.at)))) is None or holder.post_id in own
    }
    return arrange(move, _spots(_changed(posts, order.closed_up(posts, free))))


def coming(channel: Channel, since: datetime, until: datetime) -> list[Place]:
    """The channel's slots between two instants, and a little around them. One query."""
    return places(weekly_of([channel]), since.date() - DAY, until.date() + DAY)


def places_at(channel: Channel, times: Sequence[datetime]) -> dict[datetime, Place]:
    """The channel's slots at these very minutes. One query."""
    weekly, found = weekly_of([channel]), {}
    for day in {at.date() + DAY * shift for at in times for shift in (-1, 0, 1)}:
        found.update({place.at: place for place in places(weekly, day, day)})
    return {at: found[minute(at)] for at in times if minute(at) in found}


def _place(post: Post, spot: Spot, move: Move) -> None:
    queue = move.channel.pk if spot.is_queued else None
    if spot.at == post.planned_at:  # it only joins the queue, or leaves it
        take.insist_on_moving(post, move.who)
        kept = {} if spot.is_queued else {"slot_at": None}
        Post.objects.filter(pk=post.pk).update(queue=queue, **kept)
    elif spot.at is not None:
        take.put(post, of_instant(spot.at, move.channel.zone_name), move.who, move.now, queue)
    elif Delivery.objects.live().filter(post=post).exists():
        raise WrongState(_("It is on the calendar. Cancel its deliveries to take the time away."))
    else:
        post.plan_for(None)


def _locked(channel: Channel, wanted: Mapping[int, Spot]) -> list[Post]:
    """The posts, in the order of their ids so that two never wait for each other."""
    ours = Post.objects.filter(workspace=channel.workspace_id, head__variants__channel=channel)
    rows = ours.filter(pk__in=wanted).exclude(state="archived").select_related("head", "workspace")
    posts = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if len(posts) < len(wanted):
        raise WrongState(GONE())
    return posts


def _spot_of(post: Post, channel: Channel) -> Spot:
    return Spot(post.pk, post.planned_at, post.queue_id == channel.pk)


def _refuse_taken(channel: Channel, wanted: Mapping[int, Spot]) -> None:
    """Another post stands there: somebody was faster."""
    times = [spot.at for spot in wanted.values() if spot.at]
    if len(set(times)) < len(times):
        raise WrongState(_("Two posts cannot stand at one time."))
    if not times:
        return
    span = minute(min(times)), max(times) + timedelta(minutes=1)
    held = holders(channel.workspace_id, [channel.pk], *span)
    for at in times:
        holder = held.get((channel.pk, minute(at)))
        if holder is not None and not holder.is_elsewhere and holder.post_id not in wanted:
            raise WrongState(
                _("“%(title)s” stands there by now. Look at the queue again.") % {"title": holder.title}
            )


def _concerns(
    posts: Sequence[Post], wanted: Mapping[int, Spot], there: Mapping[datetime, Place]
) -> Iterable[str]:
    for post in posts:
        at = wanted[post.pk].at
        if at is None:
            continue
        place = there.get(at)
        said = {"title": post.newest.name or _("Untitled"), "when": moment(_shown(at, place, post))}
        if post.valid_until is not None and at > post.valid_until:
            yield _("“%(title)s” is no longer valid on %(when)s.") % said
        if place is not None and place.pillar_id not in (None, post.pillar_id):
            yield _("%(when)s is for “%(pillar)s”, and “%(title)s” is not.") % (
                said | {"pillar": place.pillar}
            )
        if post.state == "in_review" and post.planned_at is not None:
            yield _("“%(title)s” is being reviewed with the time that it has now.") % said


def _shown(at: datetime, place: Place | None, post: Post) -> When:
    return place.when if place else of_instant(at, post.workspace.timezone)


def _all_of(move: Move, ids: Sequence[int]) -> list[Standing]:
    posts = queued(move.channel, move.now, ids)
    if len(set(ids)) < len(ids) or {post.post_id for post in posts} != set(ids):
        raise WrongState(GONE())
    return posts


def _rest(posts: Sequence[Standing], *named: int) -> list[Standing]:
    """A post that tries an hour gives way to nobody: it moves only where somebody moves that very post."""
    return [post for post in posts if not post.is_trial or post.post_id in named]


def _changed(posts: Sequence[Standing], wanted: order.Order) -> dict[int, datetime]:
    return {post.post_id: wanted[post.post_id] for post in posts if wanted[post.post_id] != post.at}


def _spots(wanted: order.Order) -> list[Spot]:
    return [Spot(pk, at) for pk, at in wanted.items()]


def GONE() -> str:  # noqa: N802 - a sentence, in the language of whoever reads it
    return _("One of these posts is not in the queue any more. Look at it again.")

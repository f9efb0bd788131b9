"""How far a post's review is, in names that people know: who said yes, who is asked, until when."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from planner.history.models import Actor
from planner.people.groups import Contact
from planner.people.models import User
from planner.posts.models import Post
from planner.reviews.models import Review, Turn
from planner.reviews.plans import name_of
from planner.reviews.policy import Stand, Standing, seat_of
from planner.reviews.seats import NotYours, is_outside, own_seat, places_in, seats_for_yes
from planner.reviews.votes import Count, seat_in, voter_of

MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One step: `said` of `needed` yeses, by whom, and who could still answer."""

    name: str
    said: int
    needed: int
    is_done: bool
    is_open: bool
    is_legal: bool
    is_skipped: bool
    is_escalated: bool
    yeses: tuple[str, ...]
    waits_for: tuple[str, ...]
    more: int  # people beside those in `waits_for`
    deadline_at: datetime | None


def rows_for(post: Post, so_far: Count, by: Actor, now: datetime) -> list[Row]:
    """What this person may read of it: a client only their own steps, and in them only their own people."""
    if not is_outside(so_far.house, by):
        return rows(post, so_far)
    mine = [stand for stand in so_far.standing.stands if places_in(stand.step, so_far.house, by, now)]
    ours = so_far.house.beside(own_seat(by))
    standing = Standing(
        tuple(replace(one, seats_left=one.seats_left & ours) for one in mine), so_far.standing.is_unsaid
    )
    said = tuple(one for one in so_far.reviews if voter_of(one) in ours)
    open_keys = _open_keys(post, so_far)
    return rows(post, replace(so_far, standing=standing, reviews=said), open_keys)


def rows(post: Post, so_far: Count, open_keys: Collection[str] | None = None) -> list[Row]:
    """The steps of a post in order."""
    open_keys = _open_keys(post, so_far) if open_keys is None else open_keys
    turns = {turn.step: turn for turn in Turn.objects.filter(post=post, closed_at=None)}
    seats = {seat for stand in so_far.standing.stands for seat in stand.seats_left}
    if so_far.plan.four_eyes:  # their yes does not count, so nobody waits for it
        seats -= {seat_of(pk) for pk in (post.author_id, post.newest.by_id) if pk}
    names = names_of(seats)
    return [
        _row(stand, so_far.reviews, turns.get(stand.step.key), stand.step.key in open_keys, names)
        for stand in so_far.standing.stands
    ]


def is_last(post: Post, so_far: Count, by: Actor, now: datetime) -> bool:
    """Whether this person's yes is the only one that is still missing."""
    try:
        keys = {seat.step.key for seat in seats_for_yes(post, so_far, by, now) if seat.step}
    except NotYours:
        return False
    return all(
        one.is_done or (one.step.key in keys and one.said + 1 >= one.step.needed)
        for one in so_far.standing.stands
    )


def _open_keys(post: Post, so_far: Count) -> set[str]:
    return {stand.step.key for stand in so_far.standing.open} if post.state == "in_review" else set()


def names_of(seats: Iterable[str]) -> dict[str, str]:
    """What the people in these seats are called."""
    told = [seat.split(":") for seat in seats]
    users = User.objects.filter(pk__in=[int(pk) for kind, pk in told if kind == "user"])
    contacts = Contact.objects.filter(pk__in=[int(pk) for kind, pk in told if kind == "contact"])
    return {f"user:{one.pk}": str(one) for one in users} | {f"contact:{one.pk}": str(one) for one in contacts}


def _row(
    stand: Stand, reviews: Iterable[Review], turn: Turn | None, is_open: bool, names: dict[str, str]
) -> Row:
    step = stand.step
    left = sorted(names[seat] for seat in stand.seats_left if seat in names)
    counts = [one for one in reviews if seat_in(one) not in stand.seats_left]  # others said it of older words
    said = [one for one in counts if one.step == step.key or one.is_urgent]
    return Row(
        name=name_of(step),
        said=min(stand.said, step.needed),
        needed=step.needed,
        is_done=stand.is_done,
        is_open=is_open,
        is_legal=step.is_legal,
        is_skipped=step.is_skipped,
        is_escalated=turn is not None and turn.escalated_at is not None,
        yeses=tuple(dict.fromkeys(one.told_by for one in said)),
        waits_for=tuple(left[:MOST_NAMES]),
        more=max(0, len(left) - MOST_NAMES),
        deadline_at=turn.deadline_at if turn else None,
    )

"""From which seat a person answers: their own, or that of somebody they stand in for while they are away."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from planner.history.models import Actor
from planner.people.groups import Contact
from planner.people.models import User
from planner.posts.models import Post
from planner.reviews.plans import House, Plan, name_of
from planner.reviews.policy import Step, seat_of, seat_of_contact
from planner.reviews.rules import Question, refusal
from planner.reviews.votes import Count


class NotYours(Exception):
    """This person's answer does not count here."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a step; `user_id` is whose it is where that is a member."""

    step: Step | None  # None: nobody is asked here, and who reviews may answer all the same
    user_id: int | None = None


def own_seat(by: Actor) -> str:
    if by.contact_id is not None:
        return seat_of_contact(by.contact_id)
    return seat_of(by.user_id or 0)


def is_outside(house: House, by: Actor) -> bool:
    """A client, with or without an account: what the house says to itself is not for them."""
    return by.contact_id is not None or own_seat(by) in house.clients


def seats_for_yes(post: Post, so_far: Count, by: Actor, now: datetime) -> list[Seat]:
    """One seat in each step that waits for this person now. Raises NotYours with the reason."""
    steps = so_far.plan.steps
    if not steps:
        insist_on_four_eyes(post, so_far, by, None)
        return [Seat(None, by.user_id)]
    found: list[Seat] = []
    reasons: list[str] = []
    for stand in so_far.standing.open:
        for seat in places_in(stand.step, so_far.house, by, now):
            name = seat_of(seat.user_id) if seat.user_id else own_seat(by)
            if name not in stand.seats_left:
                continue
            if reason := refusal(question(post, so_far.plan.four_eyes, by, seat.user_id)):
                reasons.append(reason)
                continue
            found.append(seat)
            break
    if not found:
        raise NotYours(reasons[0] if reasons else _why_none(so_far, by, now))
    return found


def stand_ins(
    post: Post, plan: Plan, house: House, seats: Collection[str], now: datetime
) -> dict[int, list[int]]:
    """Members without a seat of their own here who may answer now, with those in whose place."""
    found: dict[int, list[int]] = {}
    for absent in sorted(
        int(pk) for kind, _colon, pk in (one.partition(":") for one in seats) if kind == "user"
    ):
        for pk in house.delegates(absent, now):
            asked = Question(plan.four_eyes, pk, post.author_id, post.newest.by_id, absent)
            if seat_of(pk) not in seats and not refusal(asked):
                found.setdefault(pk, []).append(absent)
    return found


def places_in(step: Step, house: House, by: Actor, now: datetime) -> list[Seat]:
    """This person's seats in a step, their own first. Who left the workspace has none."""
    mine = own_seat(by)
    if mine not in house.voters:
        return []
    if by.user_id is None:
        return [Seat(step)] if mine in step.seats else []
    own = [by.user_id] if mine in step.seats else []
    absent = [pk for pk in house.delegators(by.user_id, now) if seat_of(pk) in step.seats]
    return [Seat(step, pk) for pk in [*own, *absent]]


def may_agree(plan: Plan, house: House, by: Actor, wrote: Collection[int | None], now: datetime) -> bool:
    """Whether this member's yes could count: they are asked, and none of those who wrote it (four eyes)."""
    seats = [seat for step in plan.steps for seat in places_in(step, house, by, now)]
    if plan.four_eyes and by.user_id in wrote:
        return False
    if not plan.steps:
        return True
    return any(not plan.four_eyes or seat.user_id not in wrote for seat in seats)


def insist_on_four_eyes(post: Post, so_far: Count, by: Actor, seat_id: int | None) -> None:
    if reason := refusal(question(post, so_far.plan.four_eyes, by, seat_id)):
        raise NotYours(reason)


def question(post: Post, four_eyes: bool, by: Actor, seat_id: int | None) -> Question:
    """What the rule of four eyes looks at."""
    address, wrote_from = "", []
    if four_eyes and by.contact_id is not None:
        address = Contact.objects.values_list("email", flat=True).get(pk=by.contact_id)
        people = User.objects.filter(pk__in=[pk for pk in (post.author_id, post.newest.by_id) if pk])
        wrote_from = list(people.values_list("email", flat=True))
    return Question(four_eyes, by.user_id, post.author_id, post.newest.by_id, seat_id, address, wrote_from)


def why_not(post: Post, so_far: Count, by: Actor, now: datetime) -> str:
    """Why this person's yes would not count now; "" when it would."""
    try:
        seats_for_yes(post, so_far, by, now)
    except NotYours as reason:
        return str(reason)
    return ""


def _why_none(so_far: Count, by: Actor, now: datetime) -> str:
    waits = ", ".join(name_of(stand.step) for stand in so_far.standing.open)
    if is_outside(so_far.house, by):  # they do not read which steps there are beside theirs
        return _why_none_outside(so_far, by, now)
    if any(places_in(stand.step, so_far.house, by, now) for stand in so_far.standing.open):
        return _("You have said yes already. Others are still asked: %(step)s.") % {"step": waits}
    if any(places_in(stand.step, so_far.house, by, now) for stand in so_far.standing.stands):
        return _("It is not your turn: “%(step)s” is asked now.") % {"step": waits}
    return _("You are not asked about this post. It waits for: %(step)s.") % {"step": waits or "–"}


def _why_none_outside(so_far: Count, by: Actor, now: datetime) -> str:
    own = [one for one in so_far.standing.stands if places_in(one.step, so_far.house, by, now)]
    if any(one in so_far.standing.open or one.is_done for one in own):
        return _("You have said yes already. Others are still asked.")
    return (
        _("It is not your turn yet. Others are asked first.")
        if own
        else _("You are not asked about this post.")
    )

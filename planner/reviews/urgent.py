"""The urgent way: one approver's yes for all steps, with a reason; somebody else looks at it afterwards."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from planner.history.models import WORKER, Actor, Entry
from planner.history.record import record
from planner.posts.models import Post
from planner.reviews.answer import REASON, locked_at, settle, write
from planner.reviews.models import Afterlook, Review
from planner.reviews.pins import Fingerprints
from planner.reviews.seats import NotYours, Seat, insist_on_four_eyes, own_seat
from planner.reviews.turns import asked
from planner.reviews.votes import Count, count
from planner.states import WrongState

REMIND_AFTER = (timedelta(days=1), timedelta(days=3))


@transaction.atomic
def approve_urgently(
    post: Post, by: Actor, seen: int, prints: Fingerprints, now: datetime, note: str
) -> Count:
    """Approve version `seen` alone, in a hurry. Raises NotYours, Overtaken, WrongState.

    A legal step is not gone around: where there is one, whoever says yes must sit in it.
    """
    post = locked_at(post, seen)
    so_far = count(post, prints)
    if reason := why_no_urgent_way(post, so_far, by):
        raise NotYours(reason)
    if len(note.strip()) < REASON:
        raise WrongState(_("Say why it cannot wait: others read it afterwards."))
    if post.state != "in_review":
        raise WrongState(_("Nobody was asked yet. Ask for a review first."))
    step = next(step for step in so_far.plan.steps if own_seat(by) in step.seats)
    written = write(
        post, so_far, by, Seat(step, by.user_id), Review.Answer.YES, note, now, prints, is_urgent=True
    )
    Afterlook.objects.create(post=post, review=written)
    seats = {seat for step in so_far.plan.steps for seat in step.seats}
    people = asked(post, so_far.plan, so_far.house, seats, now)
    said = {"version": seen, "note": note, **people, "contacts": []}
    record(post.workspace_id, by, "post.urgent", post, at=now, **said)
    after = count(post, prints)
    settle(post, after, prints, by, now, note)
    return after


def why_no_urgent_way(post: Post, so_far: Count, by: Actor) -> str:
    """Why this person cannot send this post the urgent way; "" when they can."""
    steps, mine = so_far.plan.steps, own_seat(by)
    if not steps or not so_far.plan.is_urgent_possible:
        return _("There is no urgent way here. An admin can open one in the agreement's settings.")
    if by.user_id is None or not any(mine in step.seats for step in steps):
        return _("The urgent way is for people who are asked about this post.")
    if mine in so_far.house.clients:
        return _("The urgent way is for people of the team. Answer for yourself.")
    if any(step.is_legal and mine not in step.seats for step in steps):
        return _("A legal step is not gone around, in a hurry either. Ask them.")
    try:
        insist_on_four_eyes(post, so_far, by, None)
    except NotYours as reason:
        return str(reason)
    return ""


def remind(now: datetime) -> int:
    """A day and three days after it went the urgent way, unless somebody has looked. How many were told."""
    told = 0
    waiting = Afterlook.objects.filter(looked_at=None, review__at__lte=now - REMIND_AFTER[0])
    for one in waiting.select_related("post", "review").order_by("pk")[:500]:
        told += _remind(one, now)
    return told


@transaction.atomic
def _remind(one: Afterlook, now: datetime) -> int:
    post = Post.objects.locked(one.post_id)
    acts = Entry.objects.filter(workspace=post.workspace_id, thing_id=post.pk, at__gte=one.review.at)
    said = acts.filter(act="post.urgent").order_by("number").first()
    reminders = acts.filter(act="post.afterlook_waits").count()
    due = sum(one.review.at <= now - after for after in REMIND_AFTER)
    if reminders >= due or not Afterlook.objects.filter(pk=one.pk, looked_at=None).exists():
        return 0
    people = {
        pk for name in ("approvers", "stand_ins") for pk in (said.details.get(name, ()) if said else ())
    }
    asked_now = sorted(people - {one.review.user_id})
    details = {
        "note": one.review.note,
        "person": one.review.by_name,
        "users": asked_now,
        "taker": one.review.user_id,
    }
    record(post.workspace_id, WORKER, "post.afterlook_waits", post, at=now, **details)
    return 1


@transaction.atomic
def look_afterwards(one: Afterlook, by: Actor, was_right: bool, note: str, now: datetime) -> None:
    """Somebody else says whether the urgent way was right; a no says why."""
    if by.user_id is None or one.review.user_id == by.user_id:
        raise NotYours(_("You sent it the urgent way yourself. Somebody else looks at it afterwards."))
    if not was_right and len(note.strip()) < REASON:
        raise WrongState(_("Say what was wrong, so that it goes better next time."))
    unseen = Afterlook.objects.filter(pk=one.pk, looked_at=None)
    if not unseen.update(
        looked_by=by.user_id, looked_by_name=by.name[:200], looked_at=now, was_right=was_right, note=note
    ):
        raise WrongState(_("Somebody has looked at it already."))
    said = {"was_right": was_right, "note": note, "user": one.review.user_id}
    record(one.post.workspace_id, by, "post.afterlooked", one.post, at=now, **said)

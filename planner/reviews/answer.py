"""Ask, and answer about a version: yes with what exactly goes out pinned, changes asked, or no."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from planner.history.models import Actor
from planner.history.record import record
from planner.posts.models import Overtaken, Post
from planner.reviews import turns
from planner.reviews.models import Review
from planner.reviews.pins import Fingerprints, Window, pin
from planner.reviews.plans import ANYBODY, name_of
from planner.reviews.policy import NOWHERE, seat_of
from planner.reviews.seats import NotYours, Seat, places_in, question, seats_for_yes
from planner.reviews.votes import Count, count, spelt
from planner.states import WrongState

REASON = 10  # letters that a rejection or a hurry must say at least


@transaction.atomic
def ask(post: Post, by: Actor, prints: Fingerprints, now: datetime) -> Count:
    """Ask for a review. What has every yes already, for exactly what it says now, is agreed at once."""
    if post.newest.wordings and not prints:
        raise WrongState(_("Its channels are gone. Choose one that is there, then ask again."))
    post.submit(by)
    return _go_on(post, by, prints, now)


@transaction.atomic
def look_again(post: Post, by: Actor, prints: Fingerprints, now: datetime) -> Count | None:
    """The rules or the people changed, or a step was passed over: does the post stand elsewhere now?"""
    post = Post.objects.locked(post.pk)
    return _go_on(post, by, prints, now) if post.state == "in_review" else None


@transaction.atomic
def approve(post: Post, by: Actor, seen: int, prints: Fingerprints, now: datetime, note: str = "") -> Count:
    """Say yes to version `seen`, which must be the newest: what was read is what is approved.

    Gives how the post stands with this yes. Raises NotYours, Overtaken, WrongState.
    """
    post = locked_at(post, seen)
    so_far = count(post, prints)
    seats = seats_for_yes(post, so_far, by, now)
    if post.state != "in_review" and any(seat.step and seat.step.key != ANYBODY for seat in seats):
        raise WrongState(_("Nobody was asked yet. Ask for a review first."))
    post.refuse_unless_allowed("approved")
    post.insist_on_words()
    for seat in seats:
        write(post, so_far, by, seat, Review.Answer.YES, note, now, prints)
    after = count(post, prints)
    if after.standing.is_agreed:
        settle(post, after, prints, by, now, note)
    else:
        names = ", ".join(name_of(seat.step) for seat in seats if seat.step)
        details = {"version": seen, "note": note, "step": names, "for": _stood_in(by, seats)}
        record(post.workspace_id, by, "post.step_approved", post, at=now, **details)
        turns.follow(post, after, by, now)
    return after


@transaction.atomic
def approve_by_policy(post: Post, by: Actor, prints: Fingerprints, now: datetime) -> None:
    """Where nobody needs to agree, putting a post on the calendar agrees to it, and to how it looks now."""
    post = Post.objects.locked(post.pk)
    if count(post, prints).plan.is_needed:
        raise NotYours(_("Somebody must approve this post first. Ask for a review."))
    if post.state == "approved":
        pin(post.newest, prints, now, Window())
    else:
        _agree(post, prints, Window(), now)
    record(post.workspace_id, by, "post.approved_by_policy", post, at=now, version=post.newest.number)


@transaction.atomic
def keep(post: Post, by: Actor, prints: Fingerprints, now: datetime) -> bool:
    """A changed post that says on every channel what was agreed to stays agreed; False where it does not."""
    so_far = count(post, prints)
    if not so_far.plan.steps or not so_far.standing.is_agreed:
        return False
    _agree(post, prints, so_far.window, now)
    record(post.workspace_id, by, "post.approval_kept", post, at=now, version=post.newest.number)
    return True


@transaction.atomic
def request_changes(
    post: Post, by: Actor, seen: int, note: str, now: datetime, has_comment: bool = False
) -> None:
    """Send it back with a reason, or with an open comment of theirs. What was answered counts no more."""
    if len(note.strip()) < REASON and not has_comment:
        raise WrongState(
            _("Say what should change, in ten letters at least, or write a comment at the words themselves.")
        )
    _say_no(post, by, seen, note, now, Review.Answer.CHANGES)


@transaction.atomic
def reject(post: Post, by: Actor, seen: int, note: str, now: datetime) -> None:
    """Close it, with a reason: it is not asked again. It can be duplicated."""
    if len(note.strip()) < REASON:
        raise WrongState(_("Say why, in a sentence: the author should not have to guess."))
    _say_no(post, by, seen, note, now, Review.Answer.NO)


def settle(post: Post, after: Count, prints: Fingerprints, by: Actor, now: datetime, note: str) -> None:
    """Every yes is there: the post is approved, with what it covers."""
    _agree(post, prints, after.window, now)
    turns.follow(post, after, by, now)
    record(post.workspace_id, by, "post.approved", post, at=now, version=post.newest.number, note=note)


def locked_at(post: Post, seen: int) -> Post:
    """The post, held, if `seen` is its newest version. Raises Overtaken."""
    locked = Post.objects.locked(post.pk)
    if locked.newest.number != seen:
        raise Overtaken(_("A newer version exists. Read it before you answer."))
    return locked


def write(
    post: Post,
    so_far: Count,
    by: Actor,
    seat: Seat,
    answer: str,
    note: str,
    now: datetime,
    prints: Fingerprints,
    is_urgent: bool = False,
) -> Review:
    """One answer, with everything that it rests on. The database refuses one that breaks the four eyes."""
    asked = question(post, so_far.plan.four_eyes, by, seat.user_id)
    channels = seat.step.channels if seat.step and not is_urgent else frozenset({NOWHERE, *prints})
    not_before, not_after = so_far.plan.window(post.planned_at)
    return Review.objects.create(
        post=post,
        version=post.newest,
        user_id=by.user_id,
        contact_id=by.contact_id,
        seat_id=seat.user_id if by.contact_id is None else None,
        by_name=by.name[:200],
        via=by.via,
        answer=answer,
        note=note,
        at=now,
        step=seat.step.key if seat.step else ANYBODY,
        step_name=name_of(seat.step)[:80] if seat.step else "",
        round=post.review_round,
        covers={
            str(channel): said for channel, said in spelt(post.newest, prints).items() if channel in channels
        },
        not_before=not_before,
        not_after=not_after,
        is_urgent=is_urgent,
        four_eyes=asked.four_eyes,
        author_id=asked.author_id,
        editor_id=asked.editor_id,
    )


def _go_on(post: Post, by: Actor, prints: Fingerprints, now: datetime) -> Count:
    so_far = count(post, prints)
    if so_far.plan.steps and so_far.standing.is_agreed:
        settle(post, so_far, prints, by, now, "")
    else:
        turns.follow(post, so_far, by, now)
    return so_far


def _agree(post: Post, prints: Fingerprints, window: Window, now: datetime) -> None:
    post.insist_on_words()
    post.move("approved", approved_version=post.newest)
    pin(post.newest, prints, now, window)


def _say_no(post: Post, by: Actor, seen: int, note: str, now: datetime, answer: Review.Answer) -> None:
    post = locked_at(post, seen)
    so_far = count(post, {})
    seats = [seat for step in so_far.plan.steps for seat in places_in(step, so_far.house, by, now)]
    if so_far.plan.steps and not seats:
        raise NotYours(_("You are not asked about this post."))
    to, act = NO[answer]
    post.refuse_unless_allowed(to)
    write(post, so_far, by, seats[0] if seats else Seat(None, by.user_id), answer, note, now, {})
    post.move(to, review_round=post.review_round + 1)
    turns.close_all(post, now)
    record(post.workspace_id, by, act, post, at=now, version=seen, note=note)


NO = {
    Review.Answer.CHANGES: ("changes", "post.changes_asked"),
    Review.Answer.NO: ("rejected", "post.rejected"),
}


def _stood_in(by: Actor, seats: list[Seat]) -> str:
    """In whose places it was said, as seats; "" where all were their own."""
    return ", ".join(seat_of(seat.user_id) for seat in seats if seat.user_id not in {None, by.user_id})

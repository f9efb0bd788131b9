"""Say yes to a post, with what exactly goes out pinned; its plans go on with the new words.

The only place that brings the answers of reviews together with what would really be sent.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from planner.deliveries import compose, fitting, plan
from planner.deliveries.models import IN_DOUBT, UNSENT, Delivery
from planner.deliveries.voiding import prints_of, tell_voided, void
from planner.history.models import Actor
from planner.history.record import record
from planner.posts.models import Post, Version
from planner.remarks.models import Remark
from planner.reviews import answer, turns, urgent
from planner.reviews.models import Review
from planner.reviews.pins import Fingerprints, pinned
from planner.reviews.plans import plan_of
from planner.reviews.seats import own_seat
from planner.reviews.taken_back import note_taken_back
from planner.reviews.votes import Count, count, voter_of
from planner.states import WrongState
from planner.walltime import When


def approve(post: Post, by: Actor, seen: int, now: datetime, note: str = "") -> Count:
    """Say yes to version `seen`; with the last yes it is approved. Raises NotYours, Overtaken, WrongState."""
    return _with_pictures(post, by, now, lambda prints: answer.approve(post, by, seen, prints, now, note))


def approve_urgently(post: Post, by: Actor, seen: int, now: datetime, reason: str) -> Count:
    """One yes for all steps, with a reason. Raises as `approve`."""
    return _with_pictures(
        post, by, now, lambda prints: urgent.approve_urgently(post, by, seen, prints, now, reason)
    )


@transaction.atomic
def ask(post: Post, by: Actor, now: datetime) -> Count:
    """Ask for a review; what is agreed already, word for word, goes on at once. Raises WrongState."""
    said = answer.ask(post, by, prints_of(post), now)
    _go_on(post, by, now)
    return said


@transaction.atomic
def take_back(post: Post, by: Actor, now: datetime) -> None:
    """No longer asked for; what was answered counts no more."""
    Post.objects.locked(post.pk)
    post.refresh_from_db()
    post.withdraw(by)
    turns.close_all(post, now)


@transaction.atomic
def request_changes(post: Post, by: Actor, seen: int, note: str, now: datetime) -> None:
    """Send it back with a reason; an open comment of theirs is one too. Raises as `approve`."""
    comment = open_comment(post, by)
    said = note.strip() or (comment.text if comment else "")
    answer.request_changes(post, by, seen, said, now, has_comment=comment is not None)


def open_comment(post: Post, by: Actor) -> Remark | None:
    """The last that this person said in a thread that is not resolved."""
    mine = {"contact": by.contact_id} if by.contact_id is not None else {"user": by.user_id or 0}
    said = Remark.objects.filter(thread__post=post, thread__resolved_at=None, removed_at=None, **mine)
    return said.exclude(text="").order_by("-at", "-pk").first()


@transaction.atomic
def reject(post: Post, by: Actor, seen: int, note: str, now: datetime) -> None:
    """Close it with a reason; what is planned of it is cancelled. Raises as `approve`."""
    answer.reject(post, by, seen, note, now)
    for delivery in _unsent(post):
        delivery.step("cancelled", "cancelled", now, details={"by": by.name}, owner="", lease_until=None)


@transaction.atomic
def take_back_yes(post: Post, by: Actor, now: datetime) -> None:
    """This person's own yes counts no more, while nothing is out: what rests on it is asked for anew."""
    Post.objects.locked(post.pk)
    post.refresh_from_db()
    on_its_way = Delivery.objects.live().filter(post=post, state__in=("published", *IN_DOUBT))
    if on_its_way.exists():
        raise WrongState(_("It is out or on its way, so your yes stays."))
    mine = yeses_of(standing(post), by)
    if not mine or post.state not in {"in_review", "approved"}:
        raise WrongState(_("No yes of yours counts here."))
    note_taken_back(post, mine, by, now)
    if post.state == "in_review":
        look_again(post, by, now)
    elif not standing(post).standing.is_agreed:
        void(post, by, now, (), reason="person")


def yeses_of(so_far: Count, by: Actor) -> list[Review]:
    """This person's own that count now."""
    return [one for one in so_far.reviews if voter_of(one) == own_seat(by)]


@transaction.atomic
def look_again(post: Post, by: Actor, now: datetime) -> None:
    """Rules, people or time changed: a post in review may stand elsewhere."""
    if answer.look_again(post, by, prints_of(post), now) is not None:
        _go_on(post, by, now)


def standing(post: Post) -> Count:
    """How a post stands: what is missing, from whom."""
    return count(post, prints_of(post))


@transaction.atomic
def after_edit(post: Post, before: Version, by: Actor, now: datetime) -> None:
    """New words over agreed ones: kept where nothing of it goes out, else void, and it is said to whom.

    Call in the transaction of the edit, with the post as it is after it: a draft where it was approved.
    """
    prints = prints_of(post)
    if post.state == "in_review":
        tell_voided(post, before, prints, by, now)
        look_again(post, by, now)
        return
    if answer.keep(post, by, prints, now):
        _go_on(post, by, now)
        return
    there = pinned(before)
    changed = [
        channel
        for channel, one in prints.items()
        if channel not in there or there[channel].digest != one.digest
    ]
    void(post, by, now, changed, reason="words")


@transaction.atomic
def after_labels(post: Post, by: Actor, now: datetime) -> None:
    """Its labels may ask other people now, who have not seen it."""
    post.refresh_from_db()
    if post.state == "in_review":
        look_again(post, by, now)
    gone = Delivery.objects.live().filter(post=post, state__in=("published", *IN_DOUBT))
    if post.state != "approved" or gone.exists():
        return
    so_far = standing(post)
    from_before = any(not one.covers for one in so_far.reviews)  # yeses that did not say yet what they cover
    if so_far.plan.is_needed and not so_far.standing.is_agreed and not from_before:
        void(post, by, now, (), reason="labels")


@transaction.atomic
def carry_over(post: Post, by: Actor, now: datetime) -> None:
    """Deliveries that were planned with older words are planned again with the approved ones, same time.

    One whose time has come goes out late, or is missed and told, like any other: it is not dropped. One that
    a worker has claimed is taken from its hands; at the gate the worker finds it gone. One that the network
    refused was edited to be sent after all. One that would have gone out differently from what was agreed is
    free again: this is what was asked for.
    """
    version = Version.objects.complete().get(pk=post.newest.pk)
    waiting = _unsent(post)
    for delivery in waiting.filter(version=version, state="blocked", trouble__code="changed"):
        delivery.step("scheduled", "agreed_again", now, details={"by": by.name}, trouble={})
    old = list(waiting.exclude(version=version).select_for_update(of=("self",)))
    times: dict[When, set[int]] = {}
    for delivery in old:
        delivery.step("cancelled", "replaced", now, details={"by": by.name}, owner="", lease_until=None)
        when = When(delivery.due_at, delivery.wall, delivery.zone, delivery.fold)
        times.setdefault(when, set()).add(delivery.channel_id)
    begun = set(Delivery.objects.live().filter(post=post).values_list("channel_id", flat=True))
    kept = [one for one in version.channels() if one.state != "removed" and one.pk not in begun]
    for when, channel_ids in times.items():
        if channels := [channel for channel in kept if channel.pk in channel_ids]:
            plan.put_on(post, version, channels, when, by, now)


def _with_pictures(post: Post, by: Actor, now: datetime, say: Callable[[Fingerprints], Count]) -> Count:
    """Make the copies of its pictures, which takes time, and then answer in one transaction."""
    fitting.make_ready(post)
    with transaction.atomic():
        version = Version.objects.complete().get(pk=Post.objects.locked(post.pk).newest.pk)
        said = say(compose.fingerprints(version))
        _go_on(post, by, now)
        return said


def _go_on(post: Post, by: Actor, now: datetime) -> None:
    """With the last yes: what was planned goes on, and what has a time goes on the calendar by itself."""
    post.refresh_from_db()
    if post.state != "approved":
        return
    carry_over(post, by, now)
    if not plan_of(post).schedules_itself or post.planned_at is None or post.planned_at <= now:
        return
    if post.held_at or Delivery.objects.live().filter(post=post).exists() or not post.newest.wordings:
        return
    when = When(post.planned_at, post.planned_wall, post.planned_zone, post.planned_fold)
    try:
        with transaction.atomic():
            plan.schedule(post, plan.Plan(when), by, now)
    except (plan.NotPlanned, WrongState) as trouble:  # the yes stands; the author hears what is in the way
        record(post.workspace_id, by, "post.not_scheduled", post, at=now, reason=str(trouble))


def _unsent(post: Post) -> QuerySet[Delivery]:
    return Delivery.objects.filter(post=post, state__in=(*UNSENT, "claimed", "failed"), maybe_out=False)

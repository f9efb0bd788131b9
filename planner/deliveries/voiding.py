"""A yes that counts no more: the words, the time or the people who are asked have changed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from planner.deliveries import compose
from planner.deliveries.models import IN_DOUBT, Delivery
from planner.history.models import Actor, Entry
from planner.history.record import record
from planner.people.models import Workspace
from planner.posts.models import Post, Version
from planner.reviews import answer
from planner.reviews.models import Review
from planner.reviews.pins import Fingerprints, lets_out
from planner.reviews.plans import plan_of
from planner.reviews.policy import NOWHERE
from planner.reviews.taken_back import taken_back
from planner.reviews.votes import spelt


@transaction.atomic
def after_move(post: Post, by: Actor, now: datetime) -> None:
    """It stands at another time now: agreed all the same, unless that is outside of what was agreed to."""
    post.refresh_from_db()
    if post.state == "approved" and not lets_out(post.newest, post.planned_at):
        void(post, by, now, (), reason="time")


@transaction.atomic
def yeses_of(user_id: int, workspace: Workspace, by: Actor, now: datetime) -> int:
    """Somebody's yes is worth nothing any more: what rests on it and is not out is agreed anew.

    Gives how many posts. What may be on its way is left: it was agreed when it left.
    """
    gone = Delivery.objects.live().filter(state__in=("published", *IN_DOUBT))
    said = Review.objects.filter(user=user_id, answer=Review.Answer.YES, round=F("post__review_round"))
    resting = Post.objects.filter(workspace=workspace, state="approved", pk__in=said.values("post"))
    found = list(resting.exclude(pk__in=gone.values("post")).values_list("pk", flat=True))
    for pk in found:
        post = Post.objects.locked(pk)
        void(post, by, now, (), reason="person")
        Post.objects.filter(pk=pk).update(review_round=post.review_round + 1)
    return len(found)


def void(post: Post, by: Actor, now: datetime, channels: Iterable[int], reason: str) -> None:
    """What was agreed counts no more; say it to those who agreed, and ask again where the policy does.

    `reason` is "words", "time", "labels" or "person"; `channels` those that would get something else.
    """
    if post.state == "approved":
        post.move("draft", approved_version=None)
    said = _said(post)
    asks_again = plan_of(post).asks_again and not post.newest.content().is_blank
    _say(post, by, now, said, channels=sorted(channels), reason=reason, asks_again=asks_again)
    if asks_again:
        answer.ask(post, by, prints_of(post), now)


def tell_voided(post: Post, before: Version, prints: Fingerprints, by: Actor, now: datetime) -> None:
    """In the middle of a review new words void yeses that were said: it is said to whom."""
    was = spelt(before, compose.fingerprints_so_far(Version.objects.complete().get(pk=before.pk)))
    is_now = spelt(post.newest, prints)
    changed = {channel for channel in was.keys() & is_now.keys() if was[channel] != is_now[channel]}
    void = [one for one in _said(post) if any(one.covers.get(str(each)) == was[each] for each in changed)]
    if void:
        _say(post, by, now, void, channels=sorted(changed - {NOWHERE}), reason="words", asks_again=True)


def _said(post: Post) -> "QuerySet[Review]":
    """The yeses of this round that nobody has taken back."""
    said = Review.objects.filter(post=post, answer=Review.Answer.YES, round=post.review_round)
    return said.exclude(pk__in=taken_back(post.workspace_id, [post.pk])).select_related("contact")


def _say(post: Post, by: Actor, now: datetime, void: Iterable[Review], **details: object) -> None:
    """Write down whose yes it was: members, clients' contacts, and their names for the author."""
    said = list(void)
    who = {
        "told": sorted({one.user_id for one in said if one.user_id}),
        "contacts": sorted({one.contact_id for one in said if one.contact_id}),
        "person": ", ".join(dict.fromkeys(one.told_by for one in said)),
    }
    record(
        post.workspace_id,
        by,
        "post.approval_void",
        post,
        at=now,
        version=post.newest.number,
        **who,
        **details,
    )


def whose_yes_ended(post: Post, by: Actor) -> str:
    """The names of those whose yes ended with this person's newest words; "" where there was none."""
    void = Entry.objects.filter(workspace=post.workspace_id, act="post.approval_void", thing_id=post.pk)
    last = void.order_by("-number").first()
    if last is None or last.user_id != by.user_id or last.details.get("version") != post.newest.number:
        return ""
    return "" if post.state == "approved" else str(last.details.get("person", ""))


def prints_of(post: Post) -> Fingerprints:
    """What would go out now, as far as the copies of its pictures are made."""
    return compose.fingerprints_so_far(Version.objects.complete().get(pk=post.newest.pk))

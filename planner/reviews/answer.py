"""Answer about a version: approve it with what exactly goes out pinned, or ask for changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from planner.history.models import Actor
from planner.history.record import record
from planner.posts.models import Overtaken, Post, Version
from planner.reviews.models import Pin, Review
from planner.reviews.rules import Question, refusal
from planner.states import WrongState


class NotYours(Exception):
    """This person's yes does not count here."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What would be sent on one channel, from which account."""

    account_id: str
    digest: str


Fingerprints = Mapping[int, Fingerprint]  # by channel id


@transaction.atomic
def approve(post: Post, by: Actor, seen: int, prints: Fingerprints, now: datetime, note: str = "") -> None:
    """Say yes to version `seen`, which must be the newest: what was read is what is approved."""
    post = _locked_at(post, seen)
    if reason := refusal(_question(post, by)):
        raise NotYours(reason)
    _write(post, by, Review.Answer.YES, note, now)
    _approve(post, prints, now)
    record(post.workspace_id, by, "post.approved", post, at=now, version=seen, note=note)


@transaction.atomic
def approve_by_policy(post: Post, by: Actor, prints: Fingerprints, now: datetime) -> None:
    """Where nobody needs to agree, putting a post on the calendar agrees to it, and to how it looks now."""
    post = Post.objects.locked(post.pk)
    if post.workspace.needs_review:
        raise NotYours(_("Somebody must approve this post first. Ask for a review."))
    if post.state == "approved":
        pin(post.newest, prints, now)
    else:
        _approve(post, prints, now)
    record(post.workspace_id, by, "post.approved_by_policy", post, at=now, version=post.newest.number)


@transaction.atomic
def request_changes(post: Post, by: Actor, seen: int, note: str, now: datetime) -> None:
    """Send it back with a reason."""
    if len(note.strip()) < 3:
        raise WrongState(_("Say what should change, so that the author knows what to do."))
    post = _locked_at(post, seen)
    post.move("changes")
    _write(post, by, Review.Answer.CHANGES, note, now)
    record(post.workspace_id, by, "post.changes_asked", post, at=now, version=seen, note=note)


def is_pinned(version: Version, prints: Fingerprints) -> bool:
    """Is what would go out now what was agreed last, on every channel?"""
    pinned: dict[int, Fingerprint] = {}
    for one in Pin.objects.filter(version=version).order_by("at", "pk"):
        pinned[one.channel_id] = Fingerprint(one.account_id, one.digest)
    return all(pinned.get(channel_id) == now for channel_id, now in prints.items())


def pin(version: Version, prints: Fingerprints, now: datetime) -> None:
    """Write down what is approved on each channel."""
    Pin.objects.bulk_create(
        Pin(version=version, channel_id=channel_id, account_id=one.account_id, digest=one.digest, at=now)
        for channel_id, one in prints.items()
    )


def _approve(post: Post, prints: Fingerprints, now: datetime) -> None:
    post.insist_on_words()
    post.move("approved", approved_version=post.newest)
    pin(post.newest, prints, now)


def _locked_at(post: Post, seen: int) -> Post:
    locked = Post.objects.locked(post.pk)
    if locked.newest.number != seen:
        raise Overtaken(_("A newer version exists. Read it before you answer."))
    return locked


def _question(post: Post, by: Actor) -> Question:
    return Question(post.workspace.four_eyes, by.user_id, post.author_id, post.newest.by_id)


def _write(post: Post, by: Actor, answer: str, note: str, now: datetime) -> None:
    question = _question(post, by)
    Review.objects.create(
        post=post,
        version=post.newest,
        user_id=by.user_id,
        by_name=by.name[:200],
        answer=answer,
        note=note,
        at=now,
        four_eyes=question.four_eyes,
        author_id=question.author_id,
        editor_id=question.editor_id,
    )

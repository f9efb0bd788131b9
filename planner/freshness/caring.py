"""What people do about a post's freshness: say that it is right, answer for it, give it to somebody."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from planner.deliveries.stops import Stop
from planner.freshness import judging
from planner.freshness.gather import REVIEWED_FOR
from planner.freshness.models import Care, FactUse
from planner.freshness.seasons import window
from planner.history.record import record
from planner.people.models import User
from planner.people.permissions import Verb
from planner.posts.models import Post
from planner.states import WrongState
from planner.writing.desk import Person

LEAST_REASON = 3  # characters
OTHERWISE = 180  # days until a timely post that somebody reviews is reviewed again


@dataclass(frozen=True, slots=True)
class Terms:
    """Who looks after a post, by when it is read again, and when in the year it is of use.

    The season is two times "MM-DD", or empty. Without a day to read it again, the kind of the post says.
    """

    owner: User | None = None
    season_first: str = ""
    season_last: str = ""
    review_by: date | None = None


def still_valid(post: Post, who: Person, now: datetime) -> datetime:
    """Somebody has read it and it is right. Until when that holds.

    With the right to publish it also settles facts that have changed: the words are right as they are.
    """
    who.insist_on_changing(post)
    with transaction.atomic():
        post = Post.objects.locked(post.pk)
        until = now + timedelta(days=REVIEWED_FOR.get(post.kind, OTHERWISE))
        post.review_by = until.astimezone(post.workspace.zone).date()
        post.save(update_fields=["review_by"])
        Care.objects.update_or_create(
            post=post, defaults={"reviewed_at": now, "reviewed_by_name": who.actor.name[:200]}
        )
        settled = _settle(post, now) if Verb.PUBLISH in who.verbs else []
        record(
            post.workspace_id, who.actor, "post.still_valid", post, at=now, version=post.newest.number,
            until=post.review_by.isoformat(), facts=settled,
        )  # fmt: skip
    judging.judge_posts([post.pk], now)
    return until


def override(post: Post, reason: str, who: Person, now: datetime) -> int:
    """Let this version go out in spite of what was found so far. How many findings that were.

    What is found after this blocks it again, and so do other words.
    """
    who.insist(Verb.PUBLISH)
    reason = " ".join(reason.replace("\x00", "").split())[:500]
    if len(reason) < LEAST_REASON:
        raise WrongState(_("Give a reason: it is kept with your name."))
    judging.judge_posts([post.pk], now)
    with transaction.atomic():
        post = Post.objects.locked(post.pk)
        open_ = list(Stop.objects.filter(post=post, overridden_at=None))
        if not open_:
            raise WrongState(_("Nothing stops it."))
        Stop.objects.filter(pk__in=[stop.pk for stop in open_]).update(
            version=post.head, overridden_at=now, overridden_by=who.actor.user_id,
            overridden_by_name=who.actor.name[:200], overridden_reason=reason,
        )  # fmt: skip
        record(
            post.workspace_id, who.actor, "post.overridden", post, at=now, version=post.newest.number,
            reason=reason, findings=[stop.about for stop in open_],
        )  # fmt: skip
    return len(open_)


def terms_of(post: Post) -> Terms:
    care = Care.objects.filter(post=post).select_related("owner").first() or Care(post=post)
    return Terms(care.owner, care.season_first, care.season_last, post.review_by)


def look_after(post: Post, terms: Terms, who: Person, now: datetime) -> None:
    """Give it to somebody to look after, and say by when, and in which weeks of the year it is of use."""
    who.insist_on_changing(post)
    first, last = terms.season_first.strip(), terms.season_last.strip()
    if (first or last) and window(first, last) is None:
        raise WrongState(_("Write the first and the last day of its season as month and day, like 12-01."))
    owner = terms.owner
    if owner is not None and not owner.memberships.filter(workspace=post.workspace_id).exists():
        raise WrongState(_("Choose a member of this workspace."))
    with transaction.atomic():
        post = Post.objects.locked(post.pk)
        post.review_by = terms.review_by
        post.save(update_fields=["review_by"])
        Care.objects.update_or_create(
            post=post, defaults={"owner": owner, "season_first": first, "season_last": last}
        )
        record(
            post.workspace_id, who.actor, "post.cared_for", post, at=now, person=str(owner) if owner else "",
            first=first, last=last, review_by=terms.review_by.isoformat() if terms.review_by else "",
        )  # fmt: skip
    judging.judge_posts([post.pk], now)


def _settle(post: Post, now: datetime) -> list[str]:
    """The facts that had changed since they were right here, by name."""
    uses = FactUse.objects.filter(post=post).select_related("fact")
    flagged = [use for use in uses if use.fact.changed_at > use.seen_at]
    FactUse.objects.filter(pk__in=[use.pk for use in flagged]).update(seen_at=now)
    return [use.fact.name for use in flagged]

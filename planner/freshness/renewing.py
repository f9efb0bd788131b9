"""Writing an old post anew, and offering a good one to be said again."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from planner.freshness import judging, success
from planner.freshness.models import Refresh
from planner.freshness.worked import worked
from planner.history.record import record
from planner.people.permissions import Verb
from planner.posts.judged import Judged
from planner.posts.models import Post
from planner.queues import evergreen
from planner.queues.models import Evergreen
from planner.states import WrongState
from planner.walltime import of_instant
from planner.writing.desk import Person

AHEAD = timedelta(days=7)
FAR = timedelta(days=3650)


def refresh(post: Post, who: Person, now: datetime) -> Post:
    """A draft with the old one's words and labels, what is to be mended, and what worked."""
    who.insist(Verb.WRITE)
    with transaction.atomic():
        judged = Judged.objects.filter(post=post).first()
        labels = {"campaign": post.campaign, "pillar": post.pillar, "kind": post.kind}
        made = Post.objects.write(post.workspace, who.actor, post.newest.content(), **labels)
        made.tags.set(post.tags.all())
        made.plan_for(of_instant(_fresh_time(post, now), post.workspace.timezone))
        did = success.of_posts(post.workspace_id, [post.pk]).get(post.pk, success.NOTHING)
        Refresh.objects.create(
            old=post, new=made, at=now, by_name=who.actor.name[:200],
            lines=judged.lines if judged else [], percentile=did.percentile, worked=worked(post),
        )  # fmt: skip
        for use in post.fact_uses.all():
            made.fact_uses.create(fact=use.fact, seen_at=use.seen_at)
        record(post.workspace_id, who.actor, "post.refreshed", post, at=now, made=made.pk)
    judging.judge_posts([post.pk, made.pk], now)
    return made


def offer_again(post: Post, who: Person, now: datetime) -> Evergreen:
    """Hand a good post to the evergreen queue, on the usual terms."""
    made = evergreen.mark(post, evergreen.Terms(), who, now)
    judging.judge_posts([post.pk], now)
    return made


def _fresh_time(post: Post, now: datetime) -> datetime:
    """The old hour of the day on the same weekday, at least a week ahead."""
    old = post.planned_at
    if old is None:
        return (now + AHEAD).replace(minute=0, second=0, microsecond=0)
    if old > now + FAR:
        raise WrongState(_("It is planned too far ahead."))
    zone = post.workspace.zone
    wall = old.astimezone(zone)
    days = (now.astimezone(zone).date() - wall.date()).days + AHEAD.days
    weeks = max(0, -(-days // 7))
    return (wall + timedelta(days=7 * weeks)).astimezone(UTC)

"""A calendar feed: the posts one person may see, at a secret address for their own calendar program."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from planner.history.models import Actor
from planner.history.record import record
from planner.people.members import Refused
from planner.people.models import Membership, User, Workspace, hash_secret, new_secret
from planner.people.permissions import Verb

MOST_EACH = 20
TOUCH_EVERY = timedelta(minutes=1)


class Feed(models.Model):
    """Only the SHA-256 of its address is kept; the address is shown once."""

    PREFIX = "feed_"

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="feeds")
    user = models.ForeignKey(User, models.CASCADE, related_name="feeds")
    name = models.CharField(max_length=80)
    filters = models.CharField(max_length=500, blank=True)  # as in the calendar's address
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_read_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.name


@transaction.atomic
def make(membership: Membership, by: Actor, name: str, filters: str, now: datetime) -> tuple[Feed, str]:
    """A feed and its secret, which is shown once."""
    workspace, user = membership.workspace, membership.user
    Workspace.objects.select_for_update().only("pk").get(pk=workspace.pk)
    if Feed.objects.filter(workspace=workspace, user=user, revoked_at=None).count() >= MOST_EACH:
        raise Refused(
            _("You have %(most)s feeds here. Revoke one before you make another.") % {"most": MOST_EACH}
        )
    secret, hashed = new_secret(Feed.PREFIX)
    feed = Feed.objects.create(
        workspace=workspace, user=user, name=" ".join(name.split())[:80] or _("Calendar"),
        filters=filters[:500], token_hash=hashed,
    )  # fmt: skip
    record(workspace.pk, by, "feed.made", feed, at=now, name=feed.name)
    return feed, secret


def find(secret: str, now: datetime) -> Feed | None:
    """The feed behind a secret, if it is alive and its owner may still see the workspace."""
    if not secret.startswith(Feed.PREFIX) or len(secret) > 100:
        return None
    alive = Feed.objects.select_related("workspace", "user").filter(revoked_at=None, user__is_active=True)
    feed = alive.filter(token_hash=hash_secret(secret)).first()
    if feed is None or not _may_see(feed):
        return None
    _touch(feed, now)
    return feed


@transaction.atomic
def revoke(feed: Feed, by: Actor, now: datetime) -> None:
    """From now on its address opens nothing. Twice is once."""
    if Feed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=now):
        feed.revoked_at = now
        record(feed.workspace_id, by, "feed.revoked", feed, at=now, name=feed.name)


def _may_see(feed: Feed) -> bool:
    """By the role of today: who left the workspace reads nothing more."""
    membership = Membership.objects.filter(workspace=feed.workspace_id, user=feed.user_id).first()
    return membership is not None and membership.may(Verb.SEE)


def _touch(feed: Feed, now: datetime) -> None:
    """Remember that it was read, at most once a minute."""
    stale = Q(last_read_at=None) | Q(last_read_at__lte=now - TOUCH_EVERY)
    if feed.last_read_at is None or feed.last_read_at <= now - TOUCH_EVERY:
        Feed.objects.filter(stale, pk=feed.pk).update(last_read_at=now)

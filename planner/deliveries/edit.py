"""Change the words of a post that may be on the calendar: before they leave, never while."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from planner.deliveries import agree
from planner.deliveries.models import IN_DOUBT, Delivery
from planner.history.models import Actor
from planner.posts.content import Content
from planner.posts.models import Post, Version
from planner.states import WrongState


@transaction.atomic
def edit(post: Post, by: Actor, content: Content, based_on: int | None = None) -> Version | None:
    """A new version, or None when nothing changed. Its deliveries wait until it is agreed.

    What was agreed stays so where no channel would get anything else; else the yes is void and it is said.

    The post's row is locked here and at the gate, so an edit comes either before the intent (and shuts the
    gate) or after it (and is refused). Raises WrongState, Overtaken.
    """
    Post.objects.locked(post.pk)
    live = list(Delivery.objects.live().filter(post=post).values_list("channel_id", "state"))
    if any(state in IN_DOUBT for _channel, state in live):
        raise WrongState(_("It is being sent right now. Change it when we know whether it is out."))
    if live and all(state == "published" for _channel, state in live):
        raise WrongState(_("This post is out. Duplicate it to write a new one."))
    out = {channel for channel, state in live if state == "published"}
    if any(channel in out and state != "published" for channel, state in live):
        raise WrongState(_("A part of this thread is out. Cancel the rest of it, or let it go out first."))
    before = Post.objects.select_related("head").get(pk=post.pk)
    version = post.rewrite(by, content, based_on)
    if version is not None and before.state in {"approved", "in_review"}:
        agree.after_edit(post, before.newest, by, timezone.now())
        post.refresh_from_db()
    return version


@transaction.atomic
def archive(post: Post, by: Actor, now: datetime) -> None:
    """Put a post away. What was planned is cancelled; refused when something may be on its way."""
    Post.objects.locked(post.pk)
    for delivery in Delivery.objects.live().filter(post=post).select_for_update(of=("self",)):
        if delivery.state in IN_DOUBT:
            raise WrongState(_("It is being sent right now. Wait until we know whether it is out."))
        if delivery.state != "published":
            delivery.step("cancelled", "cancelled", now, details={"by": by.name}, owner="", lease_until=None)
    post.refresh_from_db()
    post.archive(by)

"""A post on hold: it keeps its time and its yes, and nothing of it goes out until somebody lets it go."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from planner.deliveries.models import Delivery
from planner.history.models import Actor
from planner.history.record import record
from planner.posts.models import Post
from planner.states import WrongState


@transaction.atomic
def hold(post: Post, by: Actor, reason: str, now: datetime) -> None:
    """Nothing new of it is begun from here on; the gate looks. Raises WrongState where nothing is left."""
    post = Post.objects.locked(post.pk)
    if post.state == "archived":
        raise WrongState(_("This post is archived."))
    if post.held_at is not None:
        raise WrongState(_("It is on hold already."))
    states = set(Delivery.objects.live().filter(post=post).values_list("state", flat=True))
    if states and states <= {"published"}:
        raise WrongState(_("It is out already."))
    _set(post, now, " ".join(reason.split())[:300])
    record(post.workspace_id, by, "post.held", post, at=now, reason=post.hold_reason)


@transaction.atomic
def release(post: Post, by: Actor, now: datetime) -> None:
    """It goes out at its time again; what was missed meanwhile waits for a decision."""
    post = Post.objects.locked(post.pk)
    if post.held_at is None:
        raise WrongState(_("It is not on hold."))
    _set(post, None, "")
    record(post.workspace_id, by, "post.released", post, at=now)


def _set(post: Post, held_at: datetime | None, reason: str) -> None:
    post.held_at, post.hold_reason = held_at, reason
    post.save(update_fields=["held_at", "hold_reason"])

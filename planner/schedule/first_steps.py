"""The first steps of a workspace: what is there already, and where the next thing is done. One query."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.people.models import Invitation, Membership, Workspace
from planner.people.permissions import Verb
from planner.posts.models import Post
from planner.queues.models import Slot

OURS = ("site", "sandbox")  # here without anybody's doing


@dataclass(frozen=True, slots=True)
class Step:
    word: str
    is_done: bool
    address: str


@dataclass(frozen=True, slots=True)
class FirstSteps:
    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if not step.is_done), None)


def first_steps(membership: Membership, verbs: Collection[Verb], now: datetime) -> FirstSteps | None:
    """For somebody who writes; None once all are done, or put away by this person."""
    if membership.steps_done_at is not None or Verb.WRITE not in verbs:
        return None
    found = FirstSteps(tuple(_steps(membership.workspace, _there(membership), verbs)))
    if found.next is None:
        put_away(membership, now)
        return None
    return found


def put_away(membership: Membership, now: datetime) -> None:
    """For good, and for this person only."""
    Membership.objects.filter(pk=membership.pk, steps_done_at=None).update(steps_done_at=now)


def _there(member: Membership) -> dict[str, Any]:
    """Whether there is such a thing, or the newest of its kind. Each is the first row of an index."""
    ours = {"workspace": OuterRef("pk")}
    channels = Channel.objects.filter(**ours).here()
    posts = Post.objects.filter(**ours, example=False, brought=None)  # what came from a table shows no step
    out = Delivery.objects.filter(channel__workspace=OuterRef("pk"), state="published", post__example=False)
    out = out.filter(post__brought=None)
    asked = {
        "network": Exists(channels.exclude(network__in=OURS)),
        "channel": Subquery(channels.order_by("pk").values("pk")[:1]),
        "post": Exists(posts),
        "open": _newest(posts.filter(state="draft")),
        "agreed": _newest(posts.filter(state="approved")),
        "delivery": Subquery(
            Delivery.objects.filter(**ours, post__example=False, post__brought=None)
            .order_by("-due_at")
            .values("pk")[:1]
        ),
        "out": Exists(out),
        "slot": Exists(Slot.objects.filter(channel__workspace=OuterRef("pk"))),
        "colleague": Exists(Membership.objects.filter(**ours).exclude(user=member.user_id)),
        "invited": Exists(Invitation.objects.filter(**ours)),
    }
    return dict[str, Any](Workspace.objects.filter(pk=member.workspace_id).values(**asked).get())


def _newest(posts: "QuerySet[Post]") -> Subquery:
    return Subquery(posts.order_by("-pk").values("pk")[:1])


def _steps(workspace: Workspace, there: Mapping[str, Any], verbs: Collection[Verb]) -> Iterator[Step]:
    """In the order in which people come by them; only what this person may do."""

    def at(name: str, **ids: int) -> str:
        return reverse(name, kwargs={"workspace": workspace.slug, **ids})

    post = there["open"] or there["agreed"]
    draft = at("post", post_id=post) if post else at("post-new")
    agreed = at("post", post_id=there["agreed"]) if there["agreed"] else draft
    planned = there["delivery"]
    if Verb.CHANNELS in verbs:
        yield Step(_("Connect a channel"), there["network"], at("channel-new"))
    yield Step(_("Write a post"), there["post"], at("post-new"))
    if workspace.needs_review:
        yield Step(_("Get a yes"), bool(there["agreed"] or planned), draft)
    if Verb.SCHEDULE in verbs:
        yield Step(_("Schedule it"), bool(planned), agreed)
    yield Step(_("See it go out"), there["out"], at("delivery", delivery_id=planned) if planned else agreed)
    if Verb.SCHEDULE in verbs:
        slots = at("channel-slots", channel_id=there["channel"]) if there["channel"] else at("channel-new")
        yield Step(_("Set weekly times"), there["slot"], slots)
    if Verb.MEMBERS in verbs:
        yield Step(_("Invite a colleague"), there["colleague"] or there["invited"], at("members"))

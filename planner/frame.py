"""What every page's frame shows: what waits, and whether publishing is alive. One query for a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from planner.channels.models import Channel
from planner.deliveries import by_hand
from planner.deliveries.health import OVERDUE_AFTER
from planner.deliveries.identity import COPIED
from planner.deliveries.models import Delivery
from planner.deliveries.skew import HOLD
from planner.history.models import Actor
from planner.installation import Heartbeat, Installation
from planner.notices.models import Notice
from planner.people.models import Membership, Workspace
from planner.people.permissions import Verb
from planner.posts.judged import TO_DO, Judged
from planner.posts.models import Post
from planner.reviews.inbox import unseen_by, waiting_for


@dataclass(frozen=True, slots=True)
class Frame:
    waiting: int  # posts that wait for the answer of the person who looks, or for their look afterwards
    channels: int
    broken: int  # channels to be connected again
    overdue: int
    held: int  # deliveries that a person must decide about
    by_hand: int  # those that a person publishes by hand now
    worker_seen_at: datetime | None
    worker_silent: bool
    paused_at: datetime | None
    pause_reason: str
    all_paused_at: datetime | None
    all_pause_reason: str
    copied: bool
    clock_ahead: int  # seconds that our clock is ahead of what the networks say
    clock_behind: int
    unread: int  # notices of the person who looks
    stale: int  # posts of which freshness says that something is to be done
    clock_holds: bool  # so far off that nothing is published


def frame(request: HttpRequest) -> dict[str, object]:
    workspace: Workspace | None = getattr(request, "workspace", None)
    if workspace is None:
        return {"frame": None, "zone": "UTC"}
    return {
        "frame": SimpleLazyObject(
            lambda: read(workspace, timezone.now(), request.user.pk, _membership(request))
        ),
        "zone": workspace.timezone,
        "workspace": workspace,
        "may": SimpleLazyObject(lambda: _verbs(request)),
    }


def _verbs(request: HttpRequest) -> dict[str, bool]:
    """What this person may do here, for the templates: `may.schedule`."""
    membership = _membership(request)
    return {verb.value: membership.may(verb) for verb in Verb}


def _membership(request: HttpRequest) -> Membership:
    return request.membership  # type: ignore[attr-defined, no-any-return]


def read(
    workspace: Workspace, now: datetime, user_id: int | None = None, member: Membership | None = None
) -> Frame:
    """Everything the frame shows of this workspace at this moment, to this person."""
    mine = OuterRef("pk")
    deliveries = Delivery.objects.annotate(home=F("workspace_id") + 0)  # found by state, which is rarer
    unsent = deliveries.filter(
        state__in=("scheduled", "waiting", "claimed", "sending"),
        due_at__lt=now - timedelta(seconds=OVERDUE_AFTER),
        post__state="approved",
        channel__state="active",
    )
    row: Mapping[str, Any] = (
        Workspace.objects.filter(pk=workspace.pk)
        .annotate(
            waiting=_count(Post.objects.filter(workspace=mine, state="in_review")),
            to_look_at=_count(unseen_by(user_id).filter(post__workspace=mine)),
            channel_count=_count(Channel.objects.here().filter(workspace=mine)),
            broken=_count(Channel.objects.filter(workspace=mine, state="reconnect")),
            overdue=_count(unsent.filter(home=mine)),
            held=_count(deliveries.filter(home=mine, state="held")),
            by_hand=_count(deliveries.filter(home=mine, state="held", trouble__code=by_hand.CODE)),
            unread=_count(Notice.objects.filter(workspace=mine, user=user_id, is_shown=True).unread()),
            stale=_count(Judged.objects.filter(workspace=mine, rank__lt=len(TO_DO))),
            seen=Subquery(Heartbeat.objects.order_by("-seen_at").values("seen_at")[:1]),
            stopped_at=Subquery(Installation.objects.values("paused_at")[:1]),
            skew=Subquery(Installation.objects.values("clock_skew")[:1]),
            stopped_why=Subquery(Installation.objects.values("pause_reason")[:1]),
        )
        .values()
        .get()
    )
    seen = row["seen"]
    return Frame(
        waiting=_waiting(workspace, now, member, row),
        channels=row["channel_count"],
        broken=row["broken"],
        overdue=0 if row["paused_at"] or row["stopped_at"] else row["overdue"],
        held=row["held"] - row["by_hand"],
        by_hand=row["by_hand"],
        worker_seen_at=seen,
        worker_silent=seen is None or now - seen > timedelta(seconds=settings.WORKER_SILENT_AFTER),
        paused_at=row["paused_at"],
        pause_reason=row["pause_reason"],
        all_paused_at=row["stopped_at"],
        all_pause_reason=row["stopped_why"] or "",
        copied=(row["stopped_why"] or "") == COPIED,
        unread=row["unread"],
        stale=row["stale"],
        clock_ahead=max(0, row["skew"] or 0),
        clock_behind=max(0, -(row["skew"] or 0)),
        clock_holds=abs(row["skew"] or 0) > HOLD,
    )


def _waiting(workspace: Workspace, now: datetime, member: Membership | None, row: Mapping[str, Any]) -> int:
    """What this person is asked, and what went the urgent way and somebody should look at."""
    if member is None or not member.may(Verb.REVIEW):
        return 0
    asked = waiting_for(workspace, Actor(member.user_id, ""), now) if row["waiting"] else 0
    return asked + (row["to_look_at"] if member.may(Verb.SEE) else 0)


def _count(rows: "QuerySet[Any]") -> Coalesce:
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

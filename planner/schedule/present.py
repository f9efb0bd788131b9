"""What a calendar says of this moment: what goes out next, and where the histories stand. One query."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from planner.deliveries.models import Delivery
from planner.deliveries.story import Step
from planner.history.models import Entry
from planner.people.models import Workspace
from planner.schedule.cards import title_of


@dataclass(frozen=True, slots=True)
class Next:
    """The next thing that goes out."""

    post_id: int
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Present:
    """`marker` spells the last act of a person here and the last step of any delivery: `12-345`."""

    marker: str
    next: Next | None


def present(workspace: Workspace, now: datetime) -> Present:
    acts = Entry.objects.filter(workspace=OuterRef("pk")).order_by("-number")
    steps = Step.objects.order_by("-pk")
    ahead = Delivery.objects.filter(
        workspace=OuterRef("pk"),
        due_at__gte=now,
        state__in=("scheduled", "waiting"),
        post__held_at__isnull=True,
    ).order_by("due_at", "pk")
    said = ("post", "version__title", "version__text", "due_at")
    act, step, *soonest = (
        Workspace.objects.filter(pk=workspace.pk)
        .values_list(
            Subquery(acts.values("number")[:1]),
            Subquery(steps.values("pk")[:1]),
            *(Subquery(ahead.values(column)[:1]) for column in said),
        )
        .get()
    )
    post, title, text, at = soonest
    return Present(f"{act or 0}-{step or 0}", Next(post, title_of(title, text), at) if post else None)

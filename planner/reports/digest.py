"""What to do next: the few most useful things, each with where it is done. Nothing is made up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planner.deliveries.models import Delivery
from planner.history.models import Actor
from planner.insights.lift import HIGH
from planner.insights.models import Outcome
from planner.insights.said import signed
from planner.people.models import Membership, Workspace
from planner.people.permissions import Verb
from planner.posts.judged import TO_DO, Judged
from planner.reports.rows import rows_of
from planner.reports.said import count
from planner.reports.span import Span
from planner.reports.totals import best
from planner.reviews.inbox import waits_for
from planner.schedule.notices import notices

MOST = 5
BACK, AHEAD = timedelta(days=7), timedelta(days=14)
PRESSING = ("slot", "gap")


@dataclass(frozen=True, slots=True)
class ToDo:
    text: str
    link: str


def next_things(membership: Membership, now: datetime) -> list[ToDo]:
    """For this person, the most pressing first; empty where there is nothing."""
    workspace = membership.workspace
    found = [
        *_not_out(workspace, now),
        *_reviews(membership, now),
        *_stale(workspace),
        *_gaps(workspace, now),
    ]
    worked = list(_worked(workspace, now))
    return [*found[: MOST - len(worked)], *worked]


def _not_out(workspace: Workspace, now: datetime) -> Iterator[ToDo]:
    lately = Delivery.objects.filter(workspace=workspace, part=0, due_at__gte=now - BACK, due_at__lt=now)
    n = lately.filter(state__in=("missed", "failed", "held", "blocked")).values("post").distinct().count()
    if n:
        words = ngettext(
            "%(n)s post of the last seven days did not go out as planned: decide what becomes of it.",
            "%(n)s posts of the last seven days did not go out as planned: decide what becomes of them.",
            n,
        )
        yield ToDo(words % {"n": count(n)}, f"{_to(workspace, 'calendar')}?view=list")


def _reviews(membership: Membership, now: datetime) -> Iterator[ToDo]:
    if not membership.may(Verb.REVIEW):
        return
    by = Actor(membership.user_id, str(membership.user))
    if n := len(waits_for(membership.workspace, by, now)):
        words = ngettext("%(n)s post waits for your answer.", "%(n)s posts wait for your answer.", n)
        yield ToDo(words % {"n": count(n)}, _to(membership.workspace, "review"))


def _stale(workspace: Workspace) -> Iterator[ToDo]:
    if n := Judged.objects.filter(workspace=workspace, action__in=TO_DO).count():
        words = ngettext("%(n)s post may no longer serve.", "%(n)s posts may no longer serve.", n)
        yield ToDo(words % {"n": count(n)}, _to(workspace, "freshness"))


def _gaps(workspace: Workspace, now: datetime) -> Iterator[ToDo]:
    today = now.astimezone(workspace.zone).date()
    noticed = notices(workspace, today, today + AHEAD, now).notices
    yield from [ToDo(one.sentence, one.link) for one in noticed if one.kind in PRESSING][:2]


def _worked(workspace: Workspace, now: datetime) -> Iterator[ToDo]:
    """What did clearly better than usual last week: worth a look before the next is written."""
    today = now.astimezone(workspace.zone).date()
    rows = rows_of(workspace, Span(today - BACK, today))
    for row in best(rows, 1):
        outcome = Outcome.objects.filter(pk=row.delivery_id).first()
        if outcome is None or (outcome.percentile or 0) < HIGH or (row.lift or 0) <= 0:
            return
        known = {"name": row.name, "percent": signed(row.lift or 0)}
        words = _("“%(name)s” did best last week: %(percent)s against its channel’s usual.")
        yield ToDo(words % known, reverse("post", args=[workspace.slug, row.post_id]))


def _to(workspace: Workspace, name: str) -> str:
    return reverse(name, args=[workspace.slug])

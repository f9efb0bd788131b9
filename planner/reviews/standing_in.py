"""Somebody went away while a step waits for them: whoever stands in for them is told, once.

What is asked while they are away names their stand-ins at once (turns.py: asked). This is for what waited
before.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from planner.history.models import WORKER, Entry
from planner.history.record import record
from planner.people.groups import Absence
from planner.people.models import Workspace
from planner.posts.models import Post
from planner.reviews.models import Review, Turn
from planner.reviews.plans import House
from planner.reviews.policy import seat_of
from planner.reviews.progress import names_of
from planner.reviews.seats import stand_ins
from planner.reviews.taken_back import taken_back

ASKED = ("post.step_opened", "post.step_escalated", "post.stood_in")  # acts that name who stands in
MOST = 1000


def waiting(now: datetime) -> Iterable[Turn]:
    """Open turns of workspaces in which somebody is away now, that were opened before that."""
    away = Absence.objects.filter(from_at__lte=now, until_at__gt=now)
    here = away.filter(workspace=OuterRef("post__workspace"))
    turns = Turn.objects.filter(Exists(here), closed_at=None, post__state="in_review")
    return turns.select_related("post__workspace", "post__head").order_by("pk")[:MOST]


def tell_stand_ins(now: datetime) -> int:
    """Of every step that waits for somebody who is away. How many were told."""
    houses: dict[int, House] = {}
    told = 0
    for turn in waiting(now):
        house = houses.setdefault(turn.post.workspace_id, House(turn.post.workspace))
        if _unasked(turn, house, now):
            told += _tell(turn.pk, now)
    return told


@transaction.atomic
def _tell(turn_id: int, now: datetime) -> int:
    """Of two workers the second finds it told."""
    post = Post.objects.locked(Turn.objects.values_list("post_id", flat=True).get(pk=turn_id))
    turn = Turn.objects.filter(pk=turn_id, closed_at=None, post__state="in_review").first()
    if turn is None:
        return 0
    turn.post = post
    house = House(Workspace.objects.get(pk=post.workspace_id))
    unasked = _unasked(turn, house, now)
    for pk, absent in unasked.items():
        said = {"step": turn.step_name, "key": turn.step, "stand_ins": [pk], "absent": absent}
        names = {"version": post.newest.number, "person": _names(absent)}
        by_when = turn.deadline_at.isoformat() if turn.deadline_at else ""
        record(post.workspace_id, WORKER, "post.stood_in", post, at=now, deadline_at=by_when, **said, **names)
    return len(unasked)


def _unasked(turn: Turn, house: House, now: datetime) -> dict[int, list[int]]:
    """Who may answer in somebody's place in this step, and was not told that it waits."""
    post = turn.post
    plan = house.plan(post, post.newest, escalated={turn.step} if turn.escalated_at else ())
    step = plan.step(turn.step)
    if step is None or not (found := stand_ins(post, plan, house, step.seats, now)):
        return {}
    yeses = Review.objects.filter(
        post=post, version=post.newest, step=turn.step, round=turn.round, answer=Review.Answer.YES
    )
    yeses = yeses.exclude(pk__in=taken_back(post.workspace_id, [post.pk]))
    answered = {pk for row in yeses.values_list("user_id", "seat_id") for pk in row}
    acts = Entry.objects.filter(
        workspace=post.workspace_id, act__in=ASKED, at__gte=turn.opened_at, thing_id=post.pk
    )
    details = [one for one in acts.values_list("details", flat=True) if one.get("key") == turn.step]
    asked = {pk for one in details for pk in one.get("stand_ins", ())}
    return {
        pk: left
        for pk, absent in found.items()
        if pk not in asked | answered and (left := [one for one in absent if one not in answered])
    }


def _names(absent: list[int]) -> str:
    return ", ".join(sorted(names_of(map(seat_of, absent)).values()))

"""Whose turn it is: opened when a step begins to wait, with its deadline, and closed when it has its yes."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from planner.history.models import Actor
from planner.history.record import record
from planner.posts.models import Post
from planner.reviews.models import Turn
from planner.reviews.plans import House, Plan, name_of
from planner.reviews.policies import Asking
from planner.reviews.policy import Stand
from planner.reviews.seats import stand_ins
from planner.reviews.votes import Count


def follow(post: Post, count: Count, by: Actor, now: datetime) -> None:
    """Let the turns of a post be those of the steps that wait now. Inside the caller's transaction."""
    waiting = {one.step.key: one for one in count.standing.open} if post.state == "in_review" else {}
    there = {turn.step: turn for turn in open_turns(post)}
    for key, turn in there.items():
        if key not in waiting or turn.round != post.review_round:
            Turn.objects.filter(pk=turn.pk).update(closed_at=now)
        else:
            _keep_deadline(turn, deadline(post, count.plan, key, turn.opened_at), now)
    for key, stand in waiting.items():
        if key not in there or there[key].round != post.review_round:
            _open(post, count, stand, by, now)
    stands = count.standing.stands
    alone = stands[0] if len(stands) == 1 else None  # then people are counted, not steps
    said = {
        "steps_done": alone.said if alone else count.standing.done,
        "steps_asked": alone.step.needed if alone else max(1, len(stands)),
    }
    Post.objects.filter(pk=post.pk).update(**said)
    post.steps_done, post.steps_asked = said["steps_done"], said["steps_asked"]


def close_all(post: Post, now: datetime) -> None:
    """Nobody is asked any more."""
    Turn.objects.filter(post=post, closed_at__isnull=True).update(closed_at=now)


def open_turns(post: Post) -> Iterable[Turn]:
    return Turn.objects.filter(post=post, closed_at__isnull=True)


def deadline(post: Post, plan: Plan, key: str, opened_at: datetime) -> datetime | None:
    """By when this step should answer; None where nothing is said, or the post has no time to count from."""
    asking = plan.askings.get(key)
    if asking is None or asking.deadline_hours is None:
        return None
    hours = timedelta(hours=asking.deadline_hours)
    if asking.deadline_since == Asking.Since.ASKED:
        return opened_at + hours
    return post.planned_at - hours if post.planned_at else None


def asked(
    post: Post, plan: Plan, house: House, seats: Collection[str], now: datetime
) -> dict[str, list[int]]:
    """Seats as the history tells them: members, contacts, and who stands in for somebody who is away."""
    told = [seat.split(":") for seat in sorted(seats)]
    return {
        "approvers": [int(pk) for kind, pk in told if kind == "user"],
        "contacts": [int(pk) for kind, pk in told if kind == "contact"],
        "stand_ins": sorted(stand_ins(post, plan, house, seats, now)),
    }


def _open(post: Post, so_far: Count, stand: Stand, by: Actor, now: datetime) -> None:
    step, plan = stand.step, so_far.plan
    by_when = deadline(post, plan, step.key, now)
    Turn.objects.create(
        post=post,
        round=post.review_round,
        step=step.key,
        step_name=name_of(step)[:80],
        version_number=post.newest.number,
        opened_at=now,
        looked_at=now,
        deadline_at=by_when,
    )
    record(
        post.workspace_id,
        by,
        "post.step_opened",
        post,
        at=now,
        version=post.newest.number,
        step=name_of(step),
        key=step.key,
        deadline_at=by_when.isoformat() if by_when else "",
        **asked(post, plan, so_far.house, stand.seats_left, now),
    )


def _keep_deadline(turn: Turn, by_when: datetime | None, now: datetime) -> None:
    """The post was moved: what was said about the old deadline is said again where there is more time now."""
    changes: dict[str, object] = {"looked_at": now}
    if by_when != turn.deadline_at:
        changes["deadline_at"] = by_when
        if by_when is None or (turn.deadline_at is not None and by_when > turn.deadline_at):
            changes |= {"reminded": 0, "timed_out_at": None}
    Turn.objects.filter(pk=turn.pk).update(**changes)

"""What is done about a step that waits: reminders at half and nine tenths of its time, and its end.

Called by a timer. A step that nobody can answer is treated as out of time at once: it is never passed over
in silence, and a legal one never at all. A post whose own time comes before its yes is told, not published.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from planner.history.models import WORKER, Entry
from planner.history.record import record
from planner.people.models import Workspace
from planner.posts.models import Post
from planner.reviews.models import Turn
from planner.reviews.plans import House, Plan, name_of
from planner.reviews.policies import Asking
from planner.reviews.policy import Step
from planner.reviews.turns import asked

LEAST_BEFORE_SKIP = timedelta(hours=1)  # else whoever plans a post for soon would choose who is not asked
LONG_AGO = datetime.min.replace(tzinfo=UTC)
REMIND_AT = (50, 90)  # per cent of the time between being asked and the deadline


def due(now: datetime) -> "QuerySet[Turn]":
    """Turns about which there may be something to do: with a deadline, or past their post's time."""
    waiting = Turn.objects.filter(closed_at=None, post__state="in_review")
    untold = Q(slot_passed_at=None) | Q(slot_passed_at__lt=F("post__planned_at"))  # or of an earlier time
    to_tell = Q(deadline_at__isnull=False, timed_out_at=None) | (Q(post__planned_at__lte=now) & untold)
    return waiting.filter(to_tell).select_related("post__workspace", "post__head").order_by(F("deadline_at"))


RULES = (
    "workspace.changed", "policy.added", "policy.changed", "policy.removed", "step.added", "step.changed",
    "step.removed", "steps.ordered", "group.added", "group.changed", "group.removed", "contact.added",
    "contact.changed", "contact.removed", "route.added", "route.changed", "route.removed", "absence.set",
    "absence.ended", "member.joined", "member.role", "member.removed",
)  # fmt: skip  # acts after which a post in review may stand elsewhere


def to_look_at_again() -> Iterable[Turn]:
    """Turns that wait by rules, or for people, that have changed since they were looked at."""
    waiting = Turn.objects.filter(closed_at=None, post__state="in_review")
    newest = Entry.objects.filter(workspace=OuterRef("pk"), act__in=RULES).order_by("-number")
    changed = Workspace.objects.filter(pk__in=waiting.values("post__workspace"))
    for pk, at in changed.annotate(at=Subquery(newest.values("at")[:1])).values_list("pk", "at"):
        if at is not None:
            yield from waiting.filter(post__workspace=pk, looked_at__lte=at)[:1000]


def without_a_turn() -> "QuerySet[Post]":
    """Posts in review about which nobody was asked yet: they were asked for before there were turns."""
    waiting = Turn.objects.filter(closed_at=None, post=OuterRef("pk"))
    return Post.objects.filter(~Exists(waiting), state="in_review").order_by("pk")


def stuck(now: datetime) -> Iterable[tuple[Turn, Step]]:
    """Turns of steps in which nobody is left who could answer."""
    waiting = Turn.objects.filter(closed_at=None, timed_out_at=None, post__state="in_review")
    houses: dict[int, House] = {}
    for turn in waiting.select_related("post__workspace", "post__head")[:500]:
        house = houses.setdefault(turn.post.workspace_id, House(turn.post.workspace))
        step = house.plan(turn.post, turn.post.newest).step(turn.step)
        if step is not None and not house.can_answer(step, now):
            yield turn, step


@dataclass(frozen=True, slots=True)
class Waits:
    """A turn with its step and everything that was read to attend to it."""

    post: Post
    turn: Turn
    step: Step
    plan: Plan
    house: House

    def tell(self, act: str, now: datetime, **details: object) -> None:
        """Write it into the history, from which people are told."""
        said = {
            "version": self.post.newest.number,
            "step": name_of(self.step),
            "key": self.step.key,
            **asked(self.post, self.plan, self.house, self.step.seats, now),
            **details,
        }
        record(self.post.workspace_id, WORKER, act, self.post, at=now, **said)

    def others(self, now: datetime) -> dict[str, list[int]]:
        """Who is asked as well, when it takes too long."""
        group = self.plan.askings[self.step.key].escalate_to
        seats = self.house.seats_of((), [group] if group else [])
        people = asked(self.post, self.plan, self.house, seats | self.step.seats, now)
        new = asked(self.post, self.plan, self.house, seats, now)
        return {"users": new["approvers"], "contacts": new["contacts"], "stand_ins": people["stand_ins"]}


@transaction.atomic
def attend(turn_id: int, now: datetime) -> bool:
    """Do what is due about one turn, once; True where the post may stand elsewhere now."""
    post_id = Turn.objects.values_list("post_id", flat=True).get(pk=turn_id)
    post = Post.objects.locked(post_id)
    turn = Turn.objects.filter(pk=turn_id, closed_at=None).first()
    if turn is None or post.state != "in_review" or turn.round != post.review_round:
        return False
    house = House(post.workspace)
    plan = house.plan(post, post.newest, escalated={turn.step} if turn.escalated_at else ())
    step = plan.step(turn.step)
    if step is None:
        return True  # the step is gone from the policy
    waits = Waits(post, turn, step, plan, house)
    if post.planned_at is not None and (turn.slot_passed_at or LONG_AGO) < post.planned_at <= now:
        Turn.objects.filter(pk=turn.pk).update(slot_passed_at=now)
        waits.tell("post.slot_passed", now)
    if turn.timed_out_at is not None:
        return False
    if not house.can_answer(step, now):
        return _out_of_time(waits, now, why="nobody")
    if turn.deadline_at is None:
        return False
    if now >= turn.deadline_at:
        return _out_of_time(waits, now, why="time")
    if (percent := reminder(turn, now)) > turn.reminded:
        Turn.objects.filter(pk=turn.pk).update(reminded=percent)
        waits.tell("post.deadline_near", now, percent=percent, deadline_at=turn.deadline_at.isoformat())
    return False


def reminder(turn: Turn, now: datetime) -> int:
    """The last reminder, in per cent of the step's time, that should have been sent by now; 0: none yet."""
    if turn.deadline_at is None or turn.deadline_at <= turn.opened_at:
        return 0
    part = (now - turn.opened_at) / (turn.deadline_at - turn.opened_at) * 100
    return max((percent for percent in REMIND_AT if percent <= part), default=0)


def next_reminder(turn: Turn) -> datetime | None:
    """When the next one is due; None where there is none."""
    if turn.deadline_at is None:
        return None
    left = [percent for percent in REMIND_AT if percent > turn.reminded]
    whole: timedelta = turn.deadline_at - turn.opened_at
    return turn.opened_at + whole * left[0] / 100 if left else turn.deadline_at


def _out_of_time(waits: Waits, now: datetime, why: str) -> bool:
    """Escalate, pass over, or only tell, as the policy says; what cannot be done is told."""
    turn, asking = waits.turn, waits.plan.askings.get(waits.step.key)
    Turn.objects.filter(pk=turn.pk).update(timed_out_at=now)
    waits.tell("post.step_late", now, reason=why)
    if asking is None:
        return False
    if asking.escalate_to is not None and (asking.on_timeout == Asking.Timeout.ESCALATE or why == "nobody"):
        Turn.objects.filter(pk=turn.pk).update(escalated_at=now)
        waits.tell("post.step_escalated", now, group=asking.escalate_to.name, **waits.others(now))
        return True
    had_time = why == "nobody" or (turn.deadline_at or now) - turn.opened_at >= LEAST_BEFORE_SKIP
    if asking.on_timeout == Asking.Timeout.SKIP and not asking.is_legal and had_time:
        Turn.objects.filter(pk=turn.pk).update(skipped_at=now)
        waits.tell("post.step_skipped", now)
        return True
    return False

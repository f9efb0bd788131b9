"""What waits for a yes, the most urgent first, and who may give it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Case, Exists, F, Max, OuterRef, Prefetch, QuerySet, When
from django.utils.translation import gettext as _

from planner.channels.models import Channel
from planner.history.models import Actor, Entry
from planner.people.models import Workspace
from planner.posts.models import Post, Version
from planner.reviews.models import Afterlook, Review, Turn
from planner.reviews.plans import House, Plan, name_of
from planner.reviews.policy import Step
from planner.reviews.rules import refusal
from planner.reviews.seats import Seat, places_in, question
from planner.reviews.taken_back import taken_back

MOST = 100
SOON = timedelta(hours=24)
HARDLY, LIKELY = 10, 50  # per cent


Row = TypeVar("Row", Turn, Review)


@dataclass(frozen=True, slots=True)
class Asked:
    """A post in review, the turns that wait, and every yes that was said."""

    post: Post
    turns: list[Turn]
    yeses: list[Review]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post in review; `risk` is "" or "soon" or "late": it would miss its time."""

    post: Post
    channels: tuple[Channel, ...]
    risk: str
    refusal: str  # why this person's yes does not count now
    step: str  # what it waits for
    deadline_at: datetime | None
    instead_of: int | None = None  # the member in whose place this person would answer
    is_asked: bool = True  # this person sits in a step that waits now, or has had answers
    chance: float | None = None  # that it misses its time, from 0 to 1; None where nothing is known of it

    @property
    def name(self) -> str:
        return self.post.newest.name

    @property
    def foretold(self) -> str:
        """The chance in words; "" where nothing is known of it."""
        if self.chance is None:
            return ""
        if (percent := round(self.chance * 100)) < HARDLY:
            return _("likely in time")
        if percent < LIKELY:
            return _("may miss its time: %(n)s%%") % {"n": percent}
        return _("likely to miss its time: %(n)s%%") % {"n": percent}


def inbox(workspace: Workspace, by: Actor, now: datetime, only_asked: bool = False) -> list[Waiting]:
    """Posts in review: those that this person can answer first, then by deadline and time.

    `only_asked`: leave out what this person is not asked about at all, as for a client.
    """
    house = House(workspace)
    posts = list(_in_review(house, by, now))
    turns = _by_post(Turn.objects.filter(post__in=posts, closed_at=None))
    said = Review.objects.filter(post__in=posts, answer=Review.Answer.YES)
    yeses = _by_post(said.exclude(pk__in=taken_back(workspace.pk, [post.pk for post in posts])))
    rows = [
        _waiting(Asked(post, turns.get(post.pk, []), yeses.get(post.pk, [])), house, by, now, only_asked)
        for post in posts
    ]
    found = [row for row in rows if row.is_asked or not only_asked]
    return sorted(found, key=lambda row: (bool(row.refusal), _urgency(row)))[:MOST]


def waits_for(workspace: Workspace, by: Actor, now: datetime) -> list[int]:
    """The ids of the posts that this person can answer now."""
    return [row.post.pk for row in inbox(workspace, by, now) if not row.refusal]


def waiting_for(workspace: Workspace, by: Actor, now: datetime) -> int:
    """How many posts wait for this person's answer. Kept for a minute, or until anything happens here."""
    newest = Entry.objects.filter(workspace=workspace).aggregate(newest=Max("number"))["newest"]
    key = f"waiting-for:{workspace.pk}:{by.user_id}:{newest}"
    kept = cache.get(key)
    if kept is None:
        kept = len(waits_for(workspace, by, now))
        cache.set(key, kept, timeout=60)
    return int(kept)


def to_look_at(workspace: Workspace, by: Actor) -> list[Afterlook]:
    """What went the urgent way and nobody has looked at yet; not one's own."""
    unseen = unseen_by(by.user_id).filter(post__workspace=workspace)
    return list(unseen.select_related("post__head", "review").order_by("pk")[:20])


def unseen_by(user_id: int | None) -> "QuerySet[Afterlook]":
    """Everywhere, what somebody else sent the urgent way."""
    return Afterlook.objects.filter(looked_at=None).exclude(review__user=user_id)


def risk_of(post: Post, now: datetime) -> str:
    if post.planned_at is None:
        return ""
    if post.planned_at <= now:
        return "late"
    return "soon" if post.planned_at - now < SOON else ""


def _in_review(house: House, by: Actor, now: datetime) -> Iterable[Post]:
    """With everything that policies, routes and turns look at, in as many queries however many there are.

    Those come first about which this person is asked and has said nothing: however many wait for others, none
    of these is left out.
    """
    keys = [step.key for step in house.every_step() if places_in(step, house, by, now)]
    waits = Turn.objects.filter(post=OuterRef("pk"), closed_at=None)
    said = Review.objects.filter(
        post=OuterRef("pk"), version=OuterRef("head"), user=by.user_id, answer=Review.Answer.YES
    )
    is_mine = Exists(waits.filter(step__in=keys)) | ~Exists(waits)
    return (
        Post.objects.filter(workspace=house.workspace, state="in_review")
        .annotate(
            place=Case(When(is_mine & ~Exists(said), then=0), When(is_mine, then=1), default=2),
        )
        .select_related("author", "workspace")
        .prefetch_related(
            "tags",
            Prefetch("head", Version.objects.prefetch_related("variants__channel", "attachments")),
        )
        .order_by("place", F("planned_at").asc(nulls_last=True), "pk")[: 3 * MOST]
    )


def _by_post(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.post_id, []).append(row)
    return found


def _waiting(asked: Asked, house: House, by: Actor, now: datetime, only_own: bool = False) -> Waiting:
    """`only_own`: of the steps name those alone in which this person sits."""
    post, turns = asked.post, asked.turns
    plan = house.plan(post, post.newest, escalated={turn.step for turn in turns if turn.escalated_at})
    keys = {turn.step for turn in turns} or {step.key for step in plan.steps[:1]}
    open_steps = [step for step in plan.steps if step.key in keys]
    answered = {one.step for one in asked.yeses if one.round == post.review_round}
    why, seat = _can_answer(asked, plan, open_steps, house, by, now)
    named = [step for step in open_steps if not only_own or places_in(step, house, by, now)]
    told = {step.key for step in named}
    deadlines = [turn.deadline_at for turn in turns if turn.deadline_at and turn.step in told]
    return Waiting(
        post,
        tuple(variant.channel for variant in post.newest.wordings),
        risk_of(post, now),
        why,
        ", ".join(name_of(step) for step in named),
        min(deadlines, default=None),
        seat.user_id if seat is not None and seat.user_id != by.user_id else None,
        any(places_in(step, house, by, now) for step in plan.steps if step.key in keys | answered),
    )


def _can_answer(
    asked: Asked, plan: Plan, steps: Iterable[Step], house: House, by: Actor, now: datetime
) -> tuple[str, Seat | None]:
    """Why not, and else from which seat. Looks at who answered about these words, not at fingerprints."""
    post = asked.post
    said = {
        (one.step, one.seat_id)
        for one in asked.yeses
        if one.round == post.review_round and one.version_id == post.newest.pk
    }
    places = [(step, seat) for step in steps for seat in places_in(step, house, by, now)]
    reasons: list[str] = []
    for step, seat in places:
        if (step.key, seat.user_id) in said:
            reasons.append(_("You have said yes already. Others are still asked."))
        elif reason := refusal(question(post, plan.four_eyes, by, seat.user_id)):
            reasons.append(reason)
        else:
            return "", seat
    return (reasons or [_("Others are asked about this post.")])[0], None


def _urgency(row: Waiting) -> tuple[bool, float]:
    when = min(filter(None, (row.deadline_at, row.post.planned_at)), default=None)
    return when is None, when.timestamp() if when else 0.0

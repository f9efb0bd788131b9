"""The API about reviews: what waits for me, who is asked about a post, and the ways to say no or to hurry."""

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from ninja import Router, Schema
from pydantic import Field

from planner.contract.schema import Given, Id, Words
from planner.deliveries import agree
from planner.deliveries.asked import asking
from planner.people.permissions import Verb
from planner.people.request import TokenRequest
from planner.posts.api import shown
from planner.posts.models import Post
from planner.posts.shown_api import PostShown
from planner.reviews import progress
from planner.reviews.inbox import inbox

router = Router(tags=["Reviews"])


class WaitingShown(Schema):
    """A post that waits for a yes."""

    post: int
    title: str
    version: int
    planned_at: datetime | None
    deadline_at: datetime | None
    step: str = Field(description="What it waits for.")
    risk: str = Field(description="`soon` (within a day), `late` (its time has passed) or empty.")
    refusal: str = Field(description="Why your yes does not count now; empty where it does.")


class AskedStepShown(Schema):
    """A step of a review, and how far it is."""

    name: str
    said: int
    needed: int
    is_done: bool
    is_open: bool
    is_legal: bool
    is_skipped: bool
    is_escalated: bool
    yeses: list[str]
    waits_for: list[str]
    deadline_at: datetime | None


class StandingShown(Schema):
    """Where a post stands: agreed or not, and by whom."""

    post: int
    version: int
    is_needed: bool = Field(description="Must somebody agree before it goes out?")
    is_agreed: bool
    four_eyes: bool
    schedules_itself: bool
    steps: list[AskedStepShown]


class Reasoned(Given):
    version: Id = Field(description="The version you read.")
    note: Words = Field(max_length=5000, description="Why; ten letters at least.")


@router.get(
    "/reviews",
    response=list[WaitingShown],
    operation_id="reviews.waiting",
    summary="What waits for a yes: yours first, the soonest first; at most 100",
)
def list_waiting(request: TokenRequest) -> list[WaitingShown]:
    only_asked = not request.membership.may(Verb.SEE)
    rows = inbox(request.workspace, request.actor, clock.now(), only_asked=only_asked)
    return [
        WaitingShown(
            post=one.post.pk,
            title=one.name,
            version=one.post.newest.number,
            planned_at=one.post.planned_at,
            deadline_at=one.deadline_at,
            step=one.step,
            risk=one.risk,
            refusal=one.refusal,
        )
        for one in rows
    ]


@router.get(
    "/posts/{int:post_id}/review",
    response=StandingShown,
    operation_id="reviews.standing",
    summary="Who is asked about a post, who has said yes, and what is missing",
)
def show_standing(request: TokenRequest, post_id: int) -> StandingShown:
    post = _post(request, post_id)
    so_far = agree.standing(post)
    steps = [
        AskedStepShown.from_orm(row) for row in progress.rows_for(post, so_far, request.actor, clock.now())
    ]
    return StandingShown(
        post=post.pk,
        version=post.newest.number,
        is_needed=so_far.plan.is_needed,
        is_agreed=post.state == "approved",
        four_eyes=so_far.plan.four_eyes,
        schedules_itself=so_far.plan.schedules_itself,
        steps=steps,
    )


@router.post(
    "/posts/{int:post_id}/reject",
    response=PostShown,
    operation_id="reviews.reject",
    summary="Close a post in review for good, with a reason",
)
def reject_post(request: TokenRequest, post_id: int, given: Reasoned) -> PostShown:
    agree.reject(_post(request, post_id), request.actor, given.version, given.note, clock.now())
    return shown(request, post_id)


@router.post(
    "/posts/{int:post_id}/approve-urgently",
    response=PostShown,
    operation_id="reviews.approve_urgently",
    summary="One yes for all steps, with a reason; somebody else looks at it afterwards",
)
def approve_urgently(request: TokenRequest, post_id: int, given: Reasoned) -> PostShown:
    agree.approve_urgently(_post(request, post_id), request.actor, given.version, clock.now(), given.note)
    return shown(request, post_id)


@router.post(
    "/posts/{int:post_id}/take-back-yes",
    response=PostShown,
    operation_id="reviews.take_back_yes",
    summary="Your own yes counts no more, while nothing of the post is out",
)
def take_back_yes(request: TokenRequest, post_id: int) -> PostShown:
    post = _ours(request, post_id)
    if not agree.yeses_of(agree.standing(post), request.actor):
        _insist_on_asked(request, post)  # with their yes a client has read it, also when all have agreed
    agree.take_back_yes(post, request.actor, clock.now())
    return shown(request, post_id)


def _post(request: TokenRequest, post_id: int) -> Post:
    post = _ours(request, post_id)
    _insist_on_asked(request, post)
    return post


def _insist_on_asked(request: TokenRequest, post: Post) -> None:
    """For a client's token only what asks them is there."""
    if not request.membership.may(Verb.SEE) and not asking([post], request.actor, clock.now()):
        raise Http404


def _ours(request: TokenRequest, post_id: int) -> Post:
    posts = Post.objects.select_related("head", "workspace")
    return get_object_or_404(posts, workspace=request.workspace, pk=post_id)

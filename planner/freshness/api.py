"""The API about freshness: what there is to do, and what people do about it."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal

from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from planner.contract.paging import Where, page
from planner.contract.refusals import Missing
from planner.contract.schema import LARGEST_ID, Given, Id, Page, Words
from planner.deliveries.stops import Stop
from planner.freshness import caring, judging, renewing
from planner.freshness.telling import tell
from planner.library.worn import with_asset
from planner.people.models import User
from planner.people.request import TokenRequest
from planner.posts.api import changeable, shown
from planner.posts.judged import TO_DO, Judged
from planner.posts.models import Post
from planner.posts.shown_api import PostShown
from planner.posts.versions import Variant
from planner.sentences import said
from planner.writing import desk

router = Router(tags=["Freshness"])
Actions = Literal["retire", "fix", "hold", "review", "refresh", "recycle", "keep", "dormant"]


class FreshnessLineShown(Schema):
    """Points lost and why, or a cap."""

    code: str
    points: int
    most: int | None = Field(description="Of a cap: the highest score that it leaves.")
    sentence: str


class StopShown(Schema):
    """Why it may not go out. `overridden_by` answers for it, for this version."""

    code: str
    sentence: str
    since: datetime
    overridden_by: str | None
    reason: str | None


class FreshnessShown(Schema):
    """A post, judged at its planned time where that lies ahead, else when `judged_at` says."""

    post: int
    title: str
    score: float | None = Field(description="0 to 100; null where nothing can be counted, or out of season.")
    action: str = Field(description="retire, fix, hold, review, refresh, recycle, keep or dormant.")
    at: datetime
    judged_at: datetime
    valid_until: datetime | None
    review_by: date | None
    lines: list[FreshnessLineShown]
    stops: list[StopShown]


class WhichFresh(Where):
    action: Actions | None = Field(default=None, description="Empty: everything that is to be done.")
    channel: int | None = Field(default=None, ge=1, le=LARGEST_ID)
    asset: int | None = Field(
        default=None, ge=1, le=LARGEST_ID, description="Only what is out or planned and shows it."
    )


class CareGiven(Given):
    """Only what is given changes."""

    owner: Id | None = Field(default=None, description="A member's user id; null: whoever wrote it.")
    season_first: Words = Field(
        default="", max_length=5, description="Month-day, as 12-01; of seasonal posts."
    )
    season_last: Words = Field(default="", max_length=5)
    review_by: date | None = Field(default=None, description="Null: as usual for its kind.")


class Overriding(Given):
    reason: Words = Field(min_length=3, max_length=500)


@router.get(
    "/freshness", response=Page[FreshnessShown], operation_id="freshness.list",
    summary="What there is to do, the most pressing first",
)  # fmt: skip
def list_freshness(request: TokenRequest, where: Query[WhichFresh]) -> Page[FreshnessShown]:
    rows = Judged.objects.filter(workspace=request.workspace).select_related("post__head")
    rows = rows.filter(action__in=[where.action] if where.action else TO_DO).prefetch_related("post__stops")
    if where.channel is not None:
        there = Variant.objects.filter(channel=where.channel)
        rows = rows.filter(version__in=there.values("version"))
    if where.asset is not None:
        rows = with_asset(rows, where.asset)
    return page(rows, where, _shown, ("rank", "id"))


@router.get(
    "/posts/{int:post_id}/freshness", response=FreshnessShown, operation_id="freshness.see",
    summary="How fresh one post is",
)  # fmt: skip
def see_freshness(request: TokenRequest, post_id: int) -> FreshnessShown:
    return _of(_post(request, post_id))


@router.post(
    "/posts/{int:post_id}/still-valid", response=FreshnessShown, operation_id="freshness.still_valid",
    summary="Say that it was read and is right",
)  # fmt: skip
def still_valid(request: TokenRequest, post_id: int) -> FreshnessShown:
    post = changeable(request, post_id)
    caring.still_valid(post, desk.Person.who(request.actor, request.may), clock.now())
    return _of(post)


@router.post(
    "/posts/{int:post_id}/override", response=FreshnessShown, operation_id="freshness.override",
    summary="Let this version go out in spite of what was found so far",
)  # fmt: skip
def override(request: TokenRequest, post_id: int, given: Overriding) -> FreshnessShown:
    post = _post(request, post_id)
    caring.override(post, given.reason, desk.Person.who(request.actor, request.may), clock.now())
    return _of(post)


@router.post(
    "/posts/{int:post_id}/refresh", response={201: PostShown}, operation_id="freshness.refresh",
    summary="A new draft that renews it",
)  # fmt: skip
def refresh(request: TokenRequest, post_id: int) -> Any:
    post = changeable(request, post_id)
    made = renewing.refresh(post, desk.Person.who(request.actor, request.may), clock.now())
    return Status(201, shown(request, made.pk))


@router.patch(
    "/posts/{int:post_id}/care", response=FreshnessShown, operation_id="freshness.care",
    summary="Who looks after it, by when it is read again, and in which weeks it is of use",
)  # fmt: skip
def care(request: TokenRequest, post_id: int, given: CareGiven) -> FreshnessShown:
    post, said = changeable(request, post_id), given.dict(exclude_unset=True)
    if said.get("owner") is not None:
        said["owner"] = _member(request, said["owner"])
    terms = replace(caring.terms_of(post), **said)
    caring.look_after(post, terms, desk.Person.who(request.actor, request.may), clock.now())
    return _of(post)


@router.post(
    "/posts/{int:post_id}/say-again", response=FreshnessShown, operation_id="freshness.say_again",
    summary="Let it come again by itself, where a slot is free",
)  # fmt: skip
def say_again(request: TokenRequest, post_id: int) -> FreshnessShown:
    post = _post(request, post_id)
    renewing.offer_again(post, desk.Person.who(request.actor, request.may), clock.now())
    return _of(post)


def _member(request: TokenRequest, user_id: int) -> User:
    found = User.objects.filter(memberships__workspace=request.workspace, pk=user_id).first()
    if found is None:
        raise Missing("body.owner")
    return found


def _post(request: TokenRequest, post_id: int) -> Post:
    ours = Post.objects.filter(workspace=request.workspace).select_related("head", "workspace")
    return get_object_or_404(ours, pk=post_id)


def _of(post: Post) -> FreshnessShown:
    judging.judge_missing(post, clock.now())
    found = Judged.objects.filter(post=post).select_related("post__head").first()
    if found is None:
        raise Missing(_("It is put away, so nobody asks."))
    return _shown(found)


def _shown(one: Judged) -> FreshnessShown:
    return FreshnessShown(
        post=one.post_id, title=one.post.newest.name, score=one.score, action=one.action, at=one.at,
        judged_at=one.judged_at, valid_until=one.valid_until, review_by=one.review_by,
        lines=[
            FreshnessLineShown(
                code=line["code"], points=line["points"], most=line["most"], sentence=tell(line).sentence
            )
            for line in one.lines
        ],
        stops=[_stop(stop) for stop in one.post.stops.all()],
    )  # fmt: skip


def _stop(stop: Stop) -> StopShown:
    is_over = stop.overridden_at is not None
    return StopShown(
        code=stop.code, sentence=said(stop.what), since=stop.since,
        overridden_by=stop.overridden_by_name if is_over else None,
        reason=stop.overridden_reason if is_over else None,
    )  # fmt: skip

"""The API about evergreen posts: what is said again, on what terms, when next, and why not."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from ninja import Query, Router, Schema, Status
from pydantic import Field

from planner.contract.paging import Where, page
from planner.contract.schema import Given, Page, Words
from planner.people.request import TokenRequest
from planner.posts.models import Post
from planner.queues import evergreen
from planner.queues.again import Why
from planner.queues.evergreen import MOST_GAP, MOST_TIMES, MOST_VARIATIONS, Terms
from planner.queues.evergreen_shown import Shown, There, shown
from planner.queues.models import Evergreen
from planner.writing.desk import Person

router = Router(tags=["Queues"])
USUAL = Terms()


class EvergreenGiven(Given):
    """How often a post may be said, how far apart, in which words, until when."""

    gap_days: int = Field(
        default=USUAL.gap_days, strict=True, ge=1, le=MOST_GAP, description="Days between two of them."
    )
    most: int = Field(
        default=USUAL.most, strict=True, ge=2, le=MOST_TIMES, description="Times in all, the first included."
    )
    variations: list[Words] = Field(
        default=[], max_length=MOST_VARIATIONS, description="Other words; they take turns with its own."
    )
    expires_on: date | None = Field(default=None, description="Its last day; null: it has none.")


AS_USUAL = EvergreenGiven()  # what an empty body means


class EvergreenChanged(EvergreenGiven):
    """What is not given stays as it is."""

    paused: bool = Field(default=False, description="Nothing is added any more; what is planned goes out.")


class EvergreenThere(Schema):
    channel: int
    said: int = Field(description="Times so far, with the first and with those that are planned.")
    next_at: datetime | None = Field(description="A repeat that is planned.")
    why: Why | None = Field(description="Why none comes; null: one is planned, or comes when its turn is.")
    not_before: date | None = Field(description="The first day that its gap allows; null: today.")


class EvergreenShown(Schema):
    id: int
    post: int
    gap_days: int
    most: int
    variations: list[str]
    expires_on: date | None
    expired: bool
    paused: bool
    channels: list[EvergreenThere]


@router.get(
    "/evergreen", response=Page[EvergreenShown], operation_id="evergreen.list",
    summary="Posts that are said again where a slot is free: when next, how often so far, and why not",
)  # fmt: skip
def list_evergreen(request: TokenRequest, where: Query[Where]) -> Page[EvergreenShown]:
    found = {one.evergreen.pk: one for one in shown(request.workspace, clock.now())}
    ours = Evergreen.objects.filter(workspace=request.workspace, pk__in=found)
    return page(ours, where, lambda one: _shown(found[one.pk]))


@router.post(
    "/posts/{int:post_id}/evergreen", response={201: EvergreenShown}, operation_id="evergreen.mark",
    summary="Let a post that is approved or out be said again",
)  # fmt: skip
def mark_evergreen(request: TokenRequest, post_id: int, given: EvergreenGiven = AS_USUAL) -> Any:
    post = get_object_or_404(Post, workspace=request.workspace, pk=post_id)
    made = evergreen.mark(post, _terms(given.dict()), _who(request), clock.now())
    return Status(201, _one(request, made.pk))


@router.patch(
    "/evergreen/{int:evergreen_id}", response=EvergreenShown, operation_id="evergreen.change",
    summary="Other terms; pause it, or let it go on",
)  # fmt: skip
def change_evergreen(request: TokenRequest, evergreen_id: int, given: EvergreenChanged) -> EvergreenShown:
    said = given.dict(exclude_unset=True)
    paused = said.pop("paused", None)
    with transaction.atomic():
        one = _ours(request, evergreen_id)
        if said:
            had = {field.name: getattr(one, field.name) for field in fields(Terms)}
            evergreen.change(one, _terms(had | said), _who(request), clock.now())
        if paused is not None and paused is not (one.paused_at is not None):
            evergreen.pause(one, _who(request), clock.now(), paused=paused)
    return _one(request, evergreen_id)


@router.delete(
    "/evergreen/{int:evergreen_id}", response={204: None}, operation_id="evergreen.stop",
    summary="It is said again no more; repeats that are planned stay, each is a post of its own",
)  # fmt: skip
def stop_evergreen(request: TokenRequest, evergreen_id: int) -> Any:
    evergreen.stop(_ours(request, evergreen_id), _who(request), clock.now())
    return Status(204, None)


def _terms(said: dict[str, Any]) -> Terms:
    words = tuple(text for one in said["variations"] if (text := one.strip()))
    return Terms(said["gap_days"], said["most"], words, said["expires_on"])


def _who(request: TokenRequest) -> Person:
    return Person.who(request.actor, request.may)


def _ours(request: TokenRequest, evergreen_id: int) -> Evergreen:
    ours = Evergreen.objects.filter(workspace=request.workspace).select_related("pattern")
    return get_object_or_404(ours, pk=evergreen_id)


def _one(request: TokenRequest, evergreen_id: int) -> EvergreenShown:
    there = shown(request.workspace, clock.now())
    return next(_shown(one) for one in there if one.evergreen.pk == evergreen_id)


def _shown(one: Shown) -> EvergreenShown:
    row = one.evergreen
    return EvergreenShown(
        id=row.pk, post=row.pattern_id, gap_days=row.gap_days, most=row.most, variations=row.variations,
        expires_on=row.expires_on, expired=one.expired, paused=row.paused_at is not None,
        channels=[_on(there) for there in one.channels],
    )  # fmt: skip


def _on(there: There) -> EvergreenThere:
    why = None if there.next_at else there.why
    return EvergreenThere(
        channel=there.channel.pk, said=there.used, next_at=there.next_at, why=why, not_before=there.again_on
    )

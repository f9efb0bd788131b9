"""The API about facts: the register, and which posts state what."""

from datetime import datetime
from typing import Any, Literal

from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from planner.contract.paging import Where, page
from planner.contract.refusals import Invalid
from planner.contract.schema import Given, Id, Name, Page, Words
from planner.contract.typed import insist_on
from planner.freshness import facts
from planner.freshness.facts import FactForm
from planner.freshness.models import Fact
from planner.people.request import TokenRequest
from planner.posts.api import changeable
from planner.posts.models import Post
from planner.writing import desk

router = Router(tags=["Freshness"])
Kinds = Literal["price", "person", "statistic", "law", "other"]


class OldShown(Schema):
    value: str
    until: datetime
    by: str


class FactShown(Schema):
    """Something that posts state and that may change."""

    id: int
    name: str
    value: str
    kind: str
    ttl_days: int = Field(description="So long somebody's word that it is right is believed.")
    owner: str | None
    changed_at: datetime
    confirmed_at: datetime
    posts: list[int] = Field(description="Those that state it.")
    flagged: list[int] = Field(description="Of these, those that were right only before it changed.")
    old_values: list[OldShown]


class FactGiven(Given):
    name: Name
    value: Words = Field(max_length=200)
    kind: Kinds = "other"
    ttl_days: int | None = Field(
        default=None, ge=1, le=facts.MOST_DAYS, description="Null: as usual for its kind."
    )
    owner: Id | None = Field(default=None, description="A member's user id.")


class FactChanges(Given):
    """What shall be otherwise. Another value flags every post that states it."""

    name: Name | None = None
    value: Words | None = Field(default=None, max_length=200)
    kind: Kinds | None = None
    ttl_days: int | None = Field(default=None, ge=1, le=facts.MOST_DAYS)
    owner: Id | None = None


class Stating(Given):
    posts: list[Id] = Field(min_length=1, max_length=100)


@router.get("/facts", response=Page[FactShown], operation_id="facts.list", summary="List facts")
def list_facts(request: TokenRequest, where: Query[Where]) -> Page[FactShown]:
    return page(Fact.objects.filter(workspace=request.workspace).select_related("owner"), where, _shown)


@router.post("/facts", response={201: FactShown}, operation_id="facts.add", summary="Write down a fact")
def add_fact(request: TokenRequest, given: FactGiven) -> Any:
    form = insist_on(FactForm(given.dict(), workspace=request.workspace), {})
    return Status(201, _shown(facts.add(request.workspace, _who(request), form, clock.now())))


@router.get("/facts/{int:fact_id}", response=FactShown, operation_id="facts.see", summary="See a fact")
def see_fact(request: TokenRequest, fact_id: int) -> FactShown:
    return _shown(_found(request, fact_id))


@router.patch(
    "/facts/{int:fact_id}", response=FactShown, operation_id="facts.change",
    summary="Change a fact; another value flags the posts that state it",
)  # fmt: skip
def change_fact(request: TokenRequest, fact_id: int, given: FactChanges) -> FactShown:
    fact = _found(request, fact_id)
    before = facts.typed(fact) | {"owner": fact.owner_id}
    form = insist_on(FactForm(before | given.dict(exclude_unset=True), workspace=request.workspace), {})
    facts.change(fact, _who(request), form, clock.now())
    return _shown(_found(request, fact_id))


@router.post(
    "/facts/{int:fact_id}/confirm", response=FactShown, operation_id="facts.confirm",
    summary="Say that it is still right",
)  # fmt: skip
def confirm_fact(request: TokenRequest, fact_id: int) -> FactShown:
    facts.confirm(_found(request, fact_id), _who(request), clock.now())
    return _shown(_found(request, fact_id))


@router.delete(
    "/facts/{int:fact_id}", response={204: None}, operation_id="facts.remove",
    summary="Remove a fact; posts keep their words",
)  # fmt: skip
def remove_fact(request: TokenRequest, fact_id: int) -> Any:
    facts.remove(_found(request, fact_id), _who(request), clock.now())
    return Status(204, None)


@router.post(
    "/facts/{int:fact_id}/posts", response=FactShown, operation_id="facts.use",
    summary="Say that posts state it",
)  # fmt: skip
def use_fact(request: TokenRequest, fact_id: int, given: Stating) -> FactShown:
    fact = _found(request, fact_id)
    posts = list(Post.objects.filter(workspace=request.workspace, pk__in=given.posts).select_related("head"))
    if unknown := set(given.posts) - {post.pk for post in posts}:
        raise Invalid("body.posts", _("There is no post %(id)s here.") % {"id": min(unknown)})
    facts.use(fact, posts, _who(request), clock.now())
    return _shown(_found(request, fact_id))


@router.delete(
    "/facts/{int:fact_id}/posts/{int:post_id}", response={204: None}, operation_id="facts.unuse",
    summary="Say that a post does not state it",
)  # fmt: skip
def unuse_fact(request: TokenRequest, fact_id: int, post_id: int) -> Any:
    facts.no_longer_use(_found(request, fact_id), changeable(request, post_id), _who(request), clock.now())
    return Status(204, None)


def _found(request: TokenRequest, fact_id: int) -> Fact:
    ours = Fact.objects.filter(workspace=request.workspace).select_related("workspace", "owner")
    return get_object_or_404(ours, pk=fact_id)


def _shown(fact: Fact) -> FactShown:
    uses, old = list(fact.uses.order_by("post_id")), fact.old_values.all()
    return FactShown(
        id=fact.pk, name=fact.name, value=fact.value, kind=fact.kind, ttl_days=fact.ttl_days,
        owner=str(fact.owner) if fact.owner else None, changed_at=fact.changed_at,
        confirmed_at=fact.confirmed_at, posts=[use.post_id for use in uses],
        flagged=[use.post_id for use in uses if fact.changed_at > use.seen_at],
        old_values=[OldShown(value=one.value, until=one.until, by=one.by_name) for one in old],
    )  # fmt: skip


def _who(request: TokenRequest) -> desk.Person:
    return desk.Person.who(request.actor, request.may)

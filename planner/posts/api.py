"""The API about posts: write, change, find, read."""

import contextlib
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import Field

from planner.contract import times
from planner.contract.paging import Where, page
from planner.contract.schema import LARGEST_ID, Page, Words
from planner.deliveries import agree, edit, fitting
from planner.deliveries.tasks import look_soon
from planner.people.permissions import Verb
from planner.people.request import TokenRequest
from planner.posts.given import PostChanged, PostGiven, content_of, label
from planner.posts.models import Post, Variant, Version
from planner.posts.shown_api import (
    PostShown,
    PreviewShown,
    VersionShown,
    post_shown,
    preview_shown,
    version_shown,
    whole,
)
from planner.reviews.seats import NotYours
from planner.states import WrongState
from planner.writing import desk
from planner.writing.preview import previews

router = Router(tags=["Posts"])


class PostsWhere(Where):
    """Which posts. Several filters narrow together; archived ones only when asked for."""

    stage: Words = Field(default="", max_length=12)
    channel: int | None = Field(default=None, ge=1, le=LARGEST_ID)
    campaign: Words = Field(default="", max_length=80)
    pillar: Words = Field(default="", max_length=80)
    tag: Words = Field(default="", max_length=80)
    author: int | None = Field(default=None, ge=1, le=LARGEST_ID)
    external_id: Words = Field(default="", max_length=200)
    q: Words = Field(default="", max_length=200, description="Words in the title or the text.")
    since: Words = Field(
        default="", alias="from", max_length=60, description="Planned at this time or later."
    )
    until: Words = Field(default="", alias="to", max_length=60, description="Planned before this time.")


class VersionsWhere(Where):
    limit: int = Field(default=20, ge=1, le=100)


@router.get("/posts", response=Page[PostShown], operation_id="posts.list", summary="Posts, the newest first")
def list_posts(request: TokenRequest, filters: Query[PostsWhere]) -> Page[PostShown]:
    rows = _sifted(whole(request.workspace), filters, request.workspace.timezone)
    return page(rows, filters, post_shown)


@router.post("/posts", response={201: PostShown}, operation_id="posts.write", summary="Write a post")
def write_post(request: TokenRequest, given: PostGiven) -> Any:
    with transaction.atomic():
        content = content_of(given, request.workspace)
        post = Post.objects.write(request.workspace, request.actor, content)
        label(post, given)
    look_soon(post)
    return Status(201, shown(request, post.pk))


@router.get("/posts/{int:post_id}", response=PostShown, operation_id="posts.see", summary="One post")
def see_post(request: TokenRequest, post_id: int) -> PostShown:
    return shown(request, post_id)


@router.patch(
    "/posts/{int:post_id}",
    response=PostShown,
    operation_id="posts.change",
    summary="Change a post; new words need a new yes",
)
def change_post(request: TokenRequest, post_id: int, given: PostChanged) -> PostShown:
    with transaction.atomic():
        post = changeable(request, post_id)
        before = post.newest.content()
        content = content_of(given, request.workspace, before)
        if content.tidy() != before:  # labels may change at any time, words only while nothing is out
            edit.edit(post, request.actor, content, given.version)
            post.refresh_from_db()
        label(post, given)
        agree.after_labels(post, request.actor, clock.now())
    look_soon(post)
    desk.act(post, "save", desk.Person.who(request.actor, request.may), clock.now())
    return shown(request, post_id)


@router.delete(
    "/posts/{int:post_id}",
    response={204: None},
    operation_id="posts.remove",
    summary="Archive a post; what was planned is cancelled",
)
def remove_post(request: TokenRequest, post_id: int) -> Any:
    edit.archive(changeable(request, post_id), request.actor, clock.now())
    return Status(204, None)


@router.get(
    "/posts/{int:post_id}/versions",
    response=Page[VersionShown],
    operation_id="posts.versions",
    summary="Its versions, the newest first, with what changed word by word",
)
def list_versions(request: TokenRequest, post_id: int, filters: Query[VersionsWhere]) -> Page[VersionShown]:
    post = get_object_or_404(Post, pk=post_id, workspace=request.workspace)
    return page(Version.objects.filter(post=post), filters, version_shown, ("-number",))


@router.get(
    "/posts/{int:post_id}/preview",
    response=list[PreviewShown],
    operation_id="posts.preview",
    summary="Exactly what each channel would get, and what stands in the way",
)
def preview_post(request: TokenRequest, post_id: int) -> list[PreviewShown]:
    post = get_object_or_404(Post, pk=post_id, workspace=request.workspace)
    with contextlib.suppress(WrongState):  # what cannot be made to fit is said where it is agreed to
        fitting.make_ready(post)
    version = Version.objects.complete().get(pk=post.newest.pk)
    return [preview_shown(preview) for preview in previews(version)]


def shown(request: TokenRequest, post_id: int) -> PostShown:
    return post_shown(get_object_or_404(whole(request.workspace), pk=post_id))


def changeable(request: TokenRequest, post_id: int) -> Post:
    """The post, if this token may change it: an author's only their own."""
    ours = Post.objects.filter(workspace=request.workspace).select_related("head", "workspace")
    post = get_object_or_404(ours, pk=post_id)
    if not request.may(Verb.EDIT) and post.author_id != request.actor.user_id:
        raise NotYours(_("Somebody else wrote this post, and your role changes only your own."))
    return post


def _sifted(rows: "QuerySet[Post]", where: PostsWhere, zone: str) -> "QuerySet[Post]":
    narrow = Q()
    for name, value in (
        ("stage", where.stage),
        ("campaign__name", where.campaign),
        ("pillar__name", where.pillar),
        ("author", where.author),
        ("external_id", where.external_id),
    ):
        if value:
            narrow &= Q(**{name: value})
    if not where.stage:
        narrow &= ~Q(state="archived")
    if where.channel is not None:
        there = Variant.objects.filter(version=OuterRef("head"), channel=where.channel)
        narrow &= Q(Exists(there))
    if where.tag:
        tagged = Post.tags.through.objects.filter(post=OuterRef("pk"), tag__name=where.tag)
        narrow &= Q(Exists(tagged))
    if where.q:
        narrow &= Q(head__title__icontains=where.q) | Q(head__text__icontains=where.q)
    if where.since:
        narrow &= Q(planned_at__gte=times.instant(where.since, zone, "query.from"))
    if where.until:
        narrow &= Q(planned_at__lt=times.instant(where.until, zone, "query.to"))
    return rows.filter(narrow)

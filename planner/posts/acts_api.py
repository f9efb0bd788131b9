"""The API about a post's way: ask, answer, put on the calendar, send."""

from typing import Any, Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from planner import walltime
from planner.contract import times
from planner.contract.refusals import Invalid, Missing
from planner.contract.schema import Given, Id, Words
from planner.deliveries import agree, asked, edit, plan
from planner.deliveries.models import Delivery
from planner.deliveries.shown import DeliveryShown, delivery_shown
from planner.people.permissions import Verb
from planner.people.request import TokenRequest
from planner.posts.api import changeable, shown
from planner.posts.copy import copy
from planner.posts.models import Overtaken, Post
from planner.posts.shown_api import PostShown
from planner.queues import take
from planner.walltime import When
from planner.writing import desk

router = Router(tags=["Posts"])


class Asked(Given):
    version: Id | None = Field(
        default=None, description="The version you saw; refused when there is a newer one."
    )
    note: Words = Field(default="", max_length=5000)


class Answered(Given):
    version: Id = Field(description="The version you read: what was read is what is approved.")
    note: Words = Field(default="", max_length=5000)


class WhereTo(Given):
    channels: list[Id] = Field(default_factory=list, max_length=100, description="Empty: all of the post's.")
    version: Id | None = Field(
        default=None, description="The version you saw; refused when there is a newer one."
    )


class Scheduling(WhereTo):
    at: Words | None = Field(default=None, max_length=60)
    timezone: Words = Field(
        default="", max_length=64, description="In which `at` is read. Empty: the workspace's."
    )
    fold: Literal[0, 1] | None = Field(
        default=None, description="Which one, where the clock shows the hour twice."
    )
    slot: Literal["next"] | None = None


NO_MORE, EVERYWHERE = Asked(), WhereTo()  # what an empty body means


class Scheduled(Schema):
    post: PostShown
    when: times.WhenShown
    deliveries: list[DeliveryShown]


@router.post(
    "/posts/{int:post_id}/submit", response=PostShown, operation_id="posts.submit", summary="Ask for a review"
)
def submit_post(request: TokenRequest, post_id: int, given: Asked = NO_MORE) -> PostShown:
    post = changeable(request, post_id)
    _refuse_newer(post, given.version)
    agree.ask(post, request.actor, clock.now())
    return shown(request, post_id)


@router.post(
    "/posts/{int:post_id}/withdraw",
    response=PostShown,
    operation_id="posts.withdraw",
    summary="Take it back from review",
)
def withdraw_post(request: TokenRequest, post_id: int, given: Asked = NO_MORE) -> PostShown:
    post = changeable(request, post_id)
    _refuse_newer(post, given.version)
    agree.take_back(post, request.actor, clock.now())
    return shown(request, post_id)


@router.post(
    "/posts/{int:post_id}/approve",
    response=PostShown,
    operation_id="posts.approve",
    summary="Say yes to a version",
)
def approve_post(request: TokenRequest, post_id: int, given: Answered) -> PostShown:
    agree.approve(_asked(request, post_id), request.actor, given.version, clock.now(), given.note)
    return shown(request, post_id)


@router.post(
    "/posts/{int:post_id}/request-changes",
    response=PostShown,
    operation_id="posts.request_changes",
    summary="Send it back with a reason",
)
def request_changes(request: TokenRequest, post_id: int, given: Answered) -> PostShown:
    post = _asked(request, post_id)
    agree.request_changes(post, request.actor, given.version, given.note, clock.now())
    return shown(request, post_id)


@router.post(
    "/posts/{int:post_id}/archive",
    response=PostShown,
    operation_id="posts.archive",
    summary="Put it away; what was planned is cancelled",
)
def archive_post(request: TokenRequest, post_id: int, given: Asked = NO_MORE) -> PostShown:
    post = changeable(request, post_id)
    _refuse_newer(post, given.version)
    edit.archive(post, request.actor, clock.now())
    return shown(request, post_id)


@router.post(
    "/posts/{int:post_id}/hold",
    response=PostShown,
    operation_id="posts.hold",
    summary="Nothing of it goes out until it is released; it keeps its times",
)
def hold_post(request: TokenRequest, post_id: int) -> PostShown:
    return _done(request, post_id, "hold")


@router.post(
    "/posts/{int:post_id}/release",
    response=PostShown,
    operation_id="posts.release",
    summary="It goes out at its times again",
)
def release_post(request: TokenRequest, post_id: int) -> PostShown:
    return _done(request, post_id, "release")


@router.post(
    "/posts/{int:post_id}/duplicate",
    response={201: PostShown},
    operation_id="posts.duplicate",
    summary="A new draft with the same words",
)
def duplicate_post(request: TokenRequest, post_id: int) -> Any:
    return Status(201, shown(request, copy(_post(request, post_id), request.actor).pk))


@router.post(
    "/posts/{int:post_id}/schedule",
    response={201: Scheduled},
    operation_id="posts.schedule",
    summary="Put an approved post on the calendar",
)
def schedule_post(request: TokenRequest, post_id: int, given: Scheduling) -> Any:
    post = _post(request, post_id)
    if given.slot:
        return _queued(request, post, given)
    if not given.at:
        raise Invalid("body.at", _("Say when."), _("Write it as 2026-11-25T09:30."))
    zone = times.zone_given(given.timezone, request.workspace.timezone)
    return _planned(request, post, given, times.read(given.at, zone, "body.at", given.fold))


@router.post(
    "/posts/{int:post_id}/publish",
    response={201: Scheduled},
    operation_id="posts.publish",
    summary="Send an approved post now",
)
def publish_post(request: TokenRequest, post_id: int, given: WhereTo = EVERYWHERE) -> Any:
    when = walltime.of_instant(clock.now(), request.workspace.timezone)
    return _planned(request, _post(request, post_id), given, when)


def _done(request: TokenRequest, post_id: int, what: str) -> PostShown:
    who = desk.Person.who(request.actor, request.may)
    desk.act(_post(request, post_id), what, who, clock.now())
    return shown(request, post_id)


def _queued(request: TokenRequest, post: Post, given: WhereTo) -> Any:
    """At the next free slot."""
    here = _here(request, post, given)
    who = desk.Person.who(request.actor, request.may)
    try:
        found, made = take.schedule_next(post, who, clock.now(), here)
    except take.NoSlot as none:
        raise Invalid("body.slot", str(none), _("Give the channel weekly slots, or a time.")) from None
    assert found.place is not None
    return _scheduled(request, post, found.place.when, made)


def _planned(request: TokenRequest, post: Post, given: WhereTo, when: When) -> Any:
    here = _here(request, post, given)
    made = plan.schedule(post, plan.Plan(when, here), request.actor, clock.now())
    return _scheduled(request, post, when, made)


def _here(request: TokenRequest, post: Post, given: WhereTo) -> set[int]:
    """The channels that were named, all of them here; and the version that was seen, the newest."""
    here = set(request.workspace.channels.here().filter(pk__in=given.channels).values_list("pk", flat=True))
    for number, channel_id in enumerate(given.channels):
        if channel_id not in here:
            raise Missing(f"body.channels.{number}")
    _refuse_newer(post, given.version)
    return here


def _scheduled(request: TokenRequest, post: Post, when: When, made: list[Delivery]) -> Any:
    return Status(
        201,
        Scheduled(
            post=shown(request, post.pk),
            when=times.shown(when),
            deliveries=[delivery_shown(delivery) for delivery in made],
        ),
    )


def _post(request: TokenRequest, post_id: int) -> Post:
    ours = Post.objects.filter(workspace=request.workspace).select_related("head", "workspace")
    return get_object_or_404(ours, pk=post_id)


def _asked(request: TokenRequest, post_id: int) -> Post:
    """For a client's token only what asks the client is there."""
    post = _post(request, post_id)
    if not request.membership.may(Verb.SEE) and not asked.asking([post], request.actor, clock.now()):
        raise Http404
    return post


def _refuse_newer(post: Post, seen: int | None) -> None:
    if seen is not None and seen != post.newest.number:
        raise Overtaken(_("A newer version exists. Read it first."))

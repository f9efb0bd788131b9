"""The API about series: a post that comes again by a rule."""

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from planner.contract.refusals import Invalid
from planner.contract.schema import Given, Words
from planner.people.request import TokenRequest
from planner.posts.models import Post
from planner.queues import change_series, rule, rule_words, series
from planner.queues.models import Series
from planner.writing.desk import Person

router = Router(tags=["Queues"])


class SeriesGiven(Given):
    rule: Words = Field(
        max_length=300, description="An RRULE, such as `FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=12`."
    )


class SeriesShown(Schema):
    id: int
    rule: str
    words: str
    wall: str = Field(description="Of the first.")
    timezone: str
    ended: bool
    posts: list[int]


@router.post(
    "/posts/{int:post_id}/series",
    response={201: SeriesShown},
    operation_id="series.begin",
    summary="Let a post come again by a rule",
)
def begin_series(request: TokenRequest, post_id: int, given: SeriesGiven) -> Any:
    post = _post(request, post_id)
    try:
        wanted = rule.read(given.rule)
    except rule.NotARule:
        fix = _("Write it as FREQ=WEEKLY;BYDAY=TU, daily, weekly or monthly, with COUNT or UNTIL if it ends.")
        raise Invalid("body.rule", _("This rule cannot be kept."), fix) from None
    return Status(
        201, _series(series.begin(post, wanted, Person.who(request.actor, request.may), clock.now()))
    )


@router.delete(
    "/posts/{int:post_id}/series",
    response=SeriesShown,
    operation_id="series.end",
    summary="End a post's series after this post",
)
def end_series(request: TokenRequest, post_id: int) -> SeriesShown:
    post = _post(request, post_id)
    change_series.end(post, Person.who(request.actor, request.may), clock.now())
    return _series(Series.objects.get(posts=post))


def _series(one: Series) -> SeriesShown:
    posts = Post.objects.filter(series=one).exclude(state="archived").order_by("series_wall")
    return SeriesShown(
        id=one.pk,
        rule=one.rule,
        words=rule_words.words(rule.read(one.rule), datetime.fromisoformat(one.wall)),
        wall=one.wall,
        timezone=one.zone,
        ended=one.ended_at is not None,
        posts=list(posts.values_list("pk", flat=True)),
    )


def _post(request: TokenRequest, post_id: int) -> Post:
    ours = Post.objects.filter(workspace=request.workspace).select_related("head", "workspace")
    return get_object_or_404(ours, pk=post_id)

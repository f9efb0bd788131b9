"""The API's calendar: days with what is planned on them, as a wall in some place shows them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone as clock
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from planner.contract import times
from planner.contract.refusals import Invalid
from planner.contract.schema import Given, Words
from planner.deliveries.stage import with_stage
from planner.people.models import Workspace
from planner.people.request import TokenRequest
from planner.posts.models import Post, Variant
from planner.walltime import zone_of

router = Router(tags=["Calendar"])
MOST_DAYS = 370


class Span(Given):
    since: Words = Field(default="", alias="from", max_length=60, description="The first day; empty: today.")
    until: Words = Field(
        default="", alias="to", max_length=60, description="The day after the last; empty: a month on."
    )
    timezone: Words = Field(default="", max_length=64, description="Whose days; empty: the workspace's.")


class Card(Schema):
    id: int
    title: str
    stage: str
    planned_at: datetime
    wall: str
    channels: list[int]


class Day(Schema):
    date: date
    posts: list[Card]


class Calendar(Schema):
    timezone: str
    days: list[Day]


@router.get("/calendar", response=Calendar, operation_id="calendar", summary="What is planned, day by day")
def calendar(request: TokenRequest, filters: Query[Span]) -> Calendar:
    zone = times.zone_given(filters.timezone, request.workspace.timezone)
    here = zone_of(zone)
    today = clock.now().astimezone(here).date()
    first = _day(filters.since, zone, "query.from") or today
    last = _day(filters.until, zone, "query.to") or first + timedelta(days=31)
    if not 0 <= (last - first).days <= MOST_DAYS:
        raise Invalid(
            "query.to", _("Ask for at most %(days)s days, the first before the last.") % {"days": MOST_DAYS}
        )
    span = [datetime.combine(day, time(), here) for day in (first, last)]
    cards: dict[date, list[Card]] = {first + timedelta(days=n): [] for n in range((last - first).days)}
    for card in _cards(request.workspace, span[0], span[1]):
        wall = card.planned_at.astimezone(here)
        card.wall = wall.replace(tzinfo=None).isoformat(timespec="seconds")
        cards[wall.date()].append(card)
    return Calendar(timezone=zone, days=[Day(date=day, posts=posts) for day, posts in cards.items()])


def _day(text: str, zone: str, where: str) -> date | None:
    return times.read(text, zone, where).at.astimezone(zone_of(zone)).date() if text else None


def _cards(workspace: Workspace, since: datetime, until: datetime) -> Iterator[Card]:
    posts = Post.objects.filter(workspace=workspace, planned_at__gte=since, planned_at__lt=until)
    rows = list(
        with_stage(posts.exclude(state="archived")).select_related("head").order_by("planned_at", "pk")
    )
    channels: dict[int, list[int]] = {}
    of_these = Variant.objects.filter(version__in=[post.head_id for post in rows]).order_by("channel_id")
    for version, channel in of_these.values_list("version", "channel"):
        channels.setdefault(version, []).append(channel)
    for post in rows:
        if post.planned_at is not None and post.head_id is not None:
            yield Card(
                id=post.pk,
                title=post.newest.name,
                stage=getattr(post, "stage", post.state),
                planned_at=post.planned_at,
                wall="",
                channels=channels.get(post.head_id, []),
            )

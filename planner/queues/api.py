"""The API about slots and queues."""

from datetime import datetime

from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from ninja import Query, Router, Schema
from pydantic import Field

from planner.channels.models import Channel
from planner.contract import times
from planner.contract.refusals import Invalid, Missing
from planner.contract.schema import LARGEST_ID, Given, Id, Words
from planner.people.request import TokenRequest
from planner.posts.models import Post
from planner.queues import arrange, take, telling, weekly
from planner.queues.free import Found, next_free
from planner.queues.shown import MOST_WEEKS, WEEKS, queue_of
from planner.queues.slots import Asking
from planner.queues.timeline import Line
from planner.writing.desk import Person

router = Router(tags=["Queues"])


class SlotShown(Schema):
    """A weekly time at which a channel posts, on a clock in the channel's zone."""

    weekday: int = Field(description="0 is Monday.")
    wall: str
    pillar: int | None = Field(description="Only posts of this pillar take it.")


class Slots(Schema):
    channel: int
    timezone: str
    slots: list[SlotShown]


class SlotGiven(Given):
    weekday: int = Field(strict=True, ge=0, le=6, description="0 is Monday.")
    wall: Words = Field(max_length=8, description="09:30")
    pillar: Id | None = None


class SlotsGiven(Given):
    slots: list[SlotGiven] = Field(max_length=weekly.MOST)


class SkippedShown(Schema):
    """A slot that was passed over."""

    why: str = Field(
        description="`taken`, `held`, `past`, `pillar`, `expired`, `holiday`, `full`, `paused`, `tried`, …"
    )
    what: str = Field(description="The post, the pillar or the holiday, by name.")
    when: times.WhenShown | None


class NextSlot(Schema):
    channel: int | None
    is_trial: bool = Field(description="An hour that is tried instead of the slot’s own.")
    when: times.WhenShown | None = Field(description="null: there is no free slot.")
    sentence: str
    skipped: list[SkippedShown]


class NextWhere(Given):
    post: int | None = Field(default=None, ge=1, le=LARGEST_ID, description="For this post.")
    skip_holidays: bool = Field(
        default=False, description="Not on public holidays of the workspace's country."
    )


class Taking(Given):
    channel: Id | None = Field(default=None, description="Empty: the first free slot of any of its channels.")
    skip_holidays: bool = False


ANY = Taking()  # what an empty body means


class LineShown(Schema):
    """A place in a queue: free where `post` is null."""

    when: times.WhenShown
    is_slot: bool
    is_trial: bool = Field(description="The post tries another hour than that of the slot it took.")
    pillar: int | None
    post: int | None
    title: str
    stage: str | None
    moves: bool = Field(description="It can be put in another order.")


class QueueShown(Schema):
    channel: int
    timezone: str
    left: int = Field(description="Posts in the queue.")
    runs_out_at: datetime | None = Field(description="When the last of them goes out.")
    lines: list[LineShown]


class QueueWhere(Given):
    weeks: int = Field(default=WEEKS, ge=1, le=MOST_WEEKS)


class Order(Given):
    posts: list[Id] = Field(
        min_length=1, max_length=arrange.MOST, description="They take each other's times."
    )
    sure: bool = Field(default=False, description="Also what would be asked about first (409 asks).")


@router.get(
    "/channels/{int:channel_id}/slots",
    response=Slots,
    operation_id="slots.list",
    summary="A channel's weekly times",
)
def list_slots(request: TokenRequest, channel_id: int) -> Slots:
    return _slots(_channel(request, channel_id))


@router.put(
    "/channels/{int:channel_id}/slots",
    response=Slots,
    operation_id="slots.replace",
    summary="These weekly times and no others",
)
def replace_slots(request: TokenRequest, channel_id: int, given: SlotsGiven) -> Slots:
    channel = _channel(request, channel_id)
    ours, wanted = weekly.pillar_ids(channel), []
    for number, one in enumerate(given.slots):
        try:
            wanted.append(weekly.given(one.weekday, one.wall, one.pillar, ours))
        except weekly.NotASlot as trouble:
            raise Invalid(f"body.slots.{number}", str(trouble)) from None
    try:
        weekly.replace(channel, wanted, request.actor)
    except weekly.NotASlot as trouble:
        raise Invalid("body.slots", str(trouble)) from None
    return _slots(channel)


@router.get(
    "/channels/{int:channel_id}/slots/next",
    response=NextSlot,
    operation_id="slots.next",
    summary="The next free slot, and why not sooner",
)
def next_slot(request: TokenRequest, channel_id: int, filters: Query[NextWhere]) -> NextSlot:
    channel, now = _channel(request, channel_id), clock.now()
    if filters.post is None:
        found = next_free(
            [channel], Asking(now, closed=take.closed(channel.workspace, now, filters.skip_holidays))
        )
    else:
        post = Post.objects.filter(workspace=request.workspace, pk=filters.post).first()
        if post is None:
            raise Missing("query.post")
        found = take.offer(post, [channel], now, skip_holidays=filters.skip_holidays)
    return _next(found, channel)


@router.post(
    "/posts/{int:post_id}/take-slot",
    response=NextSlot,
    operation_id="slots.take",
    summary="Give a post the next free slot",
)
def take_slot(request: TokenRequest, post_id: int, given: Taking = ANY) -> NextSlot:
    post, channel = _post(request, post_id), None
    if given.channel is not None:
        channel = (
            request.workspace.channels.here().select_related("workspace").filter(pk=given.channel).first()
        )
        if channel is None:
            raise Missing("body.channel")
    found = take.take_next(post, _who(request), clock.now(), channel, skip_holidays=given.skip_holidays)
    return _next(found, *([channel] if channel else take.channels_of(post)))


@router.get(
    "/channels/{int:channel_id}/queue",
    response=QueueShown,
    operation_id="queue.see",
    summary="A channel's coming slots, and the posts in them",
)
def see_queue(request: TokenRequest, channel_id: int, filters: Query[QueueWhere]) -> QueueShown:
    return _queue(_channel(request, channel_id), filters.weeks)


@router.put(
    "/channels/{int:channel_id}/queue",
    response=QueueShown,
    operation_id="queue.reorder",
    summary="Put posts of a queue in another order: the times stay, the posts move",
)
def reorder_queue(request: TokenRequest, channel_id: int, given: Order) -> QueueShown:
    channel = _channel(request, channel_id)
    arrange.reorder(arrange.Move(channel, _who(request), clock.now(), given.sure), given.posts)
    return _queue(channel, WEEKS)


def _slots(channel: Channel) -> Slots:
    there = weekly.of(channel)
    shown = [SlotShown(weekday=one.weekday, wall=one.wall, pillar=one.pillar_id) for one in there]
    return Slots(channel=channel.pk, timezone=channel.zone_name, slots=shown)


def _next(found: Found, *channels: Channel) -> NextSlot:
    return NextSlot(
        channel=found.place.channel_id if found.place else None,
        is_trial=bool(found.place and found.place.slot),
        when=times.shown(found.place.when) if found.place else None,
        sentence=telling.sentence(found, {channel.pk: channel.name for channel in channels}),
        skipped=[
            SkippedShown(why=str(one.why), what=one.what, when=times.shown(one.when) if one.when else None)
            for one in found.skipped[:50]
        ],
    )


def _queue(channel: Channel, weeks: int) -> QueueShown:
    found = queue_of(channel, clock.now(), weeks)
    return QueueShown(
        channel=channel.pk,
        timezone=channel.zone_name,
        left=found.left,
        runs_out_at=found.runs_out_at,
        lines=[_line(line) for line in found.lines],
    )


def _line(line: Line) -> LineShown:
    post, place = line.post, line.place
    return LineShown(
        when=times.shown(line.when),
        is_slot=place is not None,
        is_trial=line.is_trial,
        pillar=place.pillar_id if place else None,
        post=post.post_id if post else None,
        title=post.title if post else "",
        stage=post.stage if post else None,
        moves=line.moves,
    )


def _who(request: TokenRequest) -> Person:
    return Person.who(request.actor, request.may)


def _channel(request: TokenRequest, channel_id: int) -> Channel:
    here = request.workspace.channels.here().select_related("workspace")
    found: Channel = get_object_or_404(here, pk=channel_id)
    return found


def _post(request: TokenRequest, post_id: int) -> Post:
    ours = Post.objects.filter(workspace=request.workspace).select_related("head", "workspace")
    return get_object_or_404(ours, pk=post_id)

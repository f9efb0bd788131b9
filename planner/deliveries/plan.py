"""Put an approved post on channels at a time, or say why not; move, cancel, send again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from planner.channels.models import Channel
from planner.deliveries import compose, fitting, house, stops, voiding
from planner.deliveries.models import IN_DOUBT, Delivery
from planner.history.models import Actor
from planner.history.record import record
from planner.posts.models import Post, Version
from planner.reviews import answer, pins, plans
from planner.states import WrongState
from planner.walltime import When, zone_data_version
from publishers.message import Payload, Problem

EVERGREEN_GRACE = 86400  # seconds; words that do not age may wait a day
PAST_BY = timedelta(seconds=5)  # a time this little ago still means now


class NotPlanned(Exception):
    """Why this cannot go on the calendar. `problems` are those that the networks would have."""

    def __init__(self, sentence: str, problems: Sequence[tuple[Channel, Problem]] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to put where, and when."""

    when: When
    channel_ids: Collection[int] = ()  # empty: all channels of the post


def schedule(post: Post, plan: Plan, by: Actor, now: datetime) -> list[Delivery]:
    """Deliveries for every chosen channel, one for each part of a thread.

    Where the workspace asks nobody to agree, this agrees. Raises NotPlanned, seats.NotYours.
    """
    if plan.when.at < now - PAST_BY:
        raise NotPlanned(_("That time has passed. Choose a later one."))
    fitting.make_ready(post)
    return _schedule(post, plan, by, now)


@transaction.atomic
def _schedule(post: Post, plan: Plan, by: Actor, now: datetime) -> list[Delivery]:
    post = Post.objects.locked(post.pk)
    version = Version.objects.complete().get(pk=post.newest.pk)
    house.insist(post.workspace, version)
    stops.insist(post, version.pk, plan.when.at)
    prints = compose.fingerprints(version)
    if post.state != "approved" or not (plans.needs_yes(post) or pins.is_pinned(version, prints)):
        answer.approve_by_policy(post, by, prints, now)
        post = Post.objects.locked(post.pk)
    if not pins.lets_out(version, plan.when.at):
        raise NotPlanned(_("It was approved for another time. Choose a time that was agreed, or ask again."))
    return put_on(post, version, _chosen(version, plan.channel_ids), plan.when, by, now)


def put_on(
    post: Post, version: Version, channels: list[Channel], when: When, by: Actor, now: datetime
) -> list[Delivery]:
    """The deliveries themselves, inside the caller's transaction. Raises NotPlanned."""
    payloads = [(channel, compose.payload_for(version, channel)) for channel in channels]
    _refuse_problems(payloads)
    _refuse_twice(post, channels)
    made = [
        one
        for channel, payload in payloads
        for one in _deliveries(post, version, channel, payload, when, now)
    ]
    post.plan_for(when)
    record(
        post.workspace_id,
        by,
        "post.scheduled",
        post,
        at=now,
        due_at=when.at.isoformat(),
        wall=when.wall,
        zone=when.zone,
        channels=[channel.pk for channel in channels],
    )
    return made


@transaction.atomic
def move(delivery: Delivery, when: When, by: Actor, now: datetime) -> None:
    """Another time for a delivery that is certainly not out. What was missed or failed is planned again."""
    if when.at < now - PAST_BY:
        raise NotPlanned(_("That time has passed. Choose a later one."))
    for part in _unfinished_parts(delivery):
        later = when.at + (part.late_until - part.due_at)
        changes: dict[str, Any] = {
            "due_at": when.at,
            "late_until": later,
            "wall": when.wall,
            "zone": when.zone,
            "fold": when.fold,
            "zone_data": zone_data_version(),
            "next_try_at": None,
        }
        details = {"from": part.due_at.isoformat(), "to_at": when.at.isoformat(), "by": by.name}
        if part.state in {"scheduled", "waiting"}:
            part.note("moved", now, details=details, **changes)
        else:
            part.step(
                "scheduled", "moved", now, details=details, trouble={}, tries=0, **afresh(part), **changes
            )
    _show_first_time(delivery.post)
    voiding.after_move(delivery.post, by, now)
    record(delivery.workspace_id, by, "delivery.moved", delivery, at=now, to=when.at.isoformat())


@transaction.atomic
def cancel(delivery: Delivery, by: Actor, now: datetime) -> None:
    """Take it off the calendar, for good; refused when it may be out."""
    for part in _unfinished_parts(delivery):
        part.step("cancelled", "cancelled", now, details={"by": by.name}, owner="", lease_until=None)
    _show_first_time(delivery.post)
    record(delivery.workspace_id, by, "delivery.cancelled", delivery, at=now)


@transaction.atomic
def retry(delivery: Delivery, by: Actor, now: datetime) -> None:
    """Send it now after all: what failed, was missed or was blocked."""
    _refuse_doubt(delivery)
    if delivery.state not in {"failed", "missed", "blocked", "waiting"}:
        raise WrongState(_("There is nothing to try again here."))
    stops.insist(delivery.post, delivery.version_id, now)
    grace = delivery.late_until - delivery.due_at
    changes: dict[str, Any] = {
        "next_try_at": None,
        "trouble": {},
        "tries": 0,
        "late_until": max(now + grace, delivery.late_until),
    }
    if delivery.state == "waiting":
        delivery.note("retried", now, details={"by": by.name}, **changes)
    else:
        changes["due_at"] = max(delivery.due_at, now) if delivery.state != "waiting" else delivery.due_at
        delivery.step("scheduled", "retried", now, details={"by": by.name}, **afresh(delivery), **changes)
    record(delivery.workspace_id, by, "delivery.retried", delivery, at=now)


def _deliveries(
    post: Post, version: Version, channel: Channel, payload: Payload, when: When, now: datetime
) -> list[Delivery]:
    grace = EVERGREEN_GRACE if post.kind == "evergreen" else channel.grace_seconds
    previous: Delivery | None = None
    price = compose.price_of(channel, payload)
    made: list[Delivery] = []
    for part in range(len(payload.parts)):
        previous = Delivery.objects.create(
            workspace_id=post.workspace_id,
            post=post,
            version=version,
            channel=channel,
            part=part,
            parts=len(payload.parts),
            previous=previous,
            due_at=when.at,
            late_until=when.at + timedelta(seconds=grace),
            wall=when.wall,
            zone=when.zone,
            fold=when.fold,
            zone_data=zone_data_version(),
            price=price.millionths if price and not made else None,
            currency=price.currency if price and not made else "",
        )
        previous.note("planned", now, details={"due_at": when.at.isoformat(), "payload": payload.digest()})
        made.append(previous)
    return made


def _chosen(version: Version, channel_ids: Collection[int]) -> list[Channel]:
    channels = [channel for channel in version.channels() if not channel_ids or channel.pk in channel_ids]
    if unknown := set(channel_ids) - {channel.pk for channel in channels}:
        raise NotPlanned(_("This post has no words for channel %(id)s.") % {"id": min(unknown)})
    if not channels:
        raise NotPlanned(_("Choose at least one channel."))
    for channel in channels:
        if channel.state in {"removed", "reconnect"}:
            raise NotPlanned(_("%(name)s has to be connected again first.") % {"name": channel.name})
    return channels


def _refuse_problems(payloads: list[tuple[Channel, Payload]]) -> None:
    problems = [(channel, problem) for channel, payload in payloads for problem in payload.blocked]
    if problems:
        raise NotPlanned(_("Some channels would not take this as it is."), problems)


def _refuse_twice(post: Post, channels: list[Channel]) -> None:
    there = Delivery.objects.live().filter(post=post, channel__in=channels).select_related("channel").first()
    if there is not None:
        raise NotPlanned(
            _("It is on the calendar of %(name)s already. Move that one, or duplicate the post.")
            % {"name": there.channel.name}
        )


def _refuse_doubt(delivery: Delivery) -> None:
    if delivery.maybe_out or delivery.state in IN_DOUBT:
        raise WrongState(_("It is already on its way. Wait until we know whether it is out."))
    if delivery.state == "published":
        raise WrongState(_("It is out already."))


def afresh(delivery: Delivery) -> dict[str, Any]:
    """It is certainly not out, so the next try has a key of its own."""
    return {"generation": delivery.generation + 1, "key": "", "intent_at": None, "looks": 0}


def _unfinished_parts(delivery: Delivery) -> list[Delivery]:
    """The parts of the thread that are certainly not out, locked. Raises WrongState when there are none.

    The post is locked first, as at the gate: two that lock in different orders would wait for each other.
    """
    Post.objects.locked(delivery.post_id)
    parts = _thread_of(delivery)
    unfinished = [part for part in parts if part.state != "published"]
    for part in unfinished:
        _refuse_doubt(part)
    if not unfinished:
        raise WrongState(_("It is out already.") if parts else _("It was cancelled."))
    return unfinished


def _thread_of(delivery: Delivery) -> list[Delivery]:
    """All parts of the thread, locked, in order."""
    parts = Delivery.objects.live().filter(
        post=delivery.post_id, channel=delivery.channel_id, version=delivery.version_id
    )
    return list(parts.select_for_update(of=("self",)).order_by("part"))


def _show_first_time(post: Post) -> None:
    """The post stands on the calendar where its first live delivery does."""
    first = Delivery.objects.live().filter(post=post).order_by("due_at", "pk").first()
    if first is not None:
        post.plan_for(When(first.due_at, first.wall, first.zone, first.fold))

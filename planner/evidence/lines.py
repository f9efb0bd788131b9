"""What there is to tell of some posts, row by row, as the records of a pack."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from planner.deliveries.models import Delivery
from planner.deliveries.story import Step
from planner.evidence import check
from planner.history.models import Entry
from planner.people.models import User, Workspace
from planner.posts.models import Attachment, Post, Variant, Version
from planner.remarks.models import Remark
from planner.reviews.models import Afterlook, Pin, Review, Turn

KINDS = (
    "post",
    "version",
    "turn",
    "review",
    "pin",
    "delivery",
    "step",
    "afterlook",
    "remark",
    "entry",
    "missing",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A record that has no place in the chain yet."""

    post: int
    at: datetime
    kind: str
    row: int  # orders what was written in the same moment
    body: dict[str, Any]

    @property
    def place(self) -> tuple[datetime, int, int]:
        return self.at, KINDS.index(self.kind), self.row


def stamp(at: datetime | None) -> str | None:
    """As the history's hashes spell it."""
    return at.isoformat(timespec="microseconds") if at else None


def lines_of(workspace: Workspace, ids: Sequence[int], head: int) -> dict[int, list[Line]]:
    """By post, everything but what is missing. `head`: the number of the last entry that is told."""
    deliveries = list(Delivery.objects.filter(post__in=ids).select_related("channel", "version"))
    pins = list(Pin.objects.filter(version__post__in=ids).select_related("channel", "version"))
    found: dict[int, list[Line]] = defaultdict(list)
    for lines in (
        _posts(ids),
        _versions(ids),
        _turns(ids),
        _reviews(ids),
        _afterlooks(ids),
        _remarks(ids),
        (_pin(one) for one in pins),
        _deliveries(deliveries, pins),
        _steps(deliveries),
        _entries(workspace, ids, deliveries, head),
    ):
        for line in lines:
            found[line.post].append(line)
    return found


def _posts(ids: Sequence[int]) -> Iterable[Line]:
    for post in Post.objects.filter(pk__in=ids).select_related("author", "assignee", "campaign", "pillar"):
        body = {
            "id": post.pk,
            "state": post.state,
            "author": str(post.author or ""),
            "assignee": str(post.assignee or ""),
            "campaign": str(post.campaign or ""),
            "pillar": str(post.pillar or ""),
            "planned_at": stamp(post.planned_at),
            "planned_wall": post.planned_wall,
            "planned_zone": post.planned_zone,
            "hold_reason": post.hold_reason,
            "round": post.review_round,
        }
        yield Line(post.pk, post.created_at, "post", post.pk, body)


def _versions(ids: Sequence[int]) -> Iterable[Line]:
    versions = Version.objects.filter(post__in=ids).select_related("card_asset")
    for version in versions.prefetch_related("variants__channel", "attachments__asset"):
        body = {
            "number": version.number,
            "by": version.by_name,
            "title": version.title,
            "text": version.text,
            "language": version.language,
            "digest": version.digest,
            "wordings": [_wording(one) for one in sorted(version.wordings, key=lambda one: one.channel_id)],
            "pictures": [_picture(one) for one in sorted(version.pictures, key=lambda one: one.position)],
            "card": version.card
            and version.card | {"sha256": version.card_asset.sha256 if version.card_asset else ""},
            "withheld": False,
        }
        yield Line(version.post_id, version.created_at, "version", version.pk, body)


def _wording(one: Variant) -> dict[str, Any]:
    return {**_where(one), "text": one.text, "options": one.options}


def _picture(one: Attachment) -> dict[str, Any]:
    asset = one.asset
    return {
        "sha256": asset.sha256,
        "type": asset.content_type,
        "width": asset.width,
        "height": asset.height,
        "alt": one.alt,
        "focus": list(one.focus) if one.focus else None,
    }


def _where(one: Variant | Pin | Delivery) -> dict[str, Any]:
    return {"channel": one.channel_id, "channel_name": one.channel.name, "network": one.channel.network}


def _turns(ids: Sequence[int]) -> Iterable[Line]:
    times = ("deadline_at", "timed_out_at", "escalated_at", "skipped_at", "slot_passed_at", "closed_at")
    for turn in Turn.objects.filter(post__in=ids):
        body = {
            "round": turn.round,
            "step": turn.step,
            "step_name": turn.step_name,
            "version": turn.version_number,
            **{name: stamp(getattr(turn, name)) for name in times},
        }
        yield Line(turn.post_id, turn.opened_at, "turn", turn.pk, body)


def _remarks(ids: Sequence[int]) -> Iterable[Line]:
    """What was said in comments, as it stands now; what its writer took away says so."""
    for remark in Remark.objects.filter(thread__post__in=ids).select_related("thread"):
        thread = remark.thread
        body = {
            "thread": thread.pk,
            "where": thread.where,
            "version": thread.version,
            "quote": thread.quote,
            "is_for_client": thread.is_for_client,
            "resolved_at": stamp(thread.resolved_at),
            "who": remark.by_name,
            "text": "" if remark.removed_at else remark.text,
            "edited_at": stamp(remark.edited_at),
            "removed_at": stamp(remark.removed_at),
        }
        yield Line(thread.post_id, remark.at, "remark", remark.pk, body)


def _reviews(ids: Sequence[int]) -> Iterable[Line]:
    reviews = list(Review.objects.filter(post__in=ids).select_related("version", "contact"))
    people = User.objects.in_bulk({pk for one in reviews for pk in (one.user_id, one.seat_id) if pk})
    for one in reviews:
        user, seat = people.get(one.user_id or 0), people.get(one.seat_id or 0)
        body = {
            "version": one.version.number,
            "answer": one.answer,
            "who": one.by_name,
            "user_id": one.user_id,
            "contact_id": one.contact_id,
            "address": one.contact.email if one.contact else user.email if user else "",
            "via": one.via,
            "seat_of": (str(seat) if seat else str(one.seat_id)) if one.seat_id != one.user_id else "",
            "step": one.step,
            "step_name": one.step_name,
            "note": one.note,
            "round": one.round,
            "covers": one.covers,
            "not_before": stamp(one.not_before),
            "not_after": stamp(one.not_after),
            "urgent": one.is_urgent,
            "four_eyes": one.four_eyes,
            "author_id": one.author_id,
            "editor_id": one.editor_id,
            "withheld": False,
        }
        yield Line(one.post_id, one.at, "review", one.pk, body)


def _afterlooks(ids: Sequence[int]) -> Iterable[Line]:
    for one in Afterlook.objects.filter(post__in=ids, looked_at__isnull=False):
        assert one.looked_at is not None
        body = {"who": one.looked_by_name, "was_right": one.was_right, "note": one.note}
        yield Line(one.post_id, one.looked_at, "afterlook", one.pk, body)


def _pin(one: Pin) -> Line:
    body = {
        "pin": one.pk,
        **_where(one),
        "version": one.version.number,
        "account": one.account_id,
        "digest": one.digest,
        "not_before": stamp(one.not_before),
        "not_after": stamp(one.not_after),
    }
    return Line(one.version.post_id, one.at, "pin", one.pk, body)


def _deliveries(deliveries: Sequence[Delivery], pins: Sequence[Pin]) -> Iterable[Line]:
    for one in deliveries:
        pin = _in_force(one, pins)
        approved = pin.digest if pin else ""
        body = {
            "delivery": one.pk,
            **_where(one),
            "version": one.version.number,
            "part": one.part,
            "parts": one.parts,
            "state": one.state,
            "due_at": stamp(one.due_at),
            "sent_at": stamp(one.sent_at),
            "published_at": stamp(one.published_at),
            "receipt_id": one.receipt_id,
            "receipt_url": one.receipt_url,
            "sent_digest": one.digest,
            "approved_digest": approved,
            "approved_by_pin": pin.pk if pin else None,
            "sent_as_approved": check.same(one.digest, approved),
            "corrected_at": stamp(one.corrected_at),
            "taken_back_at": stamp(one.taken_back_at),
            "trouble": one.trouble,
            "steps": one.steps,
            "chain_hash": one.last_hash,
        }
        yield Line(one.post_id, one.created_at, "delivery", one.pk, body)


def _in_force(delivery: Delivery, pins: Sequence[Pin]) -> Pin | None:
    """What was agreed last about this version and channel when it was sent, or by now: as the gate asks."""
    its = [
        one
        for one in pins
        if (one.version_id, one.channel_id) == (delivery.version_id, delivery.channel_id)
        and (delivery.sent_at is None or one.at <= delivery.sent_at)
    ]
    return max(its, key=lambda one: (one.at, one.pk), default=None)


def _steps(deliveries: Sequence[Delivery]) -> Iterable[Line]:
    of = {one.pk: one for one in deliveries}
    for step in Step.objects.filter(delivery__in=of).order_by("delivery_id", "number"):
        delivery = of[step.delivery_id]
        if step.number > delivery.steps:
            continue  # written since the delivery was read
        body = {
            "delivery": step.delivery_id,
            "number": step.number,
            "fence": step.fence,
            "attempt": step.attempt,
            "what": step.what,
            "details": step.details,
            "chain_previous": step.previous_hash,
            "chain_hash": step.hash,
            "withheld": False,
        }
        yield Line(delivery.post_id, step.at, "step", step.pk, body)


def _entries(
    workspace: Workspace, ids: Sequence[int], deliveries: Sequence[Delivery], head: int
) -> Iterable[Line]:
    post_of = {one.pk: one.post_id for one in deliveries}
    entries: QuerySet[Entry] = Entry.objects.filter(workspace=workspace, number__lte=head)
    for one in entries.filter(Q(thing="post", thing_id__in=ids) | Q(thing="delivery", thing_id__in=post_of)):
        body = {
            "number": one.number,
            "user_id": one.user_id,
            "actor": one.actor,
            "via": one.via,
            "act": one.act,
            "thing": one.thing,
            "thing_id": one.thing_id,
            "details": one.details,
            "chain_previous": one.previous_hash,
            "chain_hash": one.hash,
            "withheld": False,
        }
        post = one.thing_id if one.thing == "post" else post_of[one.thing_id]
        yield Line(post, one.at, "entry", one.number, body)

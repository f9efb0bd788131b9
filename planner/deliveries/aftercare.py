"""What can still be done with a post that is out: take it back, correct its words, read what people say.

These talk to the network while a person waits, so each is one request with the client's time limit; what
they did is a line in the delivery's story.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from planner import outside
from planner.channels import tokens
from planner.clicks import shortening
from planner.deliveries import compose
from planner.deliveries.invented import is_invented
from planner.deliveries.models import Delivery
from planner.history.models import Actor
from planner.history.record import record
from planner.sentences import kept, said
from planner.states import WrongState
from planner.vault import Locked
from publishers.base import Deletable, Editable, HearsReplies, Publisher
from publishers.errors import PublisherError, Sentence
from publishers.message import Part, Remark

BACK = timedelta(minutes=5)  # their clock may be behind ours


class NotDone(Exception):
    """The network did not do it; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Powers:
    """What this network lets us do with a delivery that is out."""

    can_take_back: bool
    can_correct: bool
    can_hear: bool
    editing: Sentence | None


def powers(delivery: Delivery) -> Powers:
    kind = delivery.channel.kind
    is_out = _is_there(delivery)
    return Powers(
        is_out and issubclass(kind, Deletable),
        is_out and issubclass(kind, Editable),
        is_out and issubclass(kind, HearsReplies),
        kind.editing if issubclass(kind, Editable) else None,
    )


def take_back(delivery: Delivery, by: Actor, now: datetime) -> None:
    """Delete it on the network. Raises NotDone, WrongState."""
    publisher = _publisher(delivery, now)
    if not isinstance(publisher, Deletable):
        raise WrongState(_("This network does not let us delete it. Delete it there."))
    try:
        publisher.delete(delivery.receipt_id)
    except PublisherError as trouble:
        raise NotDone(said(trouble.sentence)) from None
    with transaction.atomic():
        delivery.note("taken_back", now, details={"by": by.name}, taken_back_at=now)
        record(delivery.workspace_id, by, "delivery.taken_back", delivery, at=now)


def correct(delivery: Delivery, text: str, by: Actor, now: datetime) -> None:
    """Let the post say `text` (Markdown) from now on; whoever may approve wrote it. Raises as `take_back`."""
    publisher = _publisher(delivery, now)
    if not isinstance(publisher, Editable):
        raise WrongState(_("This network does not let us change it."))
    part = corrected(delivery, text)
    if delivery.channel.short_links:
        content = replace(delivery.version.content(), text=text, wordings=())
        found = compose.leads_of(content, delivery.channel, delivery.post_id)
        shortening.keep(delivery.channel, delivery.post_id, found, now)
    try:
        receipt = publisher.edit(delivery.receipt_id, part)
    except PublisherError as trouble:
        raise NotDone(said(trouble.sentence)) from None
    details = {"by": by.name, "text": part.text, "id": receipt.id, "url": receipt.url}
    changes = {"receipt_id": receipt.id, "receipt_url": receipt.url or delivery.receipt_url}
    with transaction.atomic():
        delivery.note("corrected", now, details=details, corrected_at=now, **changes)
        record(delivery.workspace_id, by, "delivery.corrected", delivery, at=now, text=part.text)


def corrected(delivery: Delivery, text: str) -> Part:
    """The part as it would stand. Raises WrongState where the network would not take it."""
    message = compose.message_for(delivery.version, delivery.channel)
    options = tuple(pair for pair in message.options if pair[0] not in ("split", "first_comment"))
    publisher = delivery.channel.kind(None, delivery.channel.account, outside.web())
    pictures = message.images if delivery.part == 0 else ()
    payload = publisher.prepare(replace(message, text=text, options=options, images=pictures))
    if payload.blocked:
        raise WrongState(f"{said(payload.blocked[0].what)} {said(payload.blocked[0].fix)}")
    if len(payload.parts) != 1:
        raise WrongState(_("A correction is one part; take out the lines of three dashes."))
    return replace(payload.parts[0], is_comment=_is_comment(delivery))


def replies(delivery: Delivery, now: datetime) -> tuple[Remark, ...]:
    """What people answered, oldest first. Raises NotDone, WrongState."""
    publisher = _publisher(delivery, now)
    if not isinstance(publisher, HearsReplies):
        raise WrongState(_("This network does not let us read answers."))
    try:
        return publisher.replies(delivery.receipt_id, (delivery.published_at or delivery.due_at) - BACK)
    except PublisherError as trouble:
        raise NotDone(said(trouble.sentence)) from None


def _publisher(delivery: Delivery, now: datetime) -> Publisher:
    if not _is_there(delivery):
        raise WrongState(_("It is not out, or was taken back."))
    try:
        tokens.keep_fresh(delivery.channel, now)
        return compose.publisher_for(delivery.channel)
    except PublisherError as trouble:
        raise NotDone(said(trouble.sentence)) from None
    except Locked as trouble:
        raise NotDone(said(kept(trouble))) from None


def _is_there(delivery: Delivery) -> bool:
    invented = is_invented(delivery.receipt_id)
    removed = delivery.channel.state == "removed"
    return delivery.state == "published" and delivery.taken_back_at is None and not invented and not removed


def _is_comment(delivery: Delivery) -> bool:
    parts = compose.payload_for(delivery.version, delivery.channel).parts
    return delivery.part < len(parts) and parts[delivery.part].is_comment

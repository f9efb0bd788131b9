"""Letters that came back: what a mail server writes hours later about an address (RFC 3464), or a complaint.

They are read from a mailbox file or from standard input, where the mail server of the sender's address pipes
them: `almanac@harbour.example: "|/srv/almanac/manage.py bounces"`.
"""

import email
import email.policy
import logging
import mailbox
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from planner.history.models import WORKER
from planner.history.record import record
from planner.mailings.models import Envelope, Reader
from planner.mailings.nameless import traced
from publishers.newsletter.letters import on_the_wire
from publishers.smtp import is_nobody

COMPLAINT = "complaint"  # why they are off the list
log = logging.getLogger("almanac.mailings")


@dataclass(frozen=True, slots=True)
class Back:
    """What came back, of which letter."""

    message_id: str
    address: str
    status: str  # RFC 3463; "" of a complaint
    said: str
    is_complaint: bool = False
    original: str = ""  # the address that we wrote to, where that one forwards


def read(raw: bytes) -> Back | None:
    """None for a letter that is no report of failure, such as an out-of-office answer."""
    letter: Any = email.message_from_bytes(raw, policy=email.policy.default)
    kinds = {part.get_content_type(): part for part in letter.walk()}
    message_id = _message_id(kinds)
    if report := kinds.get("message/feedback-report"):
        fields = _fields(report)
        return Back(message_id, fields.get("original-rcpt-to", "").strip("<> "), "", "", is_complaint=True)
    if report := kinds.get("message/delivery-status"):
        fields = _fields(report)
        if fields.get("action", "").lower() != "failed":
            return None
        return Back(
            message_id,
            fields.get("final-recipient", "").partition(";")[2].strip(),
            fields.get("status", "").split(" ")[0],
            fields.get("diagnostic-code", "").partition(";")[2].strip(),
            original=fields.get("original-recipient", "").partition(";")[2].strip(),
        )
    return None


def take(back: Back, now: datetime) -> Envelope | None:
    """Write it down. Only what names a letter of ours counts: anybody can write a report."""
    envelope = (
        Envelope.objects.select_related("reader", "mailing__channel")
        .filter(message_id=back.message_id)
        .first()
    )
    if not back.message_id or envelope is None or envelope.reader is None:
        return None
    named = {on_the_wire(one).lower() for one in (back.address, back.original) if one}
    if named and on_the_wire(envelope.reader.address).lower() not in named:
        return None
    reads = Reader.objects.filter(pk=envelope.reader.pk, state=Reader.State.READS)
    if back.is_complaint:
        _complained(envelope, reads, now)
        return envelope
    theirs = Envelope.objects.filter(pk=envelope.pk, reader=envelope.reader)  # not forgotten meanwhile
    theirs.filter(state__in=("sent", "unknown")).update(
        state="refused", said=f"{back.status} {back.said}".strip()[:300]
    )
    if is_nobody(back.status, back.said):
        reads.update(state=Reader.State.GONE, why=f"{back.status} {back.said}".strip()[:300], changed_at=now)
    return envelope


@transaction.atomic
def _complained(envelope: Envelope, reads: "QuerySet[Reader]", now: datetime) -> None:
    if reads.update(state=Reader.State.LEFT, why=COMPLAINT, changed_at=now, left_at=now):
        channel = envelope.mailing.channel
        record(
            channel.workspace_id, WORKER, "channel.reader_complained", channel, at=now,
            reader=envelope.reader_id, delivery=envelope.mailing.delivery_id,
        )  # fmt: skip


def take_all(raw: bytes, now: datetime) -> tuple[int, int]:
    """One letter's bytes: how many were read (0 or 1), and how many of them were of ours.

    Raises OperationalError or InterfaceError where the database is in trouble, whatever the letter says.
    """
    try:
        back = read(raw)
        with transaction.atomic():
            return int(back is not None), int(back is not None and take(back, now) is not None)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # anybody can write us a letter that no library can read
        log.error("A letter that came back could not be read: %s", traced())
        return 0, 0


def take_mailbox(path: Path, now: datetime) -> tuple[int, int]:
    """A file of many letters, as mail programs keep them (mbox), or of one.

    Where the database is in trouble with one, the others are taken all the same; then it is raised, because
    another run would take that one too.
    """
    if path.read_bytes()[:5] != b"From ":
        return take_all(path.read_bytes(), now)
    box = mailbox.mbox(path, create=False)
    found, trouble = list[tuple[int, int]](), list[DatabaseError | InterfaceError]()
    for key in box.iterkeys():
        try:
            found.append(take_all(box.get_bytes(key), now))
        except (OperationalError, InterfaceError) as fault:
            trouble.append(fault)
    if trouble:
        raise trouble[0]
    return sum(one for one, _ours in found), sum(ours for _one, ours in found)


def _message_id(kinds: dict[str, EmailMessage]) -> str:
    for kind in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
        part = kinds.get(kind)
        if part is None:
            continue
        inner: Any = (
            part.get_payload(0) if part.is_multipart() else email.message_from_string(part.get_content())
        )
        return _storable(inner.get("Message-ID", ""))
    return ""


def _fields(report: Any) -> dict[str, str]:
    """Of all groups in it: the first is of the message, the others of the recipients."""
    groups = (
        report.get_payload() if report.is_multipart() else [email.message_from_string(report.get_content())]
    )
    return {name.lower(): _storable(value) for group in groups for name, value in group.items()}


def _storable(value: object) -> str:
    """Without what no database keeps: NUL, and bytes that were no text."""
    return str(value).encode("utf-8", "replace").decode().replace("\x00", "").strip()

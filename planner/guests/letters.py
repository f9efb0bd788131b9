"""Letters with links: claimed, written in the reader's language, sent, tried again, given up and shown.

A letter is claimed by one conditional update, so of two senders one has it. One whose sender died is taken
up again when its lease is over: with the same links and the same Message-ID, so that a mail program that got
both shows one.
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import ngettext

from planner.guests import links
from planner.guests.models import Letter, ReviewLink
from planner.guests.opened import look
from planner.guests.persons import Person, language_of
from planner.history.models import WORKER
from planner.history.record import record
from planner.plain import plain

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
WAITS = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 240, 720))


@dataclass(frozen=True, slots=True)
class Line:
    """One post in a letter."""

    link: ReviewLink
    address: str

    @property
    def name(self) -> str:
        return plain(self.link.version.name)


def due(now: datetime) -> list[int]:
    """Letters to be sent now, the oldest first."""
    ready = Q(state="waiting", due_at__lte=now) | Q(state="sending", lease_until__lte=now)
    return list(Letter.objects.filter(ready).order_by("due_at", "pk").values_list("pk", flat=True)[:200])


def send(letter_id: int, now: datetime) -> bool:
    """Send one letter, if nobody else has it and something in it still waits. True when it went out."""
    ready = Q(state="waiting", due_at__lte=now) | Q(state="sending", lease_until__lte=now)
    mine = Letter.objects.filter(ready, pk=letter_id)
    if not mine.update(state="sending", lease_until=now + LEASE, tries=F("tries") + 1):
        return False
    letter = Letter.objects.select_related("workspace", "contact", "user").get(pk=letter_id)
    if letter.tries > len(WAITS) + 1:  # senders died over it
        _give_up(letter, "tries", now)
        return False
    lines = lines_of(letter, now)
    if not lines:
        _settle(letter, state="dropped")
        return False
    try:
        written(letter, lines).send()
    except OSError as error:  # smtplib's errors are OSErrors
        _failed(letter, error, now)
        return False
    _settle(letter, state="sent", sent_at=now, trouble="")
    return True


def lines_of(letter: Letter, now: datetime) -> list[Line]:
    """What still waits for this person, the soonest first: what was answered meanwhile is left out."""
    found = ReviewLink.objects.filter(pk__in=letter.links).select_related(
        "contact", "user", "workspace", "version", "made_by", "post__workspace", "post__head"
    )
    waiting = [link for link in found if look(link, now).can_approve]
    waiting.sort(key=lambda link: (link.post.planned_at is None, link.post.planned_at or now, link.pk))
    return [Line(link, links.address_of(link)) for link in waiting]


def written(letter: Letter, lines: list[Line]) -> EmailMessage:
    """The letter as it is sent, in its reader's language and the workspace's time."""
    person = person_of(letter)
    with (
        translation.override(language_of(person, letter.workspace, dict(settings.LANGUAGES))),
        timezone.override(letter.workspace.zone),
    ):
        house = plain(letter.workspace.name)
        subject = _subject(letter, len(lines)) % {"n": len(lines), "workspace": house}
        body = render_to_string(
            "guests/letter.txt",
            {"letter": letter, "person": person, "lines": lines, "workspace": letter.workspace},
        )
    name = hashlib.sha256(f"{letter.pk}|{letter.made_at.isoformat()}".encode()).hexdigest()[:32]
    return EmailMessage(
        plain(subject),
        body.strip() + "\n",
        to=[person.email],
        headers={"Message-ID": f"<{name}@{settings.PUBLIC_HOST}>", "Auto-Submitted": "auto-generated"},
    )


def person_of(letter: Letter) -> Person:
    found = letter.contact or letter.user
    assert found is not None
    return found


def _subject(letter: Letter, n: int) -> str:
    if letter.kind == Letter.Kind.REMINDER:
        return ngettext(
            "%(workspace)s: %(n)s post still waits for your answer",
            "%(workspace)s: %(n)s posts still wait for your answer",
            n,
        )
    return ngettext(
        "%(workspace)s: %(n)s post waits for your answer",
        "%(workspace)s: %(n)s posts wait for your answer",
        n,
    )


def _failed(letter: Letter, error: OSError, now: datetime) -> None:
    """Try again later; after the last try, or where there is no such reader, say so and give up."""
    why = type(error).__name__
    refused = isinstance(error, SMTPRecipientsRefused) and all(
        code >= 500 for code, _said in error.recipients.values()
    )
    log.warning("A letter to a guest could not be sent (try %s): %s", letter.tries, why)
    if letter.tries > len(WAITS) or refused:
        _give_up(letter, why, now)
    else:
        _settle(letter, state="waiting", due_at=now + WAITS[letter.tries - 1], trouble=why)


@transaction.atomic
def _give_up(letter: Letter, why: str, now: datetime) -> None:
    """People of the team are shown it, and it stands in the history."""
    _settle(letter, state="failed", trouble=why)
    for link in ReviewLink.objects.filter(pk__in=letter.links).select_related("post"):
        contacts = [link.contact_id] if link.contact_id else []
        record(letter.workspace_id, WORKER, "guest.unreached", link.post, at=now, contacts=contacts, why=why)


def _settle(letter: Letter, **changes: object) -> None:
    Letter.objects.filter(pk=letter.pk, state="sending").update(lease_until=None, **changes)

"""Letters with reports: a row for each, claimed by one worker, sent, tried again, and never sent twice.

The row is unique by reader and period, so of many workers one makes it; sending claims it by one conditional
update with a lease, as letters to clients do (guests/letters.py). The PDF is made with no transaction open.
Then the lease is given up for good: whoever dies with the letter at the server may have sent it, so nobody
knows, and the history says so.
"""

import contextlib
import logging
import smtplib
from datetime import datetime, timedelta

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language

from planner.days.marks import holidays_between
from planner.guests.letters import LEASE, WAITS
from planner.history.models import WORKER
from planner.history.record import record
from planner.people.models import Workspace
from planner.reports.due import Due, due, week_began
from planner.reports.letters import written
from planner.reports.models import Sending, Subscription
from planner.reports.pdf import NotMade
from planner.reports.span import Span, month, month_named

log = logging.getLogger(__name__)
A_LETTER = 2 * LEASE  # longer than any server takes for one
NOT_OUT = (
    smtplib.SMTPHeloError,
    smtplib.SMTPNotSupportedError,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPRecipientsRefused,
)


class MayBeOut(Exception):
    """The connection broke while the server had the letter."""


def plan(now: datetime) -> int:
    """A row for every letter that is due and has none. How many rows were asked for."""
    rows = []
    for workspace in Workspace.objects.filter(report_subscriptions__isnull=False).distinct():
        found = {kind: _due(workspace, kind, now) for kind in Subscription.Kind.values}
        for one in Subscription.objects.filter(workspace=workspace):
            this = found[one.kind]
            if this is not None and one.created_at <= this.at:
                rows.append(Sending(subscription=one, period=this.period, made_at=now, due_at=now))
    Sending.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def ready(now: datetime) -> list[int]:
    """Letters to be sent now, the oldest first."""
    return list(_ready(now).order_by("due_at", "pk").values_list("pk", flat=True)[:200])


def send(sending_id: int, now: datetime) -> bool:
    """Send one letter, if nobody else has it. True when it went out."""
    mine = _ready(now).filter(pk=sending_id)
    if not mine.update(state="sending", lease_until=now + LEASE, tries=F("tries") + 1):
        return False
    related = ("subscription__workspace", "subscription__user", "subscription__contact")
    sending = Sending.objects.select_related(*related).get(pk=sending_id)
    connection = get_connection()
    try:
        letter = written(sending, _span(sending), now)
        if letter is None:
            _settle(sending, state="dropped")
            return False
        connection.open()
        if not _leaves(sending, now):
            return False
        letter.connection = connection
        _hand_over(letter)
    except MayBeOut:
        _doubt(sending, now)
        return False
    except (OSError, NotMade) as trouble:  # smtplib's errors are OSErrors
        _failed(sending, type(trouble).__name__, now)
        return False
    finally:
        with contextlib.suppress(OSError):
            connection.close()
    _sent(sending, now)
    return True


def doubt_all(now: datetime) -> None:
    """Letters whose worker died while the server had them."""
    for one in Sending.objects.filter(state="sending", lease_until=None, due_at__lte=now):
        _doubt(one, now)


def _ready(now: datetime) -> "QuerySet[Sending]":
    waits = Q(state="waiting", due_at__lte=now) | Q(state="sending", lease_until__lte=now)
    return Sending.objects.filter(waits)


def _due(workspace: Workspace, kind: str, now: datetime) -> Due | None:
    today = now.astimezone(workspace.zone).date()
    span = month(today)
    free = holidays_between(workspace.country, span.first, span.last, get_language() or "en")
    off = {day for day, holiday in free.items() if holiday.is_off}
    return due(kind, now, workspace.timezone, today, off)


def _span(sending: Sending) -> Span:
    """Of a month its own; of a week the month in which the week before it ended."""
    named = month_named(sending.period)
    return named or month(week_began(sending.period) - timedelta(days=1))


def _leaves(sending: Sending, now: datetime) -> bool:
    """From here on nobody else takes it up, and silence is doubt. False where somebody else has it by now."""
    ours = Sending.objects.filter(pk=sending.pk, state="sending", tries=sending.tries)
    return bool(ours.exclude(lease_until=None).update(lease_until=None, due_at=now + A_LETTER))


def _hand_over(letter: EmailMessage) -> None:
    """Raises MayBeOut where the server said nothing clear; another OSError, where it said no."""
    try:
        letter.send()
    except OSError as trouble:
        code = trouble.smtp_code if isinstance(trouble, smtplib.SMTPDataError) else 0
        if isinstance(trouble, NOT_OUT) or 400 <= code < 600:
            raise
        raise MayBeOut from trouble


@transaction.atomic
def _sent(sending: Sending, now: datetime) -> None:
    if _settle(sending, state="sent", sent_at=now, trouble=""):
        _record("report.sent", sending, now)


def _failed(sending: Sending, why: str, now: datetime) -> None:
    log.warning("A report could not be sent (try %s): %s", sending.tries, why)
    if sending.tries <= len(WAITS):
        _settle(sending, state="waiting", due_at=now + WAITS[sending.tries - 1], trouble=why)
        return
    with transaction.atomic():
        if _settle(sending, state="failed", trouble=why):
            _record("report.unsent", sending, now, why=why)


@transaction.atomic
def _doubt(sending: Sending, now: datetime) -> None:
    """It may have arrived, so it is not sent again."""
    log.warning("Nobody knows whether a report arrived (try %s)", sending.tries)
    if _settle(sending, state="failed", trouble=MayBeOut.__name__):
        _record("report.unsure", sending, now)


def _record(act: str, sending: Sending, now: datetime, **more: str) -> None:
    one = sending.subscription
    facts = {"name": str(one.reader), "kind": one.kind, "period": sending.period}
    record(one.workspace_id, WORKER, act, one, at=now, **facts, **more)


def _settle(sending: Sending, **changes: object) -> bool:
    """False where it has been settled, or somebody else has it by now."""
    mine = Sending.objects.filter(pk=sending.pk, state="sending", tries=sending.tries)
    return bool(mine.update(lease_until=None, **changes))

"""Letters with reports: a row for each, claimed by one worker, sent, tried again, and never sent twice.

The row is unique by reader and period, so of many workers one makes it; sending claims it by one conditional
update with a lease, as letters to clients do (guests/letters.py). The PDF is made with no transaction open.
"""

import logging
from datetime import datetime, timedelta

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
    try:
        letter = written(sending, _span(sending), now)
        if letter is None:
            _settle(sending, state="dropped")
            return False
        letter.send()
    except (OSError, NotMade) as trouble:  # smtplib's errors are OSErrors
        _failed(sending, type(trouble).__name__, now)
        return False
    _sent(sending, now)
    return True


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


@transaction.atomic
def _sent(sending: Sending, now: datetime) -> None:
    _settle(sending, state="sent", sent_at=now, trouble="")
    _record("report.sent", sending, now)


def _failed(sending: Sending, why: str, now: datetime) -> None:
    log.warning("A report could not be sent (try %s): %s", sending.tries, why)
    if sending.tries <= len(WAITS):
        _settle(sending, state="waiting", due_at=now + WAITS[sending.tries - 1], trouble=why)
        return
    with transaction.atomic():
        _settle(sending, state="failed", trouble=why)
        _record("report.unsent", sending, now, why=why)


def _record(act: str, sending: Sending, now: datetime, **more: str) -> None:
    one = sending.subscription
    facts = {"name": str(one.reader), "kind": one.kind, "period": sending.period}
    record(one.workspace_id, WORKER, act, one, at=now, **facts, **more)


def _settle(sending: Sending, **changes: object) -> None:
    Sending.objects.filter(pk=sending.pk, state="sending").update(lease_until=None, **changes)

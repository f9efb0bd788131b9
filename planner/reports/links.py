"""Links to one report: made, found, revoked. The secret is computed, as in links for reviews."""

import hmac
import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from planner.guests.links import secret_of
from planner.history.models import Actor
from planner.history.record import record
from planner.people.groups import Contact
from planner.people.members import Refused
from planner.people.models import Workspace, hash_secret
from planner.reports.models import ReportLink
from planner.reports.reading import Asked, campaign_asked, month_asked
from planner.reports.span import month_named

SALT = "planner.reports.links"
LIFETIMES = (7, 30, 90, 365)  # days that can be chosen
USUAL = 30
MOST = 200  # live ones of a workspace


@transaction.atomic
def make(asked: Asked, by: Actor, language: str, days: int, now: datetime) -> ReportLink:
    """A new link to this report. Whoever has its address reads it; nothing else opens by it."""
    workspace = Workspace.objects.select_for_update().only("pk").get(pk=asked.workspace.pk)
    live = ReportLink.objects.filter(workspace=workspace, revoked_at=None, expires_at__gt=now)
    if live.count() >= MOST:
        raise Refused(_("This workspace has %(most)s links to reports. Revoke some first.") % {"most": MOST})
    days = days if days in LIFETIMES else USUAL
    row = _new(asked, now, now + timedelta(days=days), language)
    row.made_by_id = by.user_id
    row.save()
    record(workspace.pk, by, "report.link_made", row, at=now, name=_of(row), until=row.expires_at.isoformat())
    return row


def for_letter(asked: Asked, contact: Contact, now: datetime) -> ReportLink:
    """This contact's link to a month: the one they have, or a new one. No entry: the letter has one."""
    with transaction.atomic():
        live = ReportLink.objects.filter(contact=contact, month=asked.span.month, revoked_at=None)
        live.filter(expires_at__lte=now + timedelta(days=1)).update(revoked_at=now)
        if found := live.first():
            return found
        row = _new(asked, now, now + timedelta(days=90), contact.language)
        row.contact = contact
        ReportLink.objects.bulk_create([row], ignore_conflicts=True)
    return live.get()


def _new(asked: Asked, now: datetime, ends: datetime, language: str) -> ReportLink:
    known = dict(settings.LANGUAGES)
    row = ReportLink(
        workspace_id=asked.workspace.pk, campaign=asked.campaign, nonce=secrets.token_hex(16), made_at=now,
        month="" if asked.campaign else asked.span.month, expires_at=ends,
        language=language if language in known else "en",
    )  # fmt: skip
    row.token_hash = hash_secret(token_of(row))
    return row


def token_of(link: ReportLink) -> str:
    """The link's secret. A row that was pointed elsewhere by hand has another, and opens nothing."""
    return secret_of(SALT, f"{link.nonce}|{link.workspace_id}|{link.campaign_id or ''}|{link.month}")


def address_of(link: ReportLink) -> str:
    """The whole address. Whoever has it reads the report: keep it out of logs."""
    return f"{settings.PUBLIC_URL}/shared/{token_of(link)}/"


def find(token: str) -> ReportLink | None:
    """The link of this secret, dead or alive; None for one that was never made."""
    known = ReportLink.objects.select_related("workspace", "campaign__workspace", "contact")
    link = known.filter(token_hash=hash_secret(token)).first()
    if link is None or not hmac.compare_digest(token_of(link).encode(), token.encode()):
        return None
    return link


def opens(link: ReportLink, now: datetime) -> bool:
    """Neither revoked nor expired, and its reader still a contact."""
    return link.is_live(now) and (link.contact is None or link.contact.removed_at is None)


def asked_by(link: ReportLink, today: date) -> Asked:
    """The report of this link, as a client reads it."""
    if link.campaign is not None:
        return campaign_asked(link.campaign, today, for_client=True)
    span = month_named(link.month)
    assert span is not None
    return month_asked(link.workspace, span, for_client=True)


@transaction.atomic
def revoke(link: ReportLink, by: Actor, now: datetime) -> None:
    """It opens nothing any more."""
    if ReportLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
        record(link.workspace_id, by, "report.link_revoked", link, at=now, name=_of(link))


def _of(link: ReportLink) -> str:
    return link.campaign.name if link.campaign else link.month

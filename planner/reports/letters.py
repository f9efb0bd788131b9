"""The letter of a report, in its reader's language: a short text, the address, and the month as a PDF."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from planner.guests.persons import language_of
from planner.people.models import Membership
from planner.people.permissions import Verb
from planner.plain import plain
from planner.reports import links, said
from planner.reports.digest import next_things
from planner.reports.document import document
from planner.reports.models import Sending, Subscription
from planner.reports.pdf import pdf
from planner.reports.reading import Asked, month_asked, report
from planner.reports.span import Span


def written(sending: Sending, span: Span, now: datetime) -> EmailMessage | None:
    """None where there is nothing to say, or its reader may not read it any more. Raises NotMade."""
    subscription = sending.subscription
    workspace, person = subscription.workspace, subscription.reader
    language = language_of(person, workspace, dict(settings.LANGUAGES))
    with translation.override(language), timezone.override(workspace.zone):
        if subscription.contact is not None:
            if subscription.contact.removed_at is not None:
                return None
            return _report(sending, month_asked(workspace, span, for_client=True), now, language)
        member = Membership.objects.filter(workspace=workspace, user=subscription.user)
        membership = member.select_related("workspace", "user").first()
        if membership is None or not membership.may(Verb.SEE) or not membership.user.is_active:
            return None
        if subscription.kind == Subscription.Kind.DIGEST:
            return _digest(sending, membership, now)
        return _report(sending, month_asked(workspace, span), now, language)


def _report(sending: Sending, asked: Asked, now: datetime, language: str) -> EmailMessage:
    subscription = sending.subscription
    shown = document(report(asked, now, language))
    address = _address(subscription, asked, now)
    letter = _letter(
        sending,
        _("%(workspace)s: report, %(month)s")
        % {"workspace": asked.workspace.name, "month": said.title(asked)},
        {"document": shown, "address": address, "is_so_far": subscription.kind == Subscription.Kind.WEEK},
    )
    if subscription.kind == Subscription.Kind.MONTH:
        letter.attach(f"{asked.name}.pdf", pdf(shown), "application/pdf")
    return letter


def _address(subscription: Subscription, asked: Asked, now: datetime) -> str:
    """A contact's own link; for a member the page, which asks who they are."""
    if subscription.contact is not None:
        return links.address_of(links.for_letter(asked, subscription.contact, now))
    return f"{settings.PUBLIC_URL}{reverse('report-month', args=[asked.workspace.slug, asked.span.month])}"


def _digest(sending: Sending, membership: Membership, now: datetime) -> EmailMessage | None:
    things = next_things(membership, now)
    if not things:
        return None
    subject = _("%(workspace)s: what to do next") % {"workspace": membership.workspace.name}
    return _letter(sending, subject, {"things": things, "base": settings.PUBLIC_URL})


def _letter(sending: Sending, subject: str, context: dict[str, object]) -> EmailMessage:
    subscription = sending.subscription
    page = ""
    if subscription.contact is None:
        page = f"{settings.PUBLIC_URL}{reverse('reports', args=[subscription.workspace.slug])}#letters"
    body = render_to_string(
        "reports/letter.txt", context | {"workspace": subscription.workspace, "settings_page": page}
    )
    name = hashlib.sha256(f"report|{sending.pk}|{sending.made_at.isoformat()}".encode()).hexdigest()[:32]
    return EmailMessage(
        plain(subject),
        body.strip() + "\n",
        to=[subscription.reader.email],
        headers={"Message-ID": f"<{name}@{settings.PUBLIC_HOST}>", "Auto-Submitted": "auto-generated"},
    )

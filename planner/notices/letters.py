"""By e-mail: one letter for all that is due to a person, as words and as simple HTML."""

import smtplib
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse

from planner.notices.letter import Doubtful, Letter, NotSent, lines, subject, why_told
from planner.notices.reach import mail_goes_out
from publishers.errors import gettext_noop

NO_SERVER = gettext_noop("No mail server is set up here.")
REFUSED = gettext_noop("The mail server refused: {reason}")
NOT_REACHED = gettext_noop("The mail server did not take it: {reason}")
LONGEST = 200


def send(letter: Letter, now: datetime) -> None:
    """Raises NotSent."""
    if not mail_goes_out():
        raise NotSent({"template": NO_SERVER, "values": {}, "code": "no_server"}, for_good=True)
    message = write(letter)
    connection = get_connection()
    try:
        connection.open()
    except OSError as trouble:  # smtplib's errors are OSErrors
        raise NotSent(_said(NOT_REACHED, trouble)) from trouble
    message.connection = connection
    try:
        message.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as refusal:
        code, reason = _refusal(refusal)
        raise NotSent(_said(REFUSED, reason), for_good=code >= 500) from refusal
    except smtplib.SMTPResponseException as refusal:
        raise NotSent(_said(NOT_REACHED, refusal)) from refusal
    except OSError as cut:  # perhaps behind its last word
        raise Doubtful(_said(NOT_REACHED, cut)) from cut
    finally:
        connection.close()


def write(letter: Letter) -> EmailMultiAlternatives:
    """The letter in its reader's language. A repeat has the same Message-ID."""
    first = letter.first
    address = first.user.email if first.user else first.contact.email if first.contact else ""
    with letter.as_read():
        told = lines(letter)
        of_member = first.user is not None
        settings_page = f"{settings.PUBLIC_URL}{reverse('notice-settings', args=[letter.workspace.slug])}"
        context = {
            "lines": told,
            "workspace": letter.workspace,
            "settings": settings_page if of_member else "",
            "why": why_told(letter.workspace) if of_member else "",
        }
        words, html = (render_to_string(f"notices/letter.{kind}", context) for kind in ("txt", "html"))
        title = f"Almanac: {subject(told)}"
    headers = {
        "Message-ID": f"<{letter.id}@{settings.PUBLIC_HOST}>",
        "Auto-Submitted": "auto-generated",
    }
    if of_member:
        headers["List-Unsubscribe"] = f"<{settings_page}>"
    message = EmailMultiAlternatives(title[:250], words, to=[address], headers=headers)
    message.attach_alternative(html, "text/html")
    return message


def _refusal(refusal: smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) -> tuple[int, str]:
    if isinstance(refusal, smtplib.SMTPDataError):
        return refusal.smtp_code, _words(refusal.smtp_error)
    code, reason = next(iter(refusal.recipients.values()))
    return code, _words(reason)


def _said(template: str, reason: object) -> dict[str, object]:
    return {"template": template, "values": {"reason": _words(reason)}, "code": type(reason).__name__.lower()}


def _words(reason: object) -> str:
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    return " ".join(text.split())[:LONGEST]

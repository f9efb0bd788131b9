"""Short letters to people. A mail server that fails must not undo what was done."""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import format_lazy

log = logging.getLogger(__name__)

Text = str | Promise


def tell(address: str, language: str, subject: Text, *paragraphs: Text) -> None:
    """Write in the reader's language, once the transaction has been kept."""
    transaction.on_commit(lambda: _send(address, language, subject, paragraphs))


def about(text: Promise, **facts: object) -> Text:
    """A translatable text with its facts filled in when it is read."""
    return format_lazy("{}", _Filled(text, facts))


def _send(address: str, language: str, subject: Text, paragraphs: tuple[Text, ...]) -> None:
    with translation.override(language or settings.LANGUAGE_CODE):
        one_line = " ".join(str(subject).split())
        body = "\n\n".join(str(paragraph) for paragraph in paragraphs)
    letter = EmailMessage(f"Almanac: {one_line}", body + "\n", to=[address])
    try:
        letter.send()
    except OSError as error:  # smtplib's errors are OSErrors
        log.warning("A letter could not be sent: %s", type(error).__name__)


class _Filled:
    def __init__(self, text: Promise, facts: dict[str, object]) -> None:
        self.text, self.facts = text, facts

    def __str__(self) -> str:
        return str(self.text) % self.facts

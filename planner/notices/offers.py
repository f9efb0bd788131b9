"""What rooms above add to notices, by name: buttons in Telegram, and pages for a client's contacts.

They put themselves into these lists once, in planner/apps.py, as with people/setup.py: furnish.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from planner.notices.models import Notice
from planner.people.groups import Contact
from planner.people.models import Membership

log = logging.getLogger("almanac.notices")
MOST_DATA = 64  # bytes; the Bot API refuses more


@dataclass(frozen=True, slots=True)
class Button:
    """Under a message in Telegram. `data` comes back when it is pressed: "word:rest", at most 64 bytes."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody, a member of the bot's workspace, pressed a button. `update` is Telegram's own."""

    membership: Membership
    data: str
    at: datetime
    update: Mapping[str, Any] = field(default_factory=dict)


buttons: list[Callable[[Notice], Sequence[Button]]] = []  # which buttons a notice carries
answers: dict[str, Callable[[Press], str]] = {}  # by the word before ":"; gives what the person is told
contact_pages: list[Callable[[Contact, Notice], str]] = []  # the whole address of a contact's page, or ""


def buttons_of(notice: Notice) -> list[Button]:
    found = [button for offer in buttons for button in offer(notice)]
    return [one for one in found if len(one.data.encode()) <= MOST_DATA]


def answer_button(press: Press) -> str:
    """Do what the button stands for; what the person is told. In the transaction that reads the press."""
    do = answers.get(press.data.partition(":")[0])
    if do is None:
        return _("This button no longer does anything. Open the post instead.")
    try:
        with transaction.atomic():
            return do(press)
    except Exception:
        log.exception("A button could not be answered")
        return _("That did not work. Open the post and answer there.")


def page_of_contact(contact: Contact, notice: Notice) -> str:
    return next((page for give in contact_pages if (page := give(contact, notice))), "")

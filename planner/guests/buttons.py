"""Answering by a button in a messenger. Whoever polls the messenger calls `answer_button`: no HTTP here.

A button carries "y:<link>:<mac>" for yes and "c:<link>:<mac>" for changes. The mac is bound to the same
person, post and version as the link: one of an older version, or pressed by somebody else, answers nothing.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from planner.guests import answering, links
from planner.guests.models import ReviewLink
from planner.guests.opened import look
from planner.guests.persons import Person

SALT = "planner.guests.buttons"
MAC = 24  # hexadecimal digits: 96 bits, tried only by whose chat it is
LONGEST = 64  # bytes, of Telegram's callback_data


@dataclass(frozen=True, slots=True)
class Buttons:
    """What the two buttons under a message carry."""

    yes: str
    changes: str


def buttons_for(link: ReviewLink) -> Buttons:
    """The data of both buttons; each at most 64 bytes."""
    return Buttons(f"y:{link.pk}:{_mac(link, 'y')}", f"c:{link.pk}:{_mac(link, 'c')}")


def answer_button(person: Person, data: str, now: datetime) -> str:
    """Do what the button says, pressed in this person's own chat; gives the sentence that answers it.

    Asking for changes needs a reason, so that button gives the address of the link instead.
    """
    what, link = _read(person, data)
    if link is None:
        return _("This button does not work any more. Open the link in your letter.")
    opened = look(link, now)
    if not opened.is_open:
        return opened.words
    if what == "c":
        return _("Say here what should change: %(address)s") % {"address": links.address_of(link)}
    try:
        answering.approve(link, now, via="telegram")
    except answering.REFUSALS as refusal:
        return str(refusal)
    return _("Thank you. You have approved “%(name)s”.") % {"name": link.version.name or _("Untitled")}


def _read(person: Person, data: str) -> tuple[str, ReviewLink | None]:
    what, _colon, rest = data.partition(":")
    number, _colon, mac = rest.partition(":")
    if what not in {"y", "c"} or not (number.isascii() and number.isdecimal()) or len(number) > 15:
        return what, None
    known = ReviewLink.objects.select_related(
        "contact__group", "user", "workspace", "version", "post__workspace", "post__head", "made_by"
    )
    link = known.filter(pk=int(number)).first()
    if link is None or not hmac.compare_digest(_mac(link, what).encode(), mac.encode()):
        return what, None
    return what, link if link.person == person else None


def _mac(link: ReviewLink, what: str) -> str:
    said = f"{what}|{links.token_of(link)}"
    return salted_hmac(SALT, said, algorithm="sha256").hexdigest()[:MAC]

"""Answer where one was told: by buttons in Telegram, by links in letters. The rules are those of guests."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from planner.guests import buttons, inviting, links
from planner.guests.models import ReviewLink
from planner.notices.models import Notice
from planner.notices.offers import Button, Press
from planner.people.groups import Contact

ASKS = frozenset({"review", "reminder"})  # kinds that wait for an answer


def buttons_of(notice: Notice) -> Sequence[Button]:
    """Yes and changes, bound to this person, post and version; none where they are not asked now."""
    link = _link(notice)
    if link is None:
        return []
    both = buttons.buttons_for(link)
    return [Button(_("Approve"), both.yes), Button(_("Ask for changes"), both.changes)]


def pressed(press: Press) -> str:
    """Do what the button says, in the name of the member whose chat it is."""
    return buttons.answer_button(press.membership.user, press.data, press.at)


def page_of(contact: Contact, notice: Notice) -> str:
    """Where this contact reads what they are told of; "" where nothing asks them."""
    return inviting.link_for(contact, notice.post, notice.at) if notice.post is not None else ""


def link_in_letter(notice: Notice) -> str:
    """The address under which a member answers without signing in; "" where they are not asked now."""
    link = _link(notice)
    return links.address_of(link) if link else ""


def _link(notice: Notice) -> ReviewLink | None:
    if notice.kind not in ASKS or notice.user is None or notice.post is None:
        return None
    if not inviting.link_for(notice.user, notice.post, notice.at):
        return None
    return links.make(notice.post.newest, notice.user, notice.at)

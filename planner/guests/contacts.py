"""A client's contact has another address: what was sent to the old one opens nothing any more."""

from datetime import datetime

from django.db import transaction

from planner.guests import links
from planner.history.models import Actor
from planner.people.groups import Contact
from planner.reviews.setting_groups import ContactSaid, change_contact


@transaction.atomic
def change(contact: Contact, said: ContactSaid, by: Actor, now: datetime) -> None:
    """As said. Whoever reads the old mailbox does not answer in this person's name. Raises NotSettled."""
    before = contact.email.lower()
    change_contact(contact, said, by)
    if contact.email.lower() != before:
        links.revoke_all(contact, by, now)

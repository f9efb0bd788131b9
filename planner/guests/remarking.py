"""A client's person comments behind their link: about this post, where the client reads along."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from planner.guests.models import ReviewLink
from planner.guests.opened import look
from planner.guests.persons import actor_of
from planner.remarks import discussing
from planner.remarks.readers import threads_for
from planner.states import WrongState


@transaction.atomic
def say(link: ReviewLink, text: str, quote: str, thread_id: int | None) -> None:
    """A comment, or a reply where a thread is named. Raises WrongState, NotYours."""
    now = timezone.now()
    if link.contact is None or not look(link, now).is_open:
        raise WrongState(_("This link does not work any more."))
    by = actor_of(link.person)
    if thread_id is None:
        said = discussing.Said(text, quote=quote.strip(), is_for_client=True)
        discussing.begin(link.post, by, said, now, contact=link.contact)
        return
    thread = threads_for(link.post, link.contact).filter(pk=thread_id).first()
    if thread is None:
        raise WrongState(_("This comment is not there any more."))
    discussing.reply(thread, by, text, now, contact=link.contact)

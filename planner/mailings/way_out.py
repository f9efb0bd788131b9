"""Can readers unsubscribe by the link in their letters? As far as the address of this installation tells."""

from django.conf import settings

from planner.channels.models import Channel
from planner.channels.reach import can_be_reached
from planner.mailings.readers import has_readers
from publishers.errors import Sentence, gettext_noop

CLOSED = gettext_noop(
    "People could not unsubscribe by the link in their letters: it leads to {address}, which nobody outside "
    "can open."
)
NOT_SAFE = gettext_noop(
    "Mail programs would not offer to unsubscribe with one click: the link in the letters leads to "
    "{address}, and they want https://."
)
BE_REACHED = gettext_noop(
    "Serve Almanac under an https:// address of the internet, and say it in ALMANAC_URL."
)


def trouble(channel: Channel) -> Sentence | None:
    """None for a channel that writes no letters, and where all is well."""
    return trouble_of_all() if has_readers(channel) else None


def trouble_of_all() -> Sentence | None:
    """Whatever hosts are allowed: a mail server beside us may be, and readers are elsewhere all the same."""
    url = settings.PUBLIC_URL
    if not can_be_reached(url):
        return Sentence(CLOSED, {"address": url})
    return None if url.startswith("https://") else Sentence(NOT_SAFE, {"address": url})

"""Can people out there come to this installation? As far as its address tells, and where its name leads."""

from functools import lru_cache
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from publishers import guard
from publishers.errors import Refused, Unreachable
from publishers.web import Web

NOT_REACHED = _(
    "Short links would lead to %(address)s, which people outside cannot open. "
    "Set ALMANAC_URL to the address by which this installation is reached from the internet first."
)
LEADS_INSIDE = _(
    "Short links would lead to %(address)s, and that name leads to an address inside of your network, which "
    "people outside cannot open. If it leads elsewhere for them, an administrator can say so with the "
    "setting ALMANAC_ALLOW_PRIVATE_HOSTS=%(host)s:%(port)s."
)
NOT_FOUND = _(
    "Short links would lead to %(address)s, and that name could not be found. "
    "Check ALMANAC_URL, or try again."
)


@lru_cache(maxsize=8)
def can_be_reached(url: str) -> bool:
    """False for localhost, private addresses and names that mean something only inside a network. Pure."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").lower()
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and guard.is_public_host(host)


def why_not_reached(url: str, web: Web) -> Promise | None:
    """What speaks against it once the name is looked up too, to be filled in with `told`. None: nothing.

    Takes as long as a look-up; never call it in a transaction, or where a post is drawn or sent.
    """
    if not can_be_reached(url):
        return NOT_REACHED
    host, port = _place(url)
    try:
        guard.addresses(host, port, web.allow, web.resolve, web.connect)
    except Refused:
        return LEADS_INSIDE
    except Unreachable:
        return NOT_FOUND
    return None


def told(why: Promise, url: str) -> str:
    host, port = _place(url)
    return str(why) % {"address": url, "host": host, "port": port}


def _place(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)

"""Get a file or a page from an address, through the guarded client."""

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from django.utils.translation import gettext as _

from media import door
from planner.sentences import said
from publishers.answer import Answer
from publishers.errors import PublisherError
from publishers.web import Web
from publishers.wire import TooMuch

MOST_BYTES = 30_000_000
MOST_PAGE_BYTES = 3_000_000
MOST_REDIRECTS = 3
SECONDS = 20.0
PAGE_SECONDS = 10.0
PAGES = ("text/html", "application/xhtml+xml")
MOVED = frozenset({301, 302, 303, 307, 308})


class NotFetched(Exception):
    """Nothing came from that address; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Fetched:
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as it came; `address` is where it was in the end, `content_type` what the server calls it."""

    address: str
    data: bytes
    content_type: str


def fetch(address: str, web: Web) -> Fetched:
    """What lies there. Every address on the way passes the guard. Raises NotFetched, Crowded."""
    too_large = _("That file is too large: 30 MB is the most from an address.")
    address, answer = _followed(address, web, Bounds(MOST_BYTES, SECONDS, too_large))
    return Fetched(_name(address), _body(answer, address))


def fetch_page(address: str, web: Web) -> FetchedPage:
    """The page that lies there, of which nothing is run. Raises NotFetched, Crowded."""
    too_large = _("That page is too large: 3 MB is the most.")
    address, answer = _followed(address, web, Bounds(MOST_PAGE_BYTES, PAGE_SECONDS, too_large))
    content_type = answer.headers.get("content-type", "")
    _insist_on_something(answer, address)
    if content_type.partition(";")[0].strip().lower() not in PAGES:
        raise NotFetched(_("There is no page at that address, so there is nothing to make a card of."))
    return FetchedPage(address, answer.body, content_type)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may come, in how many seconds for each address on the way, and what is said of more."""

    most_bytes: int
    seconds: float
    too_large: str


def _followed(address: str, web: Web, bounds: Bounds) -> tuple[str, Answer]:
    """The last address of the way, and what was answered there."""
    address = _tidy(address)
    with door.place():
        for _hop in range(MOST_REDIRECTS + 1):
            answer = _ask(address, web, bounds)
            if answer.status not in MOVED:
                return address, answer
            address = _tidy(urljoin(address, answer.headers.get("location", "")))
    raise NotFetched(_("That address redirects too many times. Open it, and copy the last one."))


def _tidy(address: str) -> str:
    address = address.strip()
    if not address:
        raise NotFetched(_("Give the address of a picture or a video first."))
    return address if "://" in address or address.startswith("data:") else f"https://{address}"


def _ask(address: str, web: Web, bounds: Bounds) -> Answer:
    try:
        return web.ask("GET", address, max_bytes=bounds.most_bytes, timeout=bounds.seconds)
    except PublisherError as error:
        if _is_too_much(error):
            raise NotFetched(bounds.too_large) from error
        raise NotFetched(said(error.sentence)) from error


def _is_too_much(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, TooMuch):
            return True
        error = error.__cause__
    return False


def _insist_on_something(answer: Answer, address: str) -> None:
    host = urlsplit(address).hostname or address
    if answer.status in {401, 403}:
        raise NotFetched(_("%(host)s shows that only to people who are signed in.") % {"host": host})
    if answer.status in {404, 410}:
        raise NotFetched(_("%(host)s has nothing at that address.") % {"host": host})
    if not answer.ok or not answer.body:
        why = _("%(host)s gave no file: it answered with %(status)s.")
        raise NotFetched(why % {"host": host, "status": answer.status})


def _body(answer: Answer, address: str) -> bytes:
    _insist_on_something(answer, address)
    if answer.headers.get("content-type", "").startswith("text/html"):
        raise NotFetched(_("That is a page, not a picture. Copy the address of the picture itself."))
    return answer.body


def _name(address: str) -> str:
    return unquote(posixpath.basename(urlsplit(address).path))[:200]

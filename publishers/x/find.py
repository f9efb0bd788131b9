"""Reading what is there: our own posts, what people answer, and who names us."""

import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from publishers.answer import Answer, read_moment
from publishers.errors import Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Parcel, Receipt, Remark
from publishers.x.addresses import addresses
from publishers.x.answers import address_of, asked, inside, moment_of, parent_of, words_of

PAGES = 8  # of 100 posts each; an account that posts more since then cannot be looked through
REMARK_PAGES = 3  # each post that is read costs money
PER_PAGE = 100
SKEW = timedelta(seconds=60)  # their clock may be behind ours
SEARCHED = timedelta(days=7)  # X's recent search sees no further back
FIELDS = ["created_at", "entities", "note_tweet", "referenced_tweets", "attachments", "author_id"]

Ask = Callable[[dict[str, Any]], Answer]  # one page, given its token


def find_post(ask: Ask, handle: str, parcel: Parcel, known: Collection[str]) -> Receipt | None:
    """Ours among the account's own posts. Raises Unreachable where the look could not be completed."""
    for post, answer in _pages(ask, PAGES):
        number = str(post["id"])
        if number not in known and _is_ours(post, parcel):
            return Receipt(number, address_of(number, handle), moment_of(number), answer.date)
    return None


def remarks(ask: Ask, since: datetime, own_id: str) -> tuple[Remark, ...]:
    """What others wrote since then, oldest first."""
    found: list[Remark] = []
    for post, _answer in _pages(ask, REMARK_PAGES, whole=False):
        at = read_moment(post.get("created_at")) or moment_of(str(post["id"]))
        if at is None or at < since or post.get("author_id") == own_id:
            continue
        author, number = str(post.get("author") or ""), str(post["id"])
        found.append(
            Remark(
                number,
                words_of(post),
                f"@{author}" if author else str(post.get("author_id", "")),
                at,
                address_of(number, author),
                parent_of(post),
            )
        )
    return tuple(sorted(found, key=lambda remark: (remark.at, remark.id)))


def searchable(since: datetime, now: datetime) -> datetime:
    """The earliest moment that a search may ask for: X refuses what is more than a week ago."""
    return max(since, now - SEARCHED + timedelta(minutes=1))


def _pages(ask: Ask, most: int, *, whole: bool = True) -> Iterator[tuple[Mapping[str, Any], Answer]]:
    """Every post of every page; where the `whole` is wanted, it raises rather than leaving some out."""
    page: dict[str, Any] = {}
    for _number in range(most):
        answer = ask(page)
        body = asked(answer)
        posts, meta = body.get("data", []), body.get("meta")
        if not isinstance(posts, list) or not isinstance(meta, dict) or (whole and body.get("errors")):
            raise _incomplete()
        names = _names(body)
        for post in posts:
            if not isinstance(post, dict) or not str(post.get("id", "")).isdecimal() or "text" not in post:
                raise _incomplete()
            yield post | {"author": names.get(str(post.get("author_id")), "")}, answer
        token = meta.get("next_token")
        if not token:
            return
        page = {"token": str(token)}
    if whole:
        raise _incomplete()


def _names(body: Mapping[str, Any]) -> dict[str, str]:
    users = inside(body, "includes").get("users")
    known = [user for user in users if isinstance(user, dict)] if isinstance(users, list) else []
    return {str(user.get("id")): str(user.get("username")) for user in known}


def _is_ours(post: Mapping[str, Any], parcel: Parcel) -> bool:
    pictures = inside(post, "attachments").get("media_keys") or ()
    return (
        parent_of(post) == parcel.reply_to
        and len(pictures) == len(parcel.part.images)
        and comparable(words_of(post)) == comparable(parcel.part.text)
    )


def comparable(text: str) -> str:
    """The words without blanks; addresses as X may have tidied them: no scheme, the host in one spelling."""
    text = unicodedata.normalize("NFC", text)
    pieces, place = [], 0
    for start, end in addresses(text):
        pieces += [text[place:start], _tidied(text[start:end])]
        place = end
    return "".join("".join([*pieces, text[place:]]).split())


def _tidied(address: str) -> str:
    rest = address.partition("://")[2] or address
    host, slash, path = rest.partition("/")
    try:
        host = host.lower().encode("idna").decode()
    except UnicodeError:
        host = host.lower()
    return (host + slash + path).rstrip("/")


def _incomplete() -> Unreachable:
    return Unreachable(Sentence(_("The account's posts on X could not all be read.")), code="incomplete")

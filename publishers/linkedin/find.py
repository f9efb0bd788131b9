"""Reading what is there: a page's own posts, and what people write below them."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from publishers.errors import CannotLook, Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.linkedin.answers import COMMENT, NO_RIGHT, POST, address, elements_of, json_of
from publishers.linkedin.api import Api, named
from publishers.linkedin.credentials import PAGE
from publishers.linkedin.text import is_same, little
from publishers.message import Parcel, Receipt, Remark

PAGE_SIZE = 50
PAGES = 8  # a page that posts more since then cannot be looked through
COMMENT_PAGES = 5  # of 100 comments
SKEW = timedelta(seconds=60)  # their clock may be behind ours
RIGHT = "r_organization_social"
NOBODY_MAY = _("LinkedIn lets nobody read a profile's posts and comments, so we cannot look.")


def find_post(
    api: Api, author: str, parcel: Parcel, since: datetime, known: Collection[str]
) -> Receipt | None:
    """Last changed first, back to `since`. Raises where the look is not allowed, or was not complete."""
    _must_be_page(author)
    path = f"/rest/posts?q=author&author={named(author)}&sortBy=LAST_MODIFIED&count={PAGE_SIZE}"
    for post in _pages(api, path, PAGE_SIZE, PAGES):
        changed = _moment(post.get("lastModifiedAt") or post.get("createdAt"))
        made = _moment(post.get("publishedAt") or post.get("createdAt"))
        urn = post.get("id")
        if changed is None or made is None or not isinstance(urn, str) or not POST.fullmatch(urn):
            raise _incomplete()
        if changed < since - SKEW:
            return None
        if made >= since - SKEW and urn not in known and _is_ours(post, parcel):
            return Receipt(urn, address(urn), made)
    return None


def find_comment(
    api: Api, author: str, parcel: Parcel, since: datetime, known: Collection[str]
) -> Receipt | None:
    _must_be_page(author)
    for comment in _comments(api, parcel.reply_to, whole=True):
        urn, at = _name_of(comment, parcel.reply_to), _created(comment)
        same = "".join(_words(comment).split()) == "".join(parcel.part.text.split())
        if comment.get("actor") == author and same and urn not in known and at >= since - SKEW:
            return Receipt(urn, address(urn), at)
    return None


def remarks(api: Api, author: str, urn: str, since: datetime) -> tuple[Remark, ...]:
    """What others wrote below the page's post, oldest first. LinkedIn says who only as a number."""
    if not author.startswith(PAGE):
        raise Rejected(Sentence(NOBODY_MAY), code=NO_RIGHT)
    found = []
    for comment in _comments(api, urn):
        actor, at = str(comment.get("actor") or ""), _created(comment)
        if actor == author or at < since:
            continue
        name = _name_of(comment, urn)
        who = actor.removeprefix("urn:li:")
        found.append(Remark(name, _words(comment), who or "?", at, address(name), urn))
    return tuple(sorted(found, key=lambda one: (one.at, one.id)))


def _comments(api: Api, urn: str, *, whole: bool = False) -> Iterator[dict[str, Any]]:
    path = f"/rest/socialActions/{named(urn)}/comments?count=100"
    return _pages(api, path, 100, COMMENT_PAGES, whole=whole, kind="GET_ALL")


def _pages(
    api: Api, path: str, size: int, most: int, *, whole: bool = True, kind: str = "FINDER"
) -> Iterator[dict[str, Any]]:
    """A page may be short though another follows; an empty one, or one without a next, is the last."""
    for page in range(most):
        try:
            answer = api.ask("GET", f"{path}&start={page * size}", kind=kind, right=RIGHT)
        except Rejected as error:
            if whole and error.code == NO_RIGHT:
                raise CannotLook(error.sentence, code=error.code) from error
            raise
        elements = elements_of(answer)
        yield from elements
        if not elements or (len(elements) < size and not _goes_on(json_of(answer))):
            return
    if whole:
        raise _incomplete()


def _goes_on(body: dict[str, Any]) -> bool:
    paging = body.get("paging")
    links = paging.get("links") if isinstance(paging, dict) else None
    return any(isinstance(one, dict) and one.get("rel") == "next" for one in links or ())


def _is_ours(post: dict[str, Any], parcel: Parcel) -> bool:
    commentary = post.get("commentary")
    return (
        post.get("lifecycleState", "PUBLISHED") == "PUBLISHED"
        and _pictures(post) == len(parcel.media_ids)
        and is_same(commentary if isinstance(commentary, str) else "", little(parcel.part.text))
    )


def _pictures(post: dict[str, Any]) -> int:
    content = post.get("content")
    content = content if isinstance(content, dict) else {}
    many, one = content.get("multiImage"), content.get("media")
    if isinstance(many, dict) and isinstance(many.get("images"), list):
        return len(many["images"])
    return int(isinstance(one, dict) and str(one.get("id", "")).startswith("urn:li:image:"))


def _name_of(comment: dict[str, Any], post: str) -> str:
    """A comment's own name, spelled with the post's as we know it: LinkedIn has several for one post."""
    urn = str(comment.get("commentUrn") or comment.get("$URN") or "")
    named_there = COMMENT.fullmatch(urn)
    number = named_there["number"] if named_there else str(comment.get("id", ""))
    if not number.isdecimal():
        raise _incomplete()
    return f"urn:li:comment:({post},{number})"


def _words(comment: dict[str, Any]) -> str:
    message = comment.get("message")
    return str(message.get("text", "")) if isinstance(message, dict) else ""


def _created(comment: dict[str, Any]) -> datetime:
    created = comment.get("created")
    at = _moment(created.get("time")) if isinstance(created, dict) else None
    if at is None:
        raise _incomplete()
    return at


def _moment(milliseconds: Any) -> datetime | None:
    if type(milliseconds) is not int or not 0 < milliseconds < 10**14:
        return None
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)


def _must_be_page(author: str) -> None:
    if not author.startswith(PAGE):
        raise CannotLook(Sentence(NOBODY_MAY), code=NO_RIGHT)


def _incomplete() -> Unreachable:
    return Unreachable(Sentence(_("The page's posts on LinkedIn could not all be read.")), code="incomplete")

"""What we posted, how it does, and what people say."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from publishers.answer import moment_at
from publishers.answers import unreadable
from publishers.errors import CannotLook, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Part, Reach, Receipt, Remark
from publishers.reddit.api import Api

LOOKED_AT = 100  # of our newest posts
SAME = 40  # letters and digits
OTHER_WORDS = _(
    "On Reddit there is a post of this account with the same title and other words, from the same minutes. "
    "Is it this one? Look before you answer."
)
SITE = "https://www.reddit.com"


def own_post(
    api: Api, me: str, place: str, part: Part, since: datetime, known: Collection[str]
) -> Receipt | None:
    """Our post with this title and these words there. Raises where the list does not reach back far enough.

    Reddit writes the words in its own way: only letters and digits count, and of a post with pictures, whose
    words it makes anew, only those at the beginning. Raises CannotLook where only title and time are ours:
    only a person can tell whether it is ours.
    """
    fields, is_named_so = dict(part.fields), False
    words, title = _letters(fields.get("raw")), _squeezed(fields["title"])
    for data in _new(api, f"/user/{me}/submitted", since, known):
        if str(data.get("subreddit", "")).lower() != place or _squeezed(data.get("title")) != title:
            continue
        theirs = _letters(data.get("selftext"))
        if theirs == words or (part.images and theirs.startswith(words[:SAME])):
            return receipt_of(data)
        is_named_so = True
    if is_named_so:
        raise CannotLook(Sentence(OTHER_WORDS), code="other_words", asks=True)
    return None


def own_comment(
    api: Api, me: str, above: str, text: str, since: datetime, known: Collection[str]
) -> Receipt | None:
    """Our comment with these words under this post."""
    for data in _new(api, f"/user/{me}/comments", since, known):
        if data.get("parent_id") == above and _letters(data.get("body")) == _letters(text):
            return receipt_of(data)
    return None


def reach(api: Api, ids: Sequence[str]) -> dict[str, Reach]:
    """Of up to a hundred; what is gone or removed has none."""
    found = {}
    for data in _children(api.ask("/api/info", id=",".join(ids))):
        if data.get("removed_by_category") or data.get("author") == "[deleted]":
            continue
        edited = data.get("edited")
        found[str(data.get("name"))] = Reach(
            views=_count(data.get("view_count")),
            likes=_count(data.get("score")),
            replies=_count(data.get("num_comments")),
            edited_at=_moment(edited) if isinstance(edited, int | float) and edited > 1 else None,
            raw={
                name: data.get(name)
                for name in ("score", "ups", "upvote_ratio", "num_comments", "view_count")
            },
        )
    return found


def answers(api: Api, post: str, me: str, since: datetime) -> tuple[Remark, ...]:
    """What people wrote under a post, at any depth."""
    found = api.ask(f"/comments/{post.removeprefix('t3_')}", sort="new", limit="500")
    below = found[1] if isinstance(found, list) and len(found) > 1 else {}
    said = [
        _remark(data, post)
        for data in _tree(below)
        if data.get("author") != me and _moment(data.get("created_utc")) >= since
    ]
    return tuple(sorted(said, key=lambda remark: remark.at))


def mentions(api: Api, since: datetime) -> tuple[Remark, ...]:
    found = (
        _remark(data, "")
        for data in _children(api.ask("/message/mentions", limit="100"))
        if _moment(data.get("created_utc")) >= since
    )
    return tuple(sorted(found, key=lambda remark: remark.at))


def receipt_of(data: dict[str, Any]) -> Receipt | None:
    number = data.get("name") or data.get("id")
    if not isinstance(number, str) or not number:
        return None
    url = str(data.get("permalink") or data.get("url") or "")
    address = url if url.startswith("http") else f"{SITE}{url}" if url.startswith("/") else ""
    created = data.get("created_utc")
    return Receipt(number, address, _moment(created) if created else None)


def _new(api: Api, path: str, since: datetime, known: Collection[str]) -> Iterator[dict[str, Any]]:
    """What we said since then and do not know yet. Raises at its end where it does not reach back so far."""
    rows = list(_children(api.ask(path, sort="new", limit=str(LOOKED_AT))))
    for data in rows:
        made = _moment(data.get("created_utc"))
        if made >= since - timedelta(seconds=60) and data.get("name") not in known:
            yield data
    if len(rows) == LOOKED_AT and _moment(rows[-1].get("created_utc")) > since:
        raise Unreachable(Sentence(_("The posts on Reddit could not all be read.")), code="too_many")


def _children(found: Any) -> Iterator[dict[str, Any]]:
    data = found.get("data") if isinstance(found, dict) else None
    children = data.get("children") if isinstance(data, dict) else None
    if not isinstance(children, list):
        raise unreadable("Reddit")
    for child in children:
        inner = child.get("data") if isinstance(child, dict) else None
        if isinstance(inner, dict):
            yield inner


def _tree(listing: Any) -> Iterator[dict[str, Any]]:
    for data in _children(listing):
        if "body" in data:
            yield data
        if isinstance(data.get("replies"), dict):
            yield from _tree(data["replies"])


def _remark(data: dict[str, Any], post: str) -> Remark:
    parent = str(data.get("parent_id") or "")
    return Remark(
        str(data.get("name")),
        str(data.get("body") or ""),
        f"u/{data.get('author')}",
        _moment(data.get("created_utc")),
        f"{SITE}{data['permalink']}" if data.get("permalink") else "",
        parent or post,
    )


def _moment(seconds: Any) -> datetime:
    return moment_at(seconds)


def _count(value: Any) -> int | None:
    return value if type(value) is int and value >= 0 else None


def _squeezed(text: Any) -> str:
    return "".join(str(text or "").split())


def _letters(text: Any) -> str:
    """Letters and digits alone: Reddit escapes otherwise than we do, and writes lists with other signs."""
    return "".join(one for one in str(text or "") if one.isalnum())

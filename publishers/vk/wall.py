"""Looking at the community's wall: is our post there, how is it doing, what do people say below it?"""

import html
import re
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from publishers.errors import Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Parcel, Reach, Receipt, Remark
from publishers.vk.answers import address
from publishers.vk.api import Api

PAGE = 100  # posts or comments; the most that VK gives at once
COUNTED = ("views", "likes", "reposts", "comments")
PAGES = 10  # a community that posts more since then cannot be looked through
COMMENT_PAGES = 3
MENTION = re.compile(r"\[(?:id|club|public|event)\d+\|([^\]\n]*)\]")
SKEW = timedelta(seconds=60)  # their clock may be behind ours


def find_post(
    api: Api, group: str, parcel: Parcel, since: datetime, known: Collection[str]
) -> Receipt | None:
    """Newest first, back to `since`. Raises where the look could not be completed."""
    for page in range(PAGES):
        given = {"domain": f"club{group}", "count": str(PAGE), "offset": str(page * PAGE)}
        posts = _items(api.ask("wall.get", given))
        for post in posts:
            at = _moment(post)
            number = str(post.get("id"))
            if at < since - SKEW:
                if post.get("is_pinned"):  # listed first, however old
                    continue
                return None
            if number not in known and _is_ours(post, parcel):
                return Receipt(number, address(group, number), at)
        if len(posts) < PAGE:
            return None
    raise _incomplete()


def find_comment(
    api: Api, group: str, parcel: Parcel, since: datetime, known: Collection[str]
) -> Receipt | None:
    post = parcel.reply_to.partition("?")[0]
    for comment in _comments(api, group, post, COMMENT_PAGES):
        number, at = f"{post}?reply={comment.get('id')}", _moment(comment)
        is_ours = comment.get("from_id") == -int(group) and _same(comment.get("text"), parcel.part.text)
        if is_ours and number not in known and at >= since - SKEW:
            return Receipt(number, address(group, number), at)
    return None


def reach_of(api: Api, group: str, numbers: Sequence[str]) -> dict[str, Reach]:
    """By post id; one that is gone has none."""
    posts = {str(post.get("id")): post for post in posts_there(api, group, numbers)}
    return {
        number: Reach(
            views=_count(post, "views"),
            likes=_count(post, "likes"),
            reposts=_count(post, "reposts"),
            replies=_count(post, "comments"),
            edited_at=_edited(post),
            raw={name: post[name] for name in COUNTED if name in post},
        )
        for number, post in posts.items()
    }


def _edited(post: dict[str, Any]) -> datetime | None:
    at = post.get("edited")
    return datetime.fromtimestamp(at, UTC) if type(at) is int and at > 0 else None


def posts_there(api: Api, group: str, numbers: Sequence[str]) -> list[dict[str, Any]]:
    posts = ",".join(f"-{group}_{number}" for number in numbers)
    return [post for post in _items(api.ask("wall.getById", {"posts": posts})) if not post.get("is_deleted")]


def is_there(api: Api, group: str, receipt_id: str) -> bool:
    """Whether the post, or our comment below it, can still be seen."""
    post, _reply, comment = receipt_id.partition("?reply=")
    if not posts_there(api, group, [post]):
        return False
    given = {"owner_id": f"-{group}", "post_id": post, "start_comment_id": comment, "count": "1"}
    found = _items(api.ask("wall.getComments", given)) if comment else []
    return not comment or any(str(one.get("id")) == comment and not one.get("deleted") for one in found)


def remarks(api: Api, group: str, post: str, since: datetime) -> tuple[Remark, ...]:
    """What others wrote below the post, oldest first; of long talks the newest few hundred."""
    names: dict[int, str] = {}
    found = []
    for comment in _comments(api, group, post, COMMENT_PAGES, names):
        who, text, at = comment.get("from_id"), comment.get("text"), _moment(comment)
        if type(who) is not int or who == -int(group) or comment.get("deleted") or at < since:
            continue
        number = f"{post}?reply={comment.get('id')}"
        author = names.get(who) or (f"id{who}" if who > 0 else f"club{-who}")
        found.append(Remark(number, str(text or ""), author, at, address(group, number), post))
    return tuple(sorted(found, key=lambda one: one.at))


def attached(post: dict[str, Any]) -> list[str]:
    """What is attached to the post, as `attachments` names it; what cannot be named is left out."""
    found = []
    for one in post.get("attachments") or ():
        kind = one.get("type")
        what = one.get(kind) if isinstance(kind, str) else None
        if kind == "link" and isinstance(what, dict):
            found.append(str(what.get("url")).replace(",", "%2C"))
        elif isinstance(what, dict) and {"owner_id", "id"} <= set(what):
            key = f"_{what['access_key']}" if what.get("access_key") else ""
            found.append(f"{kind}{what['owner_id']}_{what['id']}{key}")
    return found


def _comments(
    api: Api, group: str, post: str, pages: int, names: dict[int, str] | None = None
) -> Iterator[dict[str, Any]]:
    """Newest first, and of each the answers to it. `names` learns who wrote them."""
    given = {"owner_id": f"-{group}", "post_id": post, "count": str(PAGE), "sort": "desc"}
    given |= {"extended": "1", "thread_items_count": "10"}
    for page in range(pages):
        found = api.ask("wall.getComments", {**given, "offset": str(page * PAGE)})
        comments = _items(found)
        if names is not None:
            names |= _names(found)
        for comment in comments:
            yield comment
            thread = comment.get("thread")
            yield from _items(thread) if isinstance(thread, dict) and thread.get("items") else ()
        if len(comments) < PAGE:
            return


def _names(found: dict[str, Any]) -> dict[int, str]:
    people = {
        one["id"]: f"{one.get('first_name', '')} {one.get('last_name', '')}".strip()
        for one in found.get("profiles") or ()
    }
    return people | {-one["id"]: str(one.get("name", "")) for one in found.get("groups") or ()}


def _is_ours(post: dict[str, Any], parcel: Parcel) -> bool:
    photos = [one for one in post.get("attachments") or () if one.get("type") == "photo"]
    return _same(post.get("text"), parcel.part.text) and len(photos) == len(parcel.media_ids)


def _same(theirs: Any, ours: str) -> bool:
    return squeezed(str(theirs or "")) == squeezed(ours)


def squeezed(text: str) -> str:
    """Without any blanks, and with names instead of VK's own marks for them: `[id1|@ada]` is `@ada`."""
    return "".join(html.unescape(MENTION.sub(r"\1", text)).split())


def _count(post: dict[str, Any], name: str) -> int | None:
    inside = post.get(name)
    count = inside.get("count") if isinstance(inside, dict) else None
    return count if type(count) is int else None


def _moment(what: dict[str, Any]) -> datetime:
    seconds = what.get("date")
    if type(seconds) is not int:
        raise _incomplete()
    return datetime.fromtimestamp(seconds, UTC)


def _items(found: Any) -> list[dict[str, Any]]:
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise _incomplete()
    return items


def _incomplete() -> Unreachable:
    return Unreachable(Sentence(_("The community's wall on VK could not be read.")), code="incomplete")

"""What people say below a post, and how many of them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from publishers.answer import read_moment
from publishers.message import Reach, Remark
from publishers.page_words import lines_of
from publishers.wordpress.answers import OUT, is_gone, list_of, object_of
from publishers.wordpress.api import Api

PAGE = 100  # comments; the most that WordPress gives at once
PAGES = 3
SECOND = timedelta(seconds=1)  # “after” leaves its own second out


def reach_of(api: Api, post: str) -> Reach | None:
    """WordPress itself counts only comments. None where the post is gone."""
    answer = api.ask("GET", f"/wp/v2/posts/{post}", params={"context": "edit"})
    if is_gone(answer):
        return None
    found = object_of(answer)
    if found.get("status") not in OUT:
        return None
    counted = api.ask("GET", "/wp/v2/comments", params={"post": post, "per_page": "1"})
    list_of(counted)
    total = counted.headers.get("x-wp-total", "")
    made, changed = _gmt(found, "date_gmt"), _gmt(found, "modified_gmt")
    return Reach(
        replies=int(total) if total.isdecimal() else None,
        edited_at=changed if made and changed and changed > made else None,
        raw={"comments": total},
    )


def remarks(api: Api, post: str, me: str, since: datetime) -> tuple[Remark, ...]:
    """Comments that readers can see, oldest first; ours are not among them."""
    theirs = [one for one in _comments(api, post, since) if str(one.get("author")) != me]
    found = [_remark(one, post) for one in reversed(theirs)]  # times are whole seconds
    return tuple(sorted((one for one in found if one and one.at >= since), key=lambda one: one.at))


def _comments(api: Api, post: str, since: datetime) -> Iterator[dict[str, Any]]:
    """Newest first."""
    params = {"post": post, "per_page": str(PAGE), "after": (since - SECOND).strftime("%Y-%m-%dT%H:%M:%SZ")}
    for page in range(1, PAGES + 1):
        comments = list_of(api.ask("GET", "/wp/v2/comments", params={**params, "page": str(page)}))
        yield from comments
        if len(comments) < PAGE:
            return


def _remark(comment: dict[str, Any], post: str) -> Remark | None:
    at, content = _gmt(comment, "date_gmt"), comment.get("content")
    if at is None or not isinstance(content, dict):
        return None
    parent = comment.get("parent")
    return Remark(
        id=f"{post}#comment-{comment.get('id')}",
        text=lines_of(str(content.get("rendered") or "")),
        author=str(comment.get("author_name") or "?"),
        at=at,
        url=str(comment.get("link") or ""),
        reply_to=f"{post}#comment-{parent}" if parent else post,
    )


def _gmt(what: dict[str, Any], name: str) -> datetime | None:
    """Times in WordPress's `…_gmt` carry no zone, and mean UTC."""
    return read_moment(what.get(name))

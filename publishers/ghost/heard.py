"""How posts do, and what members say below them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from publishers.answer import read_moment
from publishers.ghost.answers import OUT, body_of, objects_of
from publishers.ghost.api import Api
from publishers.message import Reach, Remark
from publishers.page_words import lines_of

PAGE = 100  # comments
PAGES = 3
COUNTS = "email,count.clicks,count.positive_feedback"
OF_EMAIL = ("email_count", "delivered_count", "opened_count", "failed_count")


def reach_of(api: Api, numbers: Sequence[str]) -> dict[str, Reach]:
    """Of the e-mail: whom it reached, who opened it and clicked. Visits of the page Ghost does not tell."""
    asked = {"filter": f"id:[{','.join(numbers)}]", "include": COUNTS, "limit": str(len(numbers))}
    posts = objects_of(api.ask("GET", "/posts/", params=asked))
    return {str(post.get("id")): _reach(post) for post in posts if post.get("status") in OUT}


def members(api: Api) -> int | None:
    """How many people have signed up on the site."""
    meta = body_of(api.ask("GET", "/members/", params={"limit": "1", "fields": "id"})).get("meta")
    pagination = meta.get("pagination") if isinstance(meta, dict) else None
    return _count(pagination, "total")


def remarks(api: Api, post: str, since: datetime) -> tuple[Remark, ...]:
    """What members wrote, and what they answered each other, oldest first."""
    found = [_remark(comment, post) for comment in _comments(api, post)]
    return tuple(sorted((one for one in found if one and one.at >= since), key=lambda one: (one.at, one.id)))


def _reach(post: dict[str, Any]) -> Reach:
    email, counts = post.get("email"), post.get("count")
    made, changed = read_moment(post.get("published_at")), read_moment(post.get("updated_at"))
    known = {name: _count(email, name) for name in OF_EMAIL}
    known |= {name: _count(counts, name) for name in ("clicks", "positive_feedback")}
    return Reach(
        reach=known["delivered_count"],
        views=known["opened_count"],
        clicks=known["clicks"],
        likes=known["positive_feedback"],
        edited_at=changed if made and changed and changed > made else None,
        raw={name: value for name, value in known.items() if value is not None},
    )


def _comments(api: Api, post: str) -> Iterator[dict[str, Any]]:
    """Newest first, and behind each the answers to it."""
    asked = {"limit": str(PAGE), "order": "created_at desc", "include": "member,replies,replies.member"}
    for page in range(1, PAGES + 1):
        comments = objects_of(
            api.ask("GET", f"/comments/post/{post}/", params={**asked, "page": str(page)}), "comments"
        )
        for comment in comments:
            yield comment
            answers = comment.get("replies")
            yield from (one for one in answers if isinstance(one, dict)) if isinstance(answers, list) else ()
        if len(comments) < PAGE:
            return


def _remark(comment: dict[str, Any], post: str) -> Remark | None:
    at, number, member = read_moment(comment.get("created_at")), comment.get("id"), comment.get("member")
    if at is None or not isinstance(number, str) or comment.get("status", "published") != "published":
        return None
    name = member.get("name") if isinstance(member, dict) else None
    above = comment.get("in_reply_to_id") or comment.get("parent_id")
    return Remark(
        id=number,
        text=lines_of(str(comment.get("html") or "")),
        author=str(name or "?"),
        at=at,
        reply_to=str(above) if above else post,
    )


def _count(what: Any, name: str) -> int | None:
    count = what.get(name) if isinstance(what, dict) else None
    return count if type(count) is int and count >= 0 else None

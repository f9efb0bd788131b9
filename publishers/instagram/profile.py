"""Reading an account on Instagram: whose it is, what it has posted, what people say, how it does."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from publishers.answer import read_moment
from publishers.answers import unreadable
from publishers.errors import Busy, CannotLook, Rejected, Unreachable
from publishers.message import Account, Parcel, Reach, Receipt, Remark
from publishers.meta import listing, usage
from publishers.meta.answers import UNKNOWN
from publishers.meta.containers import Containers
from publishers.meta.graph import Graph, lacks_right
from publishers.meta.listing import COMMENT
from publishers.meta.numbers import count, insights

SITE = "https://www.instagram.com"
PAGES, COMMENT_PAGES = 8, 6  # of 50; an account that posts more since then cannot be looked through
LISTED = "id,caption,timestamp,permalink,media_type"
HEARD = "id,text,timestamp,username,from"
METRICS = ("views", "reach", "likes", "comments", "saved", "shares")
INSIGHTS, COMMENTS = "instagram_business_manage_insights", "instagram_business_manage_comments"


def account(graph: Graph) -> Account:
    me = graph.get("me", "user_id,username,name,account_type")
    number, handle = me.get("user_id"), me.get("username")
    if not isinstance(number, str | int) or not isinstance(handle, str) or not str(number).isdecimal():
        raise unreadable(graph.network)
    facts = usage.facts_of(quota(graph, str(number)))
    return Account(str(number), f"@{handle}", str(me.get("name") or handle), f"{SITE}/{handle}/", facts)


def quota(graph: Graph, user: str) -> usage.Quota | None:
    """How many posts the account may publish; None where it is not said."""
    right = "instagram_business_content_publish"
    try:
        body = graph.get(f"{user}/content_publishing_limit", "quota_usage,config", right=right)
    except (Busy, Rejected, Unreachable):  # nothing hangs on it
        return None
    return usage.quota_of(body, "quota_usage", "config")


def find_post(
    containers: Containers, user: str, parcel: Parcel, since: datetime, known: Collection[str]
) -> Receipt | None:
    mine = containers.graph.pages(f"{user}/media", {"fields": LISTED, "limit": "50"}, PAGES)
    is_album = len(parcel.part.images) > 1

    def is_ours(post: Mapping[str, Any]) -> bool:
        same_kind = (post.get("media_type") == "CAROUSEL_ALBUM") == is_album
        return same_kind and listing.is_same(post.get("caption"), parcel.part.text)

    return listing.find_published(containers, parcel.handle, mine, is_ours, since, known)


def find_comment(
    graph: Graph, own: Account, parcel: Parcel, since: datetime, known: Collection[str]
) -> Receipt | None:
    given = {"fields": HEARD, "limit": "50"}
    try:
        for one in graph.pages(f"{parcel.reply_to}/comments", given, COMMENT_PAGES, right=COMMENTS):
            at, number = read_moment(one.get("timestamp")), f"{parcel.reply_to}{COMMENT}{one.get('id')}"
            is_new = at is not None and at >= since - listing.SKEW and number not in known
            if is_new and _is_own(one, own) and listing.is_same(one.get("text"), parcel.part.text):
                return Receipt(number, own.url, at)
    except Rejected as trouble:
        if lacks_right(trouble):
            raise CannotLook(trouble.sentence, code=trouble.code) from trouble
        raise
    return None


def remarks(graph: Graph, own: Account, post: str, since: datetime) -> tuple[Remark, ...]:
    """Comments, and what is answered to them."""
    given = {"fields": f"{HEARD},replies{{{HEARD}}}", "limit": "50"}
    pages = graph.pages(f"{post}/comments", given, COMMENT_PAGES, whole=False, right=COMMENTS)
    return listing.in_order((_remark(one, own, post) for one in _with_replies(pages)), since)


def reach(graph: Graph, post: str) -> Reach | None:
    """None of a post that is gone."""
    shown = graph.found(post, "like_count,comments_count")
    if shown is None:
        return None
    try:
        told = insights(graph, f"{post}/insights", METRICS, INSIGHTS)
    except Rejected as trouble:
        if trouble.code != UNKNOWN:
            raise
        told = {}
    return Reach(
        views=count(told.get("views")),
        likes=_first(told.get("likes"), shown.get("like_count")),
        reposts=count(told.get("shares")),
        replies=_first(told.get("comments"), shown.get("comments_count")),
        bookmarks=count(told.get("saved")),
        reach=count(told.get("reach")),
        raw=shown | told,
    )


def followers(graph: Graph, user: str) -> int | None:
    return count(graph.get(user, "followers_count").get("followers_count"))


def _first(*values: Any) -> int | None:
    return next((number for number in map(count, values) if number is not None), None)


def _with_replies(comments: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in comments:
        yield one
        below = one.get("replies")
        data = below.get("data") if isinstance(below, dict) else None
        yield from (each for each in data or () if isinstance(each, dict))


def _is_own(one: Mapping[str, Any], own: Account) -> bool:
    return f"@{_author(one)}" == own.handle


def _author(one: Mapping[str, Any]) -> str:
    """Who it is stands in the comment, or only in `from`."""
    by = one.get("from")
    named = by.get("username") if isinstance(by, dict) else ""
    return str(one.get("username") or named or "")


def _remark(one: Mapping[str, Any], own: Account, post: str) -> Remark | None:
    at, author = read_moment(one.get("timestamp")), _author(one)
    if at is None or _is_own(one, own):
        return None
    return Remark(
        str(one.get("id")), str(one.get("text") or ""), f"@{author}" if author else "?", at, reply_to=post
    )

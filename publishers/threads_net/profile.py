"""Reading a profile on Threads: whose it is, what it has posted, what people say, how it does."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from publishers.answer import read_moment
from publishers.answers import unreadable
from publishers.errors import Busy, Rejected, Unreachable
from publishers.message import Account, Parcel, Reach, Receipt, Remark
from publishers.meta import listing, usage
from publishers.meta.answers import GONE, UNKNOWN
from publishers.meta.containers import Containers
from publishers.meta.graph import Graph
from publishers.meta.numbers import count, insights
from publishers.threads_net.credentials import SITE

PAGES = 8  # of 50 posts; a profile that posts more since then cannot be looked through
REMARK_PAGES = 5
LISTED = "id,text,timestamp,permalink,media_type"
HEARD = "id,text,timestamp,permalink,username,replied_to,is_reply_owned_by_me"
METRICS = ("views", "likes", "replies", "reposts", "quotes", "shares")
INSIGHTS, READ_REPLIES, MENTIONS = (
    "threads_manage_insights",
    "threads_read_replies",
    "threads_manage_mentions",
)


def account(graph: Graph) -> Account:
    me = graph.get("me", "id,username,name")
    number, handle = me.get("id"), me.get("username")
    if not isinstance(number, str) or not isinstance(handle, str):
        raise unreadable(graph.network)
    facts = usage.facts_of(quota(graph, number))
    facts += usage.facts_of(quota(graph, number, of_replies=True), "reply_quota")
    return Account(number, f"@{handle}", str(me.get("name") or handle), f"{SITE}/@{handle}", facts)


def quota(graph: Graph, user: str, *, of_replies: bool = False) -> usage.Quota | None:
    """How many posts, or replies, the profile may publish; None where it is not said."""
    used, config = ("reply_quota_usage", "reply_config") if of_replies else ("quota_usage", "config")
    try:
        body = graph.get(f"{user}/threads_publishing_limit", f"{used},{config}", right="threads_basic")
    except (Busy, Rejected, Unreachable):  # nothing hangs on it
        return None
    return usage.quota_of(body, used, config)


def find(
    containers: Containers, user: str, parcel: Parcel, since: datetime, known: Collection[str]
) -> Receipt | None:
    """Ours among the profile's posts, or among its replies where it hangs below another."""
    graph, above = containers.graph, parcel.reply_to
    fields = f"{LISTED},replied_to" if above else LISTED
    given = {"fields": fields, "limit": "50"}
    mine = graph.pages(f"{user}/{'replies' if above else 'threads'}", given, PAGES)

    def is_ours(post: Mapping[str, Any]) -> bool:
        return listing.is_same(post.get("text"), parcel.part.text) and _answered(post) == above

    return listing.find_published(containers, parcel.handle, mine, is_ours, since, known)


def remarks(graph: Graph, post: str, handle: str, since: datetime) -> tuple[Remark, ...]:
    """All that stands below it. Below a part of a thread Threads gives only what answers it directly."""
    given = {"fields": HEARD, "limit": "50", "reverse": "true"}
    found: list[dict[str, Any]] = []
    for edge in ("conversation", "replies"):
        try:
            found = list(_pages(graph, f"{post}/{edge}", given, READ_REPLIES))
            break
        except Rejected as trouble:
            if trouble.code != UNKNOWN or edge == "replies":
                raise
    return listing.in_order((_remark(one, handle) for one in found), since)


def mentions(graph: Graph, user: str, handle: str, since: datetime) -> tuple[Remark, ...]:
    given = {"fields": HEARD.removesuffix(",is_reply_owned_by_me"), "limit": "50"}
    return listing.in_order(
        (_remark(one, handle) for one in _pages(graph, f"{user}/mentions", given, MENTIONS)), since
    )


def reach(graph: Graph, post: str) -> Reach | None:
    """None of a post that is gone."""
    try:
        found = insights(graph, f"{post}/insights", METRICS, INSIGHTS)
    except Unreachable as trouble:
        if trouble.code == GONE:
            return None
        raise
    known: dict[str, Any] = {
        name: count(found.get(name)) for name in ("views", "likes", "replies", "reposts", "quotes")
    }
    return Reach(**known, raw=found)


def followers(graph: Graph, user: str) -> int | None:
    found = insights(graph, f"{user}/threads_insights", ("followers_count",), INSIGHTS)
    return count(found.get("followers_count"))


def _pages(graph: Graph, path: str, given: Mapping[str, str], right: str) -> Iterator[dict[str, Any]]:
    return graph.pages(path, given, REMARK_PAGES, whole=False, right=right)


def _remark(one: Mapping[str, Any], handle: str) -> Remark | None:
    at, author = read_moment(one.get("timestamp")), str(one.get("username") or "")
    if at is None or one.get("is_reply_owned_by_me") is True or f"@{author}" == handle:
        return None
    url, text = str(one.get("permalink") or ""), str(one.get("text") or "")
    return Remark(str(one.get("id")), text, f"@{author}" if author else "?", at, url, _answered(one))


def _answered(post: Mapping[str, Any]) -> str:
    above = post.get("replied_to")
    return str(above.get("id") or "") if isinstance(above, dict) else ""

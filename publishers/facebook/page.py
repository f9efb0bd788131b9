"""Reading a page: which it is, whether a comment is there, what people say, how posts do."""

import time
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from publishers.answer import read_moment
from publishers.answers import unreadable
from publishers.errors import CannotLook, Expired, PublisherError, Rejected, Sentence
from publishers.errors import gettext_noop as _
from publishers.facebook.credentials import SITE
from publishers.facebook.drafts import VIDEO
from publishers.message import Account, Parcel, Reach, Receipt, Remark
from publishers.meta import listing
from publishers.meta.answers import UNKNOWN
from publishers.meta.graph import Graph, lacks_right
from publishers.meta.listing import COMMENT
from publishers.meta.numbers import count, insights

COMMENT_PAGES, ACCOUNT_PAGES = 6, 5
HEARD = "id,message,created_time,from,permalink_url"
METRICS = ("post_media_view", "post_total_media_view_unique", "post_clicks")
COUNTED = "comments.summary(total_count).limit(0)"
INSIGHTS, COMMENTS = "read_insights", "pages_read_user_content"
NO_PAGE = _(
    "Facebook does not take this for a page's token. Take that of the page, not of a person; where your app "
    "requires its secret, type that too. Facebook says: {reason}"
)
ENDS_SOON = _(
    "This token ends at {at} (UTC): tokens of the Graph API Explorer are for an hour. Sign in instead, or "
    "extend the person's token there first and take the page's token with it, which has no end."
)
SOON = 86_400.0  # seconds
TASKS = {"CREATE_CONTENT", "MANAGE"}


def account(graph: Graph) -> Account:
    """The page whose token it is. A person's is refused: people have no category."""
    try:
        return _account(graph, graph.get("me", "id,name,link,username,category"))
    except Rejected as trouble:
        if trouble.code != UNKNOWN:
            raise
        reason = trouble.sentence.values.get("reason", "")
        raise Expired(Sentence(NO_PAGE, {"reason": reason}), code="no_page") from trouble


def insist_on_lasting(graph: Graph) -> None:
    """Raises Rejected where the token is about to end. Where Facebook does not say, nobody knows."""
    try:
        told = graph.ask("GET", "debug_token", {"input_token": graph.token.strip()}).get("data")
    except PublisherError:
        return  # not every app may ask
    ends = told.get("expires_at") if isinstance(told, dict) else None
    if type(ends) is int and 0 < ends < time.time() + SOON:
        at = datetime.fromtimestamp(ends, UTC).strftime("%Y-%m-%d %H:%M")
        raise Rejected(Sentence(ENDS_SOON, {"at": at}), code="ends_soon")


def pages(graph: Graph) -> dict[str, tuple[Account, str]]:
    """Those for which the person may make posts, by their numbers, each with its token."""
    given = {"fields": "id,name,link,username,access_token,tasks", "limit": "100"}
    found = [
        one
        for one in graph.pages("me/accounts", given, ACCOUNT_PAGES, whole=False)
        if isinstance(one.get("access_token"), str) and TASKS & set(one.get("tasks") or TASKS)
    ]
    return {str(one.get("id")): (_account(graph, one), str(one["access_token"])) for one in found}


def address(receipt_id: str, page: str) -> str:
    post, _sign, comment = receipt_id.partition(COMMENT)
    if post.startswith(VIDEO):
        return f"{SITE}/{page}/videos/{post.removeprefix(VIDEO)}/"
    return f"{SITE}/{post}" + (f"?comment_id={comment.rpartition('_')[2]}" if comment else "")


def node(receipt_id: str) -> str:
    """What Graph calls it: a comment has a number of its own."""
    post, _sign, comment = receipt_id.partition(COMMENT)
    return comment or post.removeprefix(VIDEO)


def find_comment(
    graph: Graph, page: str, parcel: Parcel, since: datetime, known: Collection[str]
) -> Receipt | None:
    try:
        for one in _comments(graph, parcel.reply_to, whole=True):
            at, number = read_moment(one.get("created_time")), f"{parcel.reply_to}{COMMENT}{one.get('id')}"
            is_new = at is not None and at >= since - listing.SKEW and number not in known
            if is_new and _who(one)[0] == page and listing.is_same(one.get("message"), parcel.part.text):
                return Receipt(number, address(number, page), at)
    except Rejected as trouble:
        if lacks_right(trouble):
            raise CannotLook(trouble.sentence, code=trouble.code) from trouble
        raise
    return None


def remarks(graph: Graph, page: str, post: str, since: datetime) -> tuple[Remark, ...]:
    """Comments, and what is answered to them."""
    found = _comments(graph, post, whole=False)
    return listing.in_order((_remark(one, page, post) for one in found), since)


def mentions(graph: Graph, page: str, since: datetime) -> tuple[Remark, ...]:
    """Posts of others in which the page is tagged."""
    given = {"fields": HEARD, "limit": "50"}
    found = graph.pages(f"{page}/tagged", given, COMMENT_PAGES, whole=False, right=COMMENTS)
    return listing.in_order((_remark(one, page, "") for one in found), since)


def reach(graph: Graph, receipt_id: str) -> Reach | None:
    """None of a post that is gone."""
    number, is_video = node(receipt_id), receipt_id.startswith(VIDEO)
    liked = "likes" if is_video else "reactions"
    fields = f"{liked}.summary(total_count).limit(0),{COUNTED},{'views' if is_video else 'shares'}"
    shown = graph.found(number, fields)
    if shown is None:
        return None
    told = {} if is_video else _insights(graph, number)
    shares = shown.get("shares")
    return Reach(
        views=count(shown.get("views") if is_video else told.get("post_media_view")),
        likes=_total(shown.get(liked)),
        reposts=None if is_video else count(shares.get("count") if isinstance(shares, dict) else 0),
        replies=_total(shown.get("comments")),
        clicks=count(told.get("post_clicks")),
        reach=count(told.get("post_total_media_view_unique")),
        raw=shown | told,
    )


def followers(graph: Graph, page: str) -> int | None:
    return count(graph.get(page, "followers_count").get("followers_count"))


def _account(graph: Graph, said: Mapping[str, Any]) -> Account:
    number, name = said.get("id"), said.get("name")
    if not isinstance(number, str) or not isinstance(name, str):
        raise unreadable(graph.network)
    handle = said.get("username")
    url = str(said.get("link") or f"{SITE}/{number}")
    return Account(number, f"@{handle}" if isinstance(handle, str) and handle else name, name, url)


def _insights(graph: Graph, number: str) -> dict[str, Any]:
    try:
        return insights(graph, f"{number}/insights", METRICS, INSIGHTS)
    except Rejected as trouble:
        if trouble.code != UNKNOWN:
            raise
        return {}


def _comments(graph: Graph, post: str, *, whole: bool) -> Iterable[dict[str, Any]]:
    """Also those below other comments."""
    given = {"fields": HEARD, "filter": "stream", "order": "chronological", "limit": "100"}
    return graph.pages(f"{node(post)}/comments", given, COMMENT_PAGES, whole=whole, right=COMMENTS)


def _who(one: Mapping[str, Any]) -> tuple[str, str]:
    """Number and name; Facebook tells them only of people who let it."""
    by = one.get("from")
    return (str(by.get("id") or ""), str(by.get("name") or "?")) if isinstance(by, dict) else ("", "?")


def _remark(one: Mapping[str, Any], page: str, post: str) -> Remark | None:
    at, (number, name) = read_moment(one.get("created_time")), _who(one)
    if at is None or number == page:
        return None
    text, url = str(one.get("message") or ""), str(one.get("permalink_url") or "")
    return Remark(str(one.get("id")), text, name, at, url, post)


def _total(edge: Any) -> int | None:
    summary = edge.get("summary") if isinstance(edge, dict) else None
    return count(summary.get("total_count")) if isinstance(summary, dict) else None

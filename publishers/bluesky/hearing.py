"""What people answer to us and say about us, as the app's view of the network tells it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from publishers.answer import read_moment
from publishers.bluesky.answers import page, receipt_id, text_in
from publishers.message import Remark

DEPTH = "6"  # of answers to answers (app.bsky.feed.getPostThread, at most 1000)
PAGES = 5  # of 100 notifications
MOST = 300  # remarks; more at once nobody reads
NAMING = {"mention", "quote"}

Query = Callable[..., Any]  # a method of the API and its parameters → the JSON of its answer


def replies(query: Query, uri: str, did: str, since: datetime) -> tuple[Remark, ...]:
    """Everything below a post that is not ours, and not older than `since`; oldest first."""
    said = query("app.bsky.feed.getPostThread", uri=uri, depth=DEPTH, parentHeight="0")
    thread = said.get("thread") if isinstance(said, dict) else None
    return _sorted(_below(thread), did, since)


def mentions(query: Query, did: str, since: datetime) -> tuple[Remark, ...]:
    """Who names or quotes us, back to `since`; oldest first."""
    return _sorted(_notified(query, since), did, since)


def _below(thread: Any) -> Iterator[Any]:
    below = thread.get("replies") if isinstance(thread, dict) else None
    for one in below if isinstance(below, list) else ():
        if isinstance(one, dict) and isinstance(one.get("post"), dict):
            yield one["post"]
            yield from _below(one)


def _notified(query: Query, since: datetime) -> Iterator[Any]:
    more: dict[str, str] = {}
    for _page in range(PAGES):
        said = query("app.bsky.notification.listNotifications", limit="100", **more)
        found = said.get("notifications") if isinstance(said, dict) else None
        notices = [notice for notice in found if isinstance(notice, dict)] if isinstance(found, list) else []
        yield from (notice for notice in notices if notice.get("reason") in NAMING)
        times = [at for notice in notices if (at := read_moment(notice.get("indexedAt")))]
        cursor = text_in(said, "cursor")
        if not cursor or not times or min(times) < since:
            return
        more = {"cursor": cursor}


def _sorted(posts: Iterator[Any], did: str, since: datetime) -> tuple[Remark, ...]:
    found = {remark.id: remark for post in posts if (remark := _remark(post, did)) and remark.at >= since}
    return tuple(sorted(found.values(), key=lambda remark: remark.at)[:MOST])


def _remark(post: dict[str, Any], did: str) -> Remark | None:
    """A post of somebody else's; None where it is ours, or cannot be read."""
    at, uri = read_moment(post.get("indexedAt")), text_in(post, "uri")
    author = text_in(post, "author", "handle") or text_in(post, "author", "did")
    if at is None or not uri or text_in(post, "author", "did") == did:
        return None
    parent, cid = (
        text_in(post, "record", "reply", "parent", "uri"),
        text_in(post, "record", "reply", "parent", "cid"),
    )
    ours = parent.startswith(f"at://{did}/")
    return Remark(
        id=uri,
        text=text_in(post, "record", "text"),
        author=f"@{author}",
        at=at,
        url=page(uri),
        reply_to=receipt_id(parent.rpartition("/")[2], cid) if ours else "",
    )

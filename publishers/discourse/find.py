"""Is our post there? A topic is asked for by its mark, anything else is looked for by its words."""

import re
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from publishers.answer import Answer, read_moment
from publishers.discourse.answers import (
    Spot,
    is_gone,
    object_of,
    objects_in,
    receipt_of,
    refusal,
    unreadable,
)
from publishers.discourse.api import Api
from publishers.discourse.text import squeezed
from publishers.errors import Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Receipt

SKEW = timedelta(seconds=60)  # their clock may be behind ours
CHUNK = 20  # posts that a forum gives at once
CHUNKS = 10
TOPICS = 4  # user_actions' number for topics that somebody began
PAGE = 30  # actions that a forum gives at once
PAGES = 10
IN_LOCATION = re.compile(r"/t/(?:[^/?]+/)?(\d+)(?:[/.?]|$)")


def by_mark(api: Api, mark: str, known: Collection[str]) -> Receipt | None:
    """The topic that has our mark. Discourse answers with a redirect to it."""
    answer = api.look(f"/t/external_id/{mark}.json")
    if answer.status in (404, 410):
        return None
    if answer.status in (301, 302):
        place = IN_LOCATION.search(answer.headers.get("location", ""))
        if place is None:
            raise unreadable()
        answer = api.ask("GET", f"/t/{place[1]}.json", or_missing=True)
        if not answer.ok:
            return None
    elif not answer.ok:
        raise refusal(answer, Unreachable)
    topic = object_of(answer)
    first = next(
        (one for one in objects_in(topic, "post_stream", "posts") if one.get("post_number") == 1), {}
    )
    if is_gone(topic) or is_gone(first):
        return None
    found = receipt_of(first, answer, api.site)
    if found is None:
        raise unreadable()
    return found if found.id not in known else None


def topic_by_words(
    api: Api, username: str, raw: str, since: datetime, known: Collection[str]
) -> Receipt | None:
    """Among the topics that this person began, newest first, back to `since`."""
    for page in range(PAGES):
        asked = {"username": username, "filter": str(TOPICS), "offset": str(page * PAGE)}
        actions = objects_in(
            object_of(api.ask("GET", f"/user_actions.json?{urlencode(asked)}")), "user_actions"
        )
        for action in actions:
            at = read_moment(action.get("created_at"))
            if at is None:
                raise _incomplete()
            if at < since - SKEW:
                return None
            answer = api.ask("GET", f"/posts/{action.get('post_id')}.json", or_missing=True)
            if answer.ok and (found := _ours(object_of(answer), answer, api, username, raw, since, known)):
                return found
        if len(actions) < PAGE:
            return None
    raise _incomplete()


def reply_by_words(
    api: Api, topic: int, username: str, raw: str, since: datetime, known: Collection[str]
) -> Receipt | None:
    """Among what stands in the topic, newest first."""
    for post, answer in posts_of(api, topic, with_raw=True, whole=True):
        if found := _ours(post, answer, api, username, raw, since, known):
            return found
    return None


def posts_of(
    api: Api, topic: int, *, with_raw: bool = False, whole: bool = False
) -> Iterator[tuple[dict[str, Any], Answer]]:
    """What stands in a topic, newest first: `whole`, or at most the newest few hundred."""
    answer = api.ask("GET", f"/t/{topic}.json", or_missing=True)
    if not answer.ok:
        return
    stream = object_of(answer).get("post_stream")
    numbers = stream.get("stream") if isinstance(stream, dict) else None
    if not isinstance(numbers, list):
        raise _incomplete()
    rest = [str(one) for one in reversed(numbers)]
    for _chunk in range(CHUNKS):
        chunk, rest = rest[:CHUNK], rest[CHUNK:]
        if not chunk:
            return
        asked = [("post_ids[]", one) for one in chunk]
        asked += [("include_raw", "true")] if with_raw else []
        answer = api.ask("GET", f"/t/{topic}/posts.json?{urlencode(asked)}")
        posts = objects_in(object_of(answer), "post_stream", "posts")
        yield from ((one, answer) for one in sorted(posts, key=_number, reverse=True))
    if whole and rest:
        raise _incomplete()


def gone_or(api: Api, spot: Spot) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The topic, where the post begins one, and the post; None where it is gone."""
    path = f"/t/{spot.topic}.json" if spot.begins else f"/posts/{spot.post}.json"
    answer = api.ask("GET", path, or_missing=True)
    if not answer.ok:
        return None
    found = object_of(answer)
    if not spot.begins:
        return None if is_gone(found) else ({}, found)
    first = _first(found)
    return None if is_gone(found) or is_gone(first) else (found, first)


def _ours(
    post: dict[str, Any],
    answer: Answer,
    api: Api,
    username: str,
    raw: str,
    since: datetime,
    known: Collection[str],
) -> Receipt | None:
    found, at = receipt_of(post, answer, api.site), read_moment(post.get("created_at"))
    if found is None or at is None:
        raise _incomplete()
    is_ours = str(post.get("username", "")).casefold() == username.casefold() and not is_gone(post)
    same = squeezed(str(post.get("raw") or "")) == squeezed(raw)
    return found if is_ours and same and at >= since - SKEW and found.id not in known else None


def _first(topic: dict[str, Any]) -> dict[str, Any]:
    """What the topic began with."""
    posts = objects_in(topic, "post_stream", "posts")
    return next((one for one in posts if one.get("post_number") == 1), {})


def _number(post: dict[str, Any]) -> int:
    number = post.get("post_number")
    return number if type(number) is int else 0


def _incomplete() -> Unreachable:
    return Unreachable(Sentence(_("The posts on Discourse could not all be read.")), code="incomplete")

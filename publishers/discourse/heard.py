"""How posts do, what people answer in a topic, and who names us."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from publishers.answer import read_moment
from publishers.discourse.answers import Spot, address, is_gone, object_of, objects_in
from publishers.discourse.api import Api
from publishers.discourse.find import gone_or, posts_of
from publishers.message import Person, Reach, Remark
from publishers.page_words import lines_of

LIKE = 2  # the number of a like among the actions on a post
REGULAR = 1  # the type of a post that somebody wrote; the others tell what was done to the topic
MENTIONS = 7  # user_actions' number for being named


def reach_of(api: Api, spot: Spot) -> Reach | None:
    """None where the post is gone. `reads` are people, `views` are looks at the whole topic."""
    found = gone_or(api, spot)
    if found is None:
        return None
    topic, post = found
    answers = _count(topic, "posts_count")
    changed = _count(post, "version") or 1
    known = {
        "views": _count(topic, "views"),
        "reads": _count(post, "reads"),
        "likes": _likes(post),
        "replies": (answers - 1 if answers else 0) if spot.begins else _count(post, "reply_count"),
    }
    return Reach(
        views=known["views"],
        reach=known["reads"],
        likes=known["likes"],
        replies=known["replies"],
        edited_at=read_moment(post.get("updated_at")) if changed > 1 else None,
        raw={name: value for name, value in known.items() if value is not None},
    )


def remarks(api: Api, spot: Spot, username: str, since: datetime) -> tuple[Remark, ...]:
    """What others wrote in the topic, oldest first; of long talks the newest few hundred."""
    found: list[Remark] = []
    for post, _answer in posts_of(api, spot.topic):
        at = read_moment(post.get("created_at"))
        if at is not None and at < since:
            break
        is_theirs = str(post.get("username", "")).casefold() != username.casefold()
        if at is None or not is_theirs or post.get("post_type", REGULAR) != REGULAR or is_gone(post):
            continue
        place = Spot(spot.topic, int(post["post_number"]), int(post["id"]))
        above = post.get("reply_to_post_number")
        found.append(
            Remark(
                id=place.written(),
                text=lines_of(str(post.get("cooked") or "")),
                author=f"@{post.get('username')}",
                at=at,
                url=address(api.site, place, post.get("topic_slug")),
                reply_to="" if above and above != 1 else spot.written(),
            )
        )
    return tuple(reversed(found))


def mentions(api: Api, username: str, since: datetime) -> tuple[Remark, ...]:
    """The newest page of posts that name us, oldest first, as far as an excerpt tells them."""
    asked = urlencode({"username": username, "filter": MENTIONS})
    actions = objects_in(object_of(api.ask("GET", f"/user_actions.json?{asked}")), "user_actions")
    found = [_mention(api, action) for action in actions]
    return tuple(sorted((one for one in found if one and one.at >= since), key=lambda one: one.at))


def people(api: Api, letters: str) -> tuple[Person, ...]:
    asked = urlencode({"term": letters.removeprefix("@"), "limit": 8})
    users = objects_in(object_of(api.ask("GET", f"/u/search/users.json?{asked}")), "users")
    return tuple(Person(f"@{one.get('username')}", str(one.get("name") or "")) for one in users[:8])


def _mention(api: Api, action: dict[str, Any]) -> Remark | None:
    at = read_moment(action.get("created_at"))
    numbers = [action.get(name) for name in ("topic_id", "post_number", "post_id")]
    if at is None or not all(type(one) is int for one in numbers):
        return None
    spot = Spot(*(int(str(one)) for one in numbers))
    return Remark(
        id=spot.written(),
        text=lines_of(str(action.get("excerpt") or "")),
        author=f"@{action.get('acting_username') or action.get('username')}",
        at=at,
        url=address(api.site, spot, action.get("slug")),
    )


def _likes(post: dict[str, Any]) -> int:
    """A post that nobody likes has no line for it."""
    actions = post.get("actions_summary")
    lines = [one for one in actions if isinstance(one, dict)] if isinstance(actions, list) else []
    return next((_count(one, "count") or 0 for one in lines if one.get("id") == LIKE), 0)


def _count(what: dict[str, Any], name: str) -> int | None:
    count = what.get(name)
    return count if type(count) is int and count >= 0 else None

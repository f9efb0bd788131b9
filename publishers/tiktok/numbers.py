"""How posts on TikTok are doing. The numbers of the posts themselves are asked for by their publish_id."""

from collections.abc import Sequence
from typing import Any

from publishers.message import Reach
from publishers.tiktok.answers import data_of, unreadable
from publishers.tiktok.api import Api
from publishers.tiktok.status import state_of

FIELDS = "id,view_count,like_count,comment_count,share_count"
PICTURES = "p_"  # so the publish_ids of pictures begin; TikTok's numbers are of videos


def reach_of(api: Api, numbers: Sequence[str]) -> dict[str, Reach]:
    """Unknown while TikTok still looks at a post, or shows it to few; none of what it refused or lost."""
    found: dict[str, Reach] = {}
    videos: dict[str, str] = {}  # the post's number → its publish_id
    for number in numbers:
        if number.isdecimal():  # not ours by publish_id, but known by its address
            videos[number] = number
            continue
        state = state_of(api, number)
        if state.posts:
            videos[state.posts[0]] = number
        elif not state.has_failed:
            found[number] = Reach(raw={"status": state.word or "unknown"})
    if videos:
        counted = _counted(api, list(videos))
        for post, number in videos.items():
            if post in counted:
                found[number] = _reach(counted[post])
            elif number.startswith(PICTURES):
                found[number] = Reach(raw={"status": "pictures"})
    return found


def _counted(api: Api, posts: list[str]) -> dict[str, dict[str, Any]]:
    data = data_of(api.ask("video/query/", {"filters": {"video_ids": posts}}, FIELDS))
    videos = data.get("videos")
    if not isinstance(videos, list) or not all(isinstance(one, dict) for one in videos):
        raise unreadable()
    return {str(one.get("id")): one for one in videos}


def _reach(said: dict[str, Any]) -> Reach:
    return Reach(
        views=_count(said.get("view_count")),
        likes=_count(said.get("like_count")),
        reposts=_count(said.get("share_count")),
        replies=_count(said.get("comment_count")),
        raw=said,
    )


def _count(said: Any) -> int | None:
    return said if type(said) is int and said >= 0 else None

"""Which post gets which time when a queue is put in another order. Pure: times and posts in, pairs out."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime

from planner.queues.standing import Standing

Order = Mapping[int, datetime]  # post to time
TRIES = 40


def in_order(posts: Sequence[Standing], ids: Sequence[int]) -> dict[int, datetime]:
    """The times stay, the posts move: those named take each other's times in the order they are named."""
    by_id = {post.post_id: post for post in posts}
    times = sorted(by_id[pk].at for pk in ids)
    return dict(zip(ids, times, strict=True))


def moved_to(posts: Sequence[Standing], pk: int, before: int) -> list[int]:
    """The order with one post moved to where another stands; those between give way by one."""
    ids = [post.post_id for post in sorted(posts, key=lambda post: (post.at, post.post_id))]
    to = ids.index(before)
    ids.remove(pk)
    ids.insert(to, pk)
    return ids


def shuffled(
    posts: Sequence[Standing], themes: Mapping[datetime, int | None], seed: int
) -> dict[int, datetime]:
    """Another order by luck. Slots for one theme change posts among themselves, and so do the others.

    The same seed gives the same order. Where it can, no post comes after it is no longer valid.
    """
    luck, found = random.Random(seed), {post.post_id: post.at for post in posts}  # noqa: S311 - no secret
    for theme in dict.fromkeys(themes.get(post.at) for post in posts):
        group = [post for post in posts if themes.get(post.at) == theme]
        times = [post.at for post in group]
        for _try in range(TRIES):
            luck.shuffle(times)
            if all(
                post.valid_until is None or at <= post.valid_until
                for post, at in zip(group, times, strict=True)
            ):
                break
        found |= {post.post_id: at for post, at in zip(group, times, strict=True)}
    return found


def closed_up(posts: Sequence[Standing], free: Mapping[datetime, int | None]) -> dict[int, datetime]:
    """The same order without gaps: every post moves to the first place that it can have, none to a later one.

    `free` are the places that may be used, each with its theme: those of the posts, and empty ones.
    """
    waiting = sorted(posts, key=lambda post: (post.at, post.post_id))
    found: dict[int, datetime] = {}
    for at in sorted(free):
        fitting = (post for post in waiting if at <= post.at and free[at] in (None, post.pillar_id))
        if (post := next(fitting, None)) is not None:
            found[post.post_id] = at
            waiting.remove(post)
    kept = {post.post_id: post.at for post in waiting}  # at a time that is no place any more
    return found | kept

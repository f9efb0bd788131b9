"""Which posts ask somebody: for members who see no others, and for people without an account."""

from collections.abc import Iterable
from datetime import datetime

from planner.deliveries import agree
from planner.history.models import Actor
from planner.posts.models import Post
from planner.reviews.seats import own_seat, places_in
from planner.reviews.votes import Count


def is_asked(post: Post, by: Actor, now: datetime, so_far: Count | None = None) -> bool:
    """Has this person a place in any step of the post, whether it is their turn now or not?

    Asked of the rules as they are now: who was removed, lost the role or is in no step any more has none.
    Where the post takes no steps at all, members who review may answer: no client, nobody from outside.
    """
    so_far = so_far or agree.standing(post)
    if post.workspace_id != so_far.house.workspace.pk or own_seat(by) not in so_far.house.voters:
        return False
    if not so_far.plan.steps:
        return by.user_id is not None and own_seat(by) not in so_far.house.clients
    return any(places_in(step, so_far.house, by, now) for step in so_far.plan.steps)


def asking(posts: Iterable[Post], by: Actor, now: datetime) -> set[int]:
    """The ids of those posts in review that ask this person now, or did: not before earlier steps agreed."""
    return {post.pk for post in posts if post.state == "in_review" and _has_come_to(post, by, now)}


def _has_come_to(post: Post, by: Actor, now: datetime) -> bool:
    so_far = agree.standing(post)
    if not is_asked(post, by, now, so_far):
        return False
    reached = [*so_far.standing.open, *(stand for stand in so_far.standing.stands if stand.said)]
    return not so_far.plan.steps or any(places_in(one.step, so_far.house, by, now) for one in reached)

"""A yes that its person took back while nothing was out. Answers are never changed: the history says it."""

from collections.abc import Iterable
from datetime import datetime

from planner.history.models import Actor, Entry
from planner.history.record import record
from planner.posts.models import Post
from planner.reviews.models import Review

ACT = "post.yes_taken_back"


def taken_back(workspace_id: int, post_ids: Iterable[int]) -> set[int]:
    """The ids of the reviews about these posts that were taken back."""
    acts = Entry.objects.filter(workspace=workspace_id, act=ACT, thing_id__in=list(post_ids))
    return {pk for details in acts.values_list("details", flat=True) for pk in details.get("reviews", ())}


def note_taken_back(post: Post, mine: Iterable[Review], by: Actor, now: datetime) -> None:
    """Inside the caller's transaction, which also says what becomes of the post."""
    ids = sorted(one.pk for one in mine)
    record(
        post.workspace_id, by, ACT, post, at=now, version=post.newest.number, reviews=ids, state=post.state
    )

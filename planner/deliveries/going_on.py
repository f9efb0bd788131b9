"""What is planned goes on with new words: at once where nobody must agree, else with the next yes."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from planner.deliveries import agree, compose, fitting
from planner.deliveries.models import UNSENT, Delivery
from planner.history.models import Actor
from planner.posts.models import Post, Version
from planner.reviews import answer


def stands_still(post: Post) -> bool:
    """It is on the calendar, but with words that are not its newest, so nothing of it goes out."""
    waiting = Delivery.objects.filter(post=post, state__in=UNSENT)
    return post.state != "archived" and waiting.exclude(version=F("post__head")).exists()


def go_on(post: Post, by: Actor, now: datetime) -> None:
    """Only where nobody must agree: agree to the new words, at the old times. Raises NotPlanned."""
    fitting.make_ready(post)
    _go_on(post, by, now)


@transaction.atomic
def _go_on(post: Post, by: Actor, now: datetime) -> None:
    post = Post.objects.locked(post.pk)
    prints = compose.fingerprints(Version.objects.complete().get(pk=post.newest.pk))
    answer.approve_by_policy(post, by, prints, now)
    post.refresh_from_db()
    agree.carry_over(post, by, now)

"""The background edge of reviews: deadlines are kept, and nobody waits for somebody who cannot answer."""

import logging
from datetime import datetime

from django.db import close_old_connections
from huey.api import crontab

from planner.deliveries import agree
from planner.deliveries.now import database_now
from planner.history.models import WORKER
from planner.posts.models import Post
from planner.queue import queue
from planner.reviews import deadlines, standing_in, urgent
from planner.rounds import Round

log = logging.getLogger("almanac.reviews")
a_round = Round(seconds=20)


@queue.periodic_task(crontab())
def keep_deadlines() -> None:
    """Every minute, in one of the workers."""
    close_old_connections()
    attend_all()


def attend_all(now: datetime | None = None) -> None:
    """Attend to every turn about which there is something to do."""
    now = now or database_now()
    again = {turn.post_id for turn in deadlines.to_look_at_again()}
    again |= set(deadlines.without_a_turn().values_list("pk", flat=True)[:200])
    turns = [*deadlines.due(now)[:1000], *(turn for turn, _step in deadlines.stuck(now))]
    for turn in a_round.over(turns):
        if deadlines.attend(turn.pk, now):
            again.add(turn.post_id)
    standing_in.tell_stand_ins(now)
    urgent.remind(now)
    for post in Post.objects.select_related("workspace", "head").filter(pk__in=again):
        try:
            agree.look_again(post, WORKER, now)
        except Exception:  # one post that breaks holds up no other
            log.exception("post %s could not be looked at again", post.pk)

"""The forecast of a thousand open posts from five thousand finished reviews, beside a bare loop."""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median

from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner.channels.models import Channel
from planner.history.models import Actor, Entry
from planner.people.models import User, Workspace
from planner.posts.models import Post
from planner.reviews.pace import forecast
from tests.bench.fill import fill, spread

OPEN, FINISHED, REPEATS = 1000, 5000, 25


def measure() -> list[tuple[str, str]]:
    now = datetime.now(UTC)
    workspace = _workspace(now)
    with CaptureQueriesContext(connection) as asked:
        found = forecast(workspace, now)
    took = _median(lambda: forecast(workspace, now))
    loop = _median(_loop)
    return [
        (
            f"forecast of {found.asked.posts} open posts from {FINISHED} finished reviews",
            f"{took * 1000:.1f} ms in {len(asked)} queries, {took / loop:.1f} × a million bare turns",
        ),
        ("says", " ".join(found.sentences)),
    ]


def _loop() -> int:
    total = 0
    for number in range(1_000_000):
        total += number
    return total


def _median(do: Callable[[], object]) -> float:
    times = []
    for _n in range(REPEATS):
        began = time.perf_counter()
        do()
        times.append(time.perf_counter() - began)
    return median(times)


def _workspace(now: datetime) -> Workspace:
    """Written in bulk: posts, and a history in which each was asked about and agreed to."""
    chance = random.Random(1)
    user = User.objects.create_user("forecast@example.org", name="Olga")
    workspace = Workspace.objects.create(name="Forecast", slug="forecast")
    channel = Channel.objects.create(workspace=workspace, network="sandbox", name="Sandbox", account_id="1")
    by = Actor(user.pk, "Olga")
    fill(workspace, [channel], by, list(spread(OPEN, now + timedelta(days=8), 14)), now)
    waiting = list(Post.objects.filter(workspace=workspace))
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS planner_post_moves")  # SQLite: only the benchmark is so bold
    acts: list[tuple[datetime, str, int]] = []
    for post in waiting:
        asked = now - timedelta(hours=chance.uniform(0, 48))
        Post.objects.filter(pk=post.pk).update(state="in_review", asked_at=asked)
        acts.append((asked, "post.submitted", post.pk))
    for number in range(FINISHED):
        asked = now - timedelta(hours=chance.uniform(0, 88 * 24))
        acts.append((asked, "post.submitted", 10**6 + number))
        acts.append(
            (asked + timedelta(hours=chance.weibullvariate(20, 1.2)), "post.approved", 10**6 + number)
        )
    Entry.objects.bulk_create(
        Entry(workspace=workspace, number=number, at=at, actor="Olga", via="page", act=act, thing="post",
              thing_id=post, previous_hash="", hash="")
        for number, (at, act, post) in enumerate(sorted(one for one in acts if one[0] <= now), 1)
    )  # fmt: skip
    return workspace

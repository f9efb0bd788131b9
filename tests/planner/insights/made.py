"""Posts that went out and were measured, written in bulk: what is tested is how they are read."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.history.models import Actor
from planner.metrics.models import Snapshot
from planner.posts.models import Post, Version
from publishers.message import Reach
from tests.planner.insights.generator import cascade

LOOKS = (0.5, 1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 48.0, 72.0, 168.0)  # hours
Size = Callable[[int, datetime, random.Random], float]


def published(
    channel: Channel, times: Sequence[datetime], by: Actor, title: str = "", **labels: Any
) -> list[Delivery]:
    """A post of its own for each time, out on the second."""
    posts = Post.objects.bulk_create(
        Post(
            workspace_id=channel.workspace_id, author_id=by.user_id, state="approved", planned_at=at, **labels
        )
        for at in times
    )
    versions = Version.objects.bulk_create(
        Version(post=post, number=1, by_id=by.user_id, by_name=by.name, title=title or f"Post {post.pk}",
                text="Ships wait.", digest="0" * 64) for post in posts
    )  # fmt: skip
    for post, version in zip(posts, versions, strict=True):
        post.head = post.approved_version = version
    Post.objects.bulk_update(posts, ["head", "approved_version"])
    return Delivery.objects.bulk_create(
        Delivery(workspace_id=channel.workspace_id, post=post, version=version, channel=channel,
                 state="published", due_at=at, late_until=at + timedelta(hours=1),
                 wall=at.isoformat()[:19], zone="UTC",
                 receipt_id=f"{channel.pk}-{post.pk}", published_at=at + timedelta(seconds=1))
        for post, version, at in zip(posts, versions, times, strict=True)
    )  # fmt: skip


def measured(deliveries: Sequence[Delivery], now: datetime, size: Size, half_life: float = 3.0) -> int:
    """Looks at LOOKS, as far as each has come by now: likes alone, with twenty views each."""
    draw, made = random.Random(7), []
    for number, one in enumerate(deliveries):
        assert one.published_at is not None
        ages = [age for age in LOOKS if one.published_at + timedelta(hours=age) <= now]
        counts = cascade(draw, half_life, size(number, one.published_at, draw), 0.85, ages)
        for age, count in zip(ages, counts, strict=True):
            at = one.published_at + timedelta(hours=age)
            made.append(Snapshot.of(one, Reach(likes=int(count), views=20 * int(count) + 20), at))
            one.measured_at = at
    Snapshot.objects.bulk_create(made, batch_size=5000)
    Delivery.objects.bulk_update(deliveries, ["measured_at"], batch_size=2000)
    return len(made)

"""A thousand slots and a hundred thousand posts: the calendar's free slots stay quick, in two queries."""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner.channels.models import Channel
from planner.posts.models import Post, Variant, Version
from planner.queues.free import free_slots
from planner.queues.models import Slot
from tests.planner.queues.conftest import NOW

pytestmark = pytest.mark.django_db
MANY = 100_000
FIRST, LAST = date(2026, 11, 23), date(2027, 1, 3)  # what a month shows: six weeks


def quickest(ask: Any) -> float:
    def once() -> float:
        begin = time.perf_counter()
        ask()
        return time.perf_counter() - begin

    return min(once() for _ in range(5))


def add(harbour: Any, channel: Any, count: int, first: datetime, minutes: int) -> None:
    """Posts of the channel, a fixed number of minutes apart."""
    begin = (Post.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    ids = range(begin, begin + count)
    posts = [
        Post(pk=pk, workspace=harbour, planned_at=first + timedelta(minutes=minutes * number))
        for number, pk in enumerate(ids)
    ]
    Post.objects.bulk_create(posts, batch_size=5000)
    versions = [Version(pk=pk, post_id=pk, number=1, by_name="", digest="") for pk in ids]
    Version.objects.bulk_create(versions, batch_size=5000)
    Variant.objects.bulk_create((Variant(version_id=pk, channel=channel) for pk in ids), batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE planner_post SET head_id = id WHERE id >= %s", [begin])


def test_free_slots_of_six_weeks_do_not_depend_on_how_many_posts_there_are(harbour: Any) -> None:
    channels = [Channel(workspace=harbour, network="sandbox", name=f"Channel {n}") for n in range(20)]
    Channel.objects.bulk_create(channels)
    channels = list(harbour.channels.filter(name__startswith="Channel"))
    Slot.objects.bulk_create(
        Slot(channel=channel, weekday=day, wall=f"{hour:02}:00")
        for channel in channels
        for day in range(5)
        for hour in range(8, 18)
    )
    assert Slot.objects.count() == 1000
    begin = datetime(2026, 11, 23, tzinfo=UTC)
    add(harbour, channels[0], 1000, begin, 60)
    few = quickest(lambda: free_slots(channels, FIRST, LAST, NOW))
    add(harbour, channels[1], MANY, begin - timedelta(days=300), 8)  # 7,500 of them in these weeks
    with CaptureQueriesContext(connection) as asked:
        found = free_slots(channels, FIRST, LAST, NOW)
    assert len(asked) == 2
    assert sum(map(len, found.values())) > 4000
    many = quickest(lambda: free_slots(channels, FIRST, LAST, NOW))
    print(f"free slots: {few * 1000:.0f} ms with 1,000 posts, {many * 1000:.0f} ms with {MANY + 1000:,}")
    assert many < few * 6

"""A thousand slots cost as many queries as ten, and each that is taken is not offered.

How the time grows with a hundred thousand posts is measured by `python -m tests.bench.run --only pages`.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner.channels.models import Channel
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from planner.queues.free import free_slots
from planner.queues.models import Slot
from planner.walltime import of_instant
from tests.planner.queues.conftest import NOW

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 11, 23), date(2027, 1, 3)  # what a month shows: six weeks


def test_a_thousand_slots_are_two_queries_and_none_that_is_taken_is_offered(
    harbour: Any, olga: Any, acting: Any
) -> None:
    names = [f"Channel {number}" for number in range(20)]
    Channel.objects.bulk_create(Channel(workspace=harbour, network="sandbox", name=name) for name in names)
    channels = list(harbour.channels.filter(name__in=names).order_by("pk"))
    Slot.objects.bulk_create(
        Slot(channel=channel, weekday=day, wall=f"{hour:02}:00")
        for channel in channels
        for day in range(5)
        for hour in range(8, 18)
    )
    every = free_slots(channels, FIRST, LAST, NOW)
    taken = datetime(2026, 12, 1, 7, tzinfo=UTC)  # 10:00 in Moscow
    for minutes in (0, 60, 90):  # the last is no slot's time
        content = Content(text="Fog.", wordings=(Wording(channels[1].pk),))
        post = Post.objects.write(harbour, acting(olga), content)
        post.plan_for(of_instant(taken + timedelta(minutes=minutes), "Europe/Moscow"))
    with CaptureQueriesContext(connection) as asked:
        found = free_slots(channels, FIRST, LAST, NOW)
    assert len(asked) == 2
    assert sum(map(len, every.values())) > 4000
    gone = {(one.channel_id, one.at) for day in every for one in every[day]}
    gone -= {(one.channel_id, one.at) for day in found for one in found[day]}
    assert gone == {(channels[1].pk, taken), (channels[1].pk, taken + timedelta(hours=1))}

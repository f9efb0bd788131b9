"""The next free slot, with the posts that stand before it; who may take it; and what it says."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner.campaigns.models import Pillar
from planner.deliveries.models import Delivery
from planner.posts.models import Post
from planner.queues import take
from planner.queues.free import free_slots
from planner.queues.telling import sentence
from planner.states import WrongState
from planner.walltime import of_instant
from planner.writing.desk import NotAllowed
from tests.planner.queues.conftest import NOW

pytestmark = pytest.mark.django_db
Writes = Callable[..., Post]


def test_the_first_slot_that_is_free_is_taken_and_the_others_are_named(
    slots: Any, write: Writes, ada: Any, at_desk: Any, channel: Any
) -> None:
    slots("Mon 10:00", "Wed 18:00", "Thu 10:00")
    write("Market day", "2026-11-23T10:00")
    write("Spring fair", "2026-11-25T18:00")
    post = write("Fog")
    found = take.take_next(post, at_desk(ada), NOW)
    post.refresh_from_db()
    assert (post.planned_wall, post.queue_id) == ("2026-11-26T10:00:00", channel.pk)
    assert sentence(found, {}) == (
        "Thursday 26 Nov, 10:00. Skipped: Mon 23 Nov 10:00 is taken by “Market day”; "
        "Wed 25 Nov 18:00 is taken by “Spring fair”."
    )


def test_a_slot_for_one_pillar_takes_only_its_posts(
    slots: Any, write: Writes, ada: Any, at_desk: Any, harbour: Any
) -> None:
    tips = Pillar.objects.create(workspace=harbour, name="tips")
    slots("Tue 10:00", pillar=tips)
    slots("Wed 10:00")
    first, second = write("Any"), write("Tip", pillar=tips)
    assert take.take_next(first, at_desk(ada), NOW).skipped[0].what == "tips"
    take.take_next(second, at_desk(ada), NOW)
    walls = [Post.objects.get(pk=post.pk).planned_wall[:10] for post in (first, second)]
    assert walls == ["2026-11-25", "2026-11-24"]


def test_a_paused_channel_gives_no_slot_and_says_so(
    slots: Any, write: Writes, ada: Any, at_desk: Any, channel: Any, acting: Any
) -> None:
    slots("Tue 10:00")
    channel.pause(acting(ada), "rest")
    post = write("Fog")
    with pytest.raises(take.NoSlot, match="paused"):
        take.take_next(post, at_desk(ada), NOW)
    assert Post.objects.get(pk=post.pk).planned_at is None


def test_public_holidays_are_skipped_only_if_asked(
    slots: Any, write: Writes, ada: Any, at_desk: Any, harbour: Any
) -> None:
    harbour.country = "DE"
    harbour.save(update_fields=["country"])
    slots("Fri 10:00")
    christmas = NOW + timedelta(days=30)  # 23 December; Friday the 25th is a holiday
    asked, plain = write("Quiet"), write("Loud")
    found = take.take_next(asked, at_desk(ada), christmas, skip_holidays=True)
    assert found.place is not None
    assert (found.place.when.wall[:10], found.skipped[0].why) == ("2027-01-08", "holiday")  # 1 January too
    found = take.take_next(plain, at_desk(ada), christmas)
    assert found.place is not None
    assert found.place.when.wall[:10] == "2026-12-25"


def test_a_network_that_takes_no_more_is_a_reason(
    pigeons: None, harbour: Any, slots: Any, write: Writes, ada: Any, at_desk: Any
) -> None:
    pigeon = harbour.channels.create(network="pigeon", name="Pigeon")
    slots(*(f"Tue {hour:02}:00" for hour in range(8, 13)), "Thu 09:00", of=pigeon)
    posts = [write(f"Letter {number}", on=[pigeon]) for number in range(4)]
    for post in posts:
        found = take.take_next(post, at_desk(ada), NOW)
    walls = [Post.objects.get(pk=post.pk).planned_wall[:16] for post in posts]
    assert walls == ["2026-11-24T08:00", "2026-11-24T09:00", "2026-11-24T10:00", "2026-11-26T09:00"]
    assert "full" in {one.why for one in found.skipped}


def test_a_scheduled_post_moves_with_its_deliveries_and_keeps_its_yes(
    slots: Any, scheduled: Writes, grace: Any, at_desk: Any
) -> None:
    slots("Thu 10:00")
    post = scheduled("Spring fair", "2026-11-25T18:00")
    take.take_next(post, at_desk(grace), NOW)
    post.refresh_from_db()
    delivery = Delivery.objects.get(post=post)
    assert (post.state, delivery.state, delivery.wall) == ("approved", "scheduled", "2026-11-26T10:00:00")
    assert delivery.due_at == post.planned_at


def test_who_may_not_schedule_does_not_move_what_is_on_the_calendar(
    slots: Any, scheduled: Writes, ada: Any, vera: Any, at_desk: Any, write: Writes
) -> None:
    slots("Thu 10:00")
    with pytest.raises(NotAllowed):
        take.take_next(scheduled("Spring fair", "2026-11-25T18:00"), at_desk(ada), NOW)
    with pytest.raises(NotAllowed):
        take.take_next(write("Fog"), at_desk(vera), NOW)


def test_what_is_out_never_moves(slots: Any, scheduled: Writes, grace: Any, at_desk: Any) -> None:
    slots("Thu 10:00")
    post = scheduled("Spring fair", "2026-11-25T18:00")
    Delivery.objects.filter(post=post).update(state="claimed")
    with pytest.raises(WrongState, match="on its way"):
        take.take_next(post, at_desk(grace), NOW)


def test_a_post_that_is_moved_elsewhere_leaves_the_queue(
    slots: Any, write: Writes, ada: Any, at_desk: Any, harbour: Any
) -> None:
    slots("Thu 10:00")
    post = write("Fog")
    take.take_next(post, at_desk(ada), NOW)
    post = Post.objects.get(pk=post.pk)
    post.plan_for(of_instant(post.planned_at, harbour.timezone))
    assert Post.objects.get(pk=post.pk).queue_id is not None  # the very same time
    post.plan_for(of_instant(NOW + timedelta(days=9), harbour.timezone))
    assert Post.objects.get(pk=post.pk).queue_id is None


def test_free_slots_by_day_are_those_where_nobody_stands(
    slots: Any, write: Writes, channel: Any, other_channel: Any
) -> None:
    slots("Mon 08:00", "Mon 10:00", "Wed 18:00")
    slots("Mon 10:00", of=other_channel)
    write("Spring fair", "2026-11-25T18:00")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = free_slots([channel, other_channel], date(2026, 11, 23), date(2026, 11, 30), NOW)
    assert len(asked) == 2
    by_day = {day.isoformat(): sorted(slot.channel_id for slot in slots) for day, slots in found.items()}
    assert by_day == {
        "2026-11-23": sorted([channel.pk, other_channel.pk]),
        "2026-11-30": sorted([channel.pk, channel.pk, other_channel.pk]),
    }

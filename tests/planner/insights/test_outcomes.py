"""Rows kept of deliveries, on a real database."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.insights import fitting
from planner.insights.findings import read
from planner.insights.gathering import gather
from planner.insights.models import Fitted, Outcome
from planner.insights.same_age import Curve, at_the_end
from planner.metrics.models import Snapshot
from publishers.message import Reach
from tests.planner.insights.made import measured, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def pier(harbour: Any) -> Channel:
    return Channel.objects.create(workspace=harbour, network="mastodon", name="Pier", account_id="1")


@pytest.fixture
def daily(pier: Channel, olga: Any, acting: Any, now: datetime) -> Callable[..., list[Delivery]]:
    """daily(20): posts of the last twenty days, at the same hour, the newest two hours old."""

    def make(count: int, **labels: Any) -> list[Delivery]:
        times = [now - timedelta(days=day, hours=2) for day in reversed(range(count))]
        return published(pier, times, acting(olga), **labels)

    return make


def look(delivery: Delivery, age: float, **numbers: int | None) -> Snapshot:
    assert delivery.published_at is not None
    at = delivery.published_at + timedelta(hours=age)
    Delivery.objects.filter(pk=delivery.pk).update(measured_at=at)
    snapshot = Snapshot.of(delivery, Reach(**numbers), at)
    snapshot.save()
    return snapshot


def test_a_row_is_kept_for_each_delivery_and_keeping_it_again_changes_nothing(
    daily: Any, now: datetime
) -> None:
    deliveries = daily(20)
    measured(deliveries, now, lambda *_: 80)
    assert gather(now) == 20
    before = list(Outcome.objects.order_by("pk").values())
    assert gather(now) == 0  # nothing was measured since
    Delivery.objects.update(measured_at=now)
    assert gather(now) == 20
    after = list(Outcome.objects.order_by("pk").values())
    assert [one | {"measured_at": None} for one in before] == [one | {"measured_at": None} for one in after]


def test_a_post_is_held_against_those_before_it_at_the_same_age(daily: Any, now: datetime) -> None:
    deliveries = daily(13)
    for one in deliveries[:-1]:
        look(one, 2, likes=10)
        look(one, 24, likes=100)
    look(deliveries[-1], 2, likes=21)
    gather(now)
    row = Outcome.objects.get(delivery=deliveries[-1])
    assert (row.lift_age, row.lift_posts, row.percentile) == (2, 12, 100)  # not the 100 of a day
    assert row.log_lift == pytest.approx(0.693, abs=0.001)  # 22 / 11
    assert row.settled_at is None
    old = Outcome.objects.get(delivery=deliveries[-2])
    assert (old.lift_age, old.log_lift, old.day) == (24, 0, 100)
    assert old.settled_at == now


def test_numbers_that_come_in_pieces_end_as_those_that_came_at_once(daily: Any, now: datetime) -> None:
    deliveries = daily(15)
    measured(deliveries, now, lambda number, *_: 40 + 5 * number)
    gather(now)
    at_once = list(
        Outcome.objects.order_by("pk").values("pk", "curve", "log_lift", "percentile", "lift_posts")
    )
    Outcome.objects.all().delete()
    late = Snapshot.objects.filter(at__gt=now - timedelta(days=3))
    kept = list(late)
    late.delete()
    gather(now)
    Snapshot.objects.bulk_create(kept)
    Delivery.objects.update(measured_at=now + timedelta(seconds=1))
    gather(now)
    rows = Outcome.objects.order_by("pk").values("pk", "curve", "log_lift", "percentile", "lift_posts")
    assert list(rows) == at_once


def test_what_a_network_does_not_say_is_not_zero(daily: Any, now: datetime) -> None:
    [silent] = daily(1)
    look(silent, 1, views=50)
    gather(now)
    row = Outcome.objects.get()
    assert (row.engagement, row.impressions, row.log_lift, row.lift_age) == (None, 50, None, None)
    assert set(row.curve) == {None}
    look(silent, 1.9, views=60, likes=0)
    gather(now)
    assert Outcome.objects.get().engagement == 0


def test_later_parts_of_a_thread_and_what_was_never_measured_have_no_row(daily: Any, now: datetime) -> None:
    first, second = daily(2)
    look(first, 1, likes=4)
    look(second, 1, likes=5)
    Delivery.objects.filter(pk=second.pk).update(part=1, parts=2)
    daily(1)
    assert gather(now) == 1
    assert Outcome.objects.get().delivery_id == first.pk


def test_the_hour_is_that_of_the_channels_own_clock(daily: Any, pier: Channel, now: datetime) -> None:
    Channel.objects.filter(pk=pier.pk).update(timezone="Asia/Vladivostok")
    [one] = daily(1)
    look(one, 1, likes=1)
    gather(now)
    assert one.published_at is not None
    assert Outcome.objects.get().hour == (one.published_at + timedelta(hours=10)).hour


def test_learning_waits_for_enough_that_is_new(
    daily: Any, pier: Channel, harbour: Any, now: datetime
) -> None:
    measured(daily(40), now, lambda *_: 80)
    gather(now)
    assert fitting.refit(now) == 4  # this channel, the two that a harbour begins with, and the workspace
    assert fitting.refit(now) == 0
    measured(daily(4), now, lambda *_: 80)
    gather(now)
    assert fitting.refit(now) == 0
    measured(daily(10), now, lambda *_: 80)
    gather(now)
    assert fitting.refit(now) == 2  # this channel, and the workspace
    assert fitting.refit(now + timedelta(hours=7)) == 4  # days have passed on
    assert Fitted.objects.filter(workspace=harbour).count() == 4


def test_what_was_learned_is_read_back_as_it_was(daily: Any, pier: Channel, now: datetime) -> None:
    measured(daily(80, kind="evergreen"), now, lambda number, at, draw: 40 + draw.random() * 100)
    gather(now)
    row = fitting.fit(pier.workspace, pier, now)
    found = read(Fitted.objects.get(pk=row.pk).found)
    assert found.hours is not None
    assert found.hours.posts == 69  # the newest is not a day old, and ten are needed to make the usual
    assert found.half_life is not None
    assert found.half_life.is_measured
    assert 2 < found.half_life.hours < 4
    assert set(found.forecasts) == {"3", "6", "12", "24", "48", "72"}
    assert len(found.band) == 9
    assert found.periods["30"].out == 30
    assert found.periods["30"].on_time == 30
    assert found.periods["365"].measured == 80
    assert [one.formula.name for one in found.periods["30"].rates] == ["BY_IMPRESSIONS"]


def test_a_kind_that_does_better_is_found_and_one_that_does_not_is_not(
    daily: Any, pier: Channel, harbour: Any, now: datetime
) -> None:
    values = harbour.pillars.create(name="Values")
    news = harbour.pillars.create(name="News")
    plain = daily(40)
    measured(plain, now, lambda *_: 60)
    good, other = daily(14, pillar=values), daily(14, pillar=news)
    measured(good, now, lambda *_: 400)
    measured(other, now, lambda *_: 60)
    gather(now)
    found = read(fitting.fit(harbour, None, now).found)
    by_name = {one.name: one for one in found.periods["90"].groups if one.by == "pillar"}
    assert by_name["Values"].result is not None
    assert by_name["News"].result is not None
    assert by_name["Values"].result.verdict == "A better"
    assert by_name["Values"].result.low > 1.5
    assert by_name["News"].result.verdict != "A better"


def test_formats_are_told_apart_by_what_the_channel_itself_was_given(
    daily: Any, pier: Channel, now: datetime
) -> None:
    words, link = daily(2)
    link.version.variants.create(channel=pier, text="See https://example.org")
    for one in (words, link):
        look(one, 1, likes=1)
    gather(now)
    formats = dict(Outcome.objects.values_list("delivery", "format"))
    assert formats == {words.pk: "text", link.pk: "link"}


def test_gathering_asks_few_questions_however_many_posts(
    daily: Any, now: datetime, django_assert_max_num_queries: Any
) -> None:
    measured(daily(60), now, lambda *_: 80)
    with django_assert_max_num_queries(14):  # two rounds, the second of which finds nothing
        assert gather(now) == 60


def test_of_posts_of_before_one_late_total_is_held_against_theirs(daily: Any, now: datetime) -> None:
    """A table of past posts says one number each, weeks after; on a quick network that is what they got."""
    deliveries = daily(30)[:13]
    for one in deliveries[:-1]:
        late = Snapshot.of(one, Reach(likes=10), now, is_brought=True)
        late.save()
    Snapshot.of(deliveries[-1], Reach(likes=21), now, is_brought=True).save()
    Delivery.objects.filter(pk__in=[one.pk for one in deliveries]).update(measured_at=now)
    gather(now)
    row = Outcome.objects.get(delivery=deliveries[-1])
    assert (row.day, row.week, row.lift_age, row.lift_posts, row.percentile) == (None, 21, 168, 12, 100)
    assert row.settled_at == now


def test_a_late_total_says_nothing_where_attention_lasts_for_months() -> None:
    looks = [(400.0, 50)]
    assert at_the_end(looks, 168.0, Curve(3.0)) == 50
    assert at_the_end(looks, 168.0, Curve(2500.0)) is None
    assert at_the_end([(100.0, 50)], 168.0, Curve(3.0)) is None
    assert at_the_end([(400.0, None), (500.0, 7)], 168.0, Curve(3.0)) == 7

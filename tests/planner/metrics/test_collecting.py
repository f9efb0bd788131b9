"""Numbers are asked for at eight ages; what was missed is made up for, and what fails is asked again."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from planner.deliveries.models import Delivery
from planner.metrics import collect
from planner.metrics.models import Asking, Snapshot
from planner.metrics.rhythm import AGES, nearest
from publishers.limits import Budget
from tests.hands import Hands
from tests.pigeon import LOFT, Pigeon

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_post_is_measured_once_at_each_of_eight_ages(letter: Any, later: Any) -> None:
    delivery = letter()
    asked_every_five_minutes = [
        minutes
        for minutes in range(0, 29 * 24 * 60, 5)
        if minutes < 26 * 60 or minutes % 60 == 0
        if collect.collect_due(later(minutes=minutes))
    ]
    ages = [timedelta(minutes=minutes) for minutes in asked_every_five_minutes]
    assert ages == list(AGES)
    looks = Snapshot.objects.filter(delivery=delivery)
    assert [timedelta(seconds=look.age) for look in looks] == ages
    assert [look.raw for look in looks] == [{"seen": 3}] * len(AGES)


def test_what_was_missed_is_made_up_for_with_the_age_that_it_really_has(letter: Any, later: Any) -> None:
    delivery = letter()
    assert collect.collect_due(later(hours=1)) == 1
    assert collect.collect_due(later(hours=40)) == 1  # the machine was off for a day and a half
    assert collect.collect_due(later(hours=41)) == 0
    assert collect.collect_due(later(days=3)) == 1
    looks = Snapshot.objects.filter(delivery=delivery)
    assert [look.age // 3600 for look in looks] == [1, 40, 72]
    assert [nearest(timedelta(seconds=look.age)) is not None for look in looks] == [True, False, True]


def test_a_post_older_than_the_last_age_is_looked_at_once_and_left_alone(letter: Any, later: Any) -> None:
    letter()
    assert collect.collect_due(later(days=40)) == 1
    assert collect.collect_due(later(days=41)) == 0
    assert collect.collect_due(later(days=90)) == 0
    letter("Older")
    assert collect.collect_due(later(days=90)) == 0


def test_several_are_asked_about_at_once_and_what_is_nearly_due_comes_along(
    letter: Any, later: Any, hands: Hands
) -> None:
    first = letter("one")
    hands.time.pass_(8 * 60)
    letter("two")
    assert collect.collect_due(later(minutes=52)) == 2  # the first is an hour old, the second nearly
    assert LOFT.asked == [2]
    assert collect.collect_due(later(minutes=60)) == 0
    assert Snapshot.objects.filter(delivery=first).count() == 1
    letter("three")
    assert collect.collect_due(later(hours=3)) == 3
    assert LOFT.asked == [2, 2, 1]


def test_a_look_that_failed_is_tried_again_soon_and_loses_nothing(letter: Any, later: Any) -> None:
    delivery = letter()
    LOFT.weather = "fog"
    assert collect.collect_due(later(hours=1)) == 0
    assert collect.collect_due(later(hours=1, minutes=5)) == 0
    assert len(LOFT.asked) == 1  # it waits a quarter of an hour
    LOFT.weather = ""
    assert collect.collect_due(later(hours=1, minutes=16)) == 1
    assert Snapshot.objects.get(delivery=delivery).age == 76 * 60


def test_the_budget_is_kept_and_what_does_not_fit_waits(
    letter: Any, later: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pigeon, "asking", Budget(2, 3600))
    for words in ("one", "two", "three"):
        letter(words)
    assert collect.collect_due(later(hours=1)) == 2
    assert collect.collect_due(later(hours=1, minutes=30)) == 0
    assert collect.collect_due(later(hours=2, minutes=1)) == 1
    assert sum(Asking.objects.values_list("posts", flat=True)) == 3
    assert Delivery.objects.filter(measured_at=None).count() == 0


def test_none_is_not_zero_and_what_falls_is_noted(letter: Any, later: Any, enter: Any, vera: Any) -> None:
    delivery = letter()
    collect.collect_due(later(hours=1))
    LOFT.views[delivery.receipt_id] = 1
    collect.collect_due(later(hours=3))
    first, second = Snapshot.objects.filter(delivery=delivery)
    assert (first.views, first.likes, first.replies, first.engagement) == (3, 0, None, 0)
    assert (first.fell, second.fell) == ([], ["views"])
    page = enter(vera).get(f"/w/harbour/deliveries/{delivery.pk}/").content.decode()
    assert "fewer than before" in page
    assert "Replies" not in page


def test_a_person_may_ask_between_the_ages(letter: Any, hands: Hands, enter: Any, vera: Any) -> None:
    delivery = letter()
    hands.time.pass_(600)
    enter(vera).post(f"/w/harbour/deliveries/{delivery.pk}/measure/")
    assert Snapshot.objects.filter(delivery=delivery).count() == 1


def test_posts_go_out_while_a_network_takes_its_time_with_numbers(
    letter: Any, later: Any, hands: Hands, loft: Any
) -> None:
    """What is asked holds neither a lock nor the one writer of SQLite: a post does not wait for it."""
    delivery = letter()
    is_asked, goes_on = threading.Event(), threading.Event()

    def stand_still() -> None:
        is_asked.set()
        assert goes_on.wait(20)

    LOFT.before_counting = stand_still
    kept: list[int] = []
    moment = later(hours=1)

    def collecting() -> None:
        kept.append(collect.collect_due(moment))
        connections.close_all()

    thread = threading.Thread(target=collecting)
    thread.start()
    assert is_asked.wait(20)
    meanwhile = hands.plan(loft, "Meanwhile")
    hands.time.pass_(10)
    hands.tick()
    meanwhile.refresh_from_db()
    assert meanwhile.state == "published"
    assert not Snapshot.objects.exists()
    goes_on.set()
    thread.join(20)
    assert kept == [1]
    assert Snapshot.objects.get().delivery_id == delivery.pk

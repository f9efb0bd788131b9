"""A post that is gone from its network, or was changed there, is noticed and told."""

from datetime import timedelta
from typing import Any

import pytest

from planner.deliveries.models import Delivery
from planner.history.models import Entry
from planner.metrics import collect
from planner.notices.derive import derive_all
from planner.notices.models import Notice
from tests.pigeon import LOFT

pytestmark = pytest.mark.django_db(transaction=True)


def test_gone_is_believed_at_the_second_look_and_told_once(
    letter: Any, later: Any, enter: Any, vera: Any, hands: Any
) -> None:
    delivery = letter()
    derive_all(hands.time.wall)
    LOFT.letters.clear()
    assert collect.collect_due(later(hours=1)) == 0
    delivery.refresh_from_db()
    assert delivery.gone_at is None
    assert collect.collect_due(later(hours=1, minutes=10)) == 0  # not yet asked again
    for minutes in (60, 65, 200):
        collect.collect_due(later(hours=1, minutes=minutes))
    delivery.refresh_from_db()
    assert delivery.gone_at == later(hours=2)
    assert LOFT.asked == [1, 1]
    assert Entry.objects.filter(act="delivery.gone", thing_id=delivery.pk).count() == 1
    derive_all(later(hours=3))
    told = Notice.objects.filter(act="delivery.gone")
    assert {notice.delivery_id for notice in told} == {delivery.pk}
    assert told.count() >= 1
    page = enter(vera).get(f"/w/harbour/deliveries/{delivery.pk}/").content.decode()
    assert "No longer there" in page


def test_one_look_that_misses_it_says_nothing(letter: Any, later: Any) -> None:
    delivery = letter()
    words = LOFT.letters.pop(delivery.receipt_id)
    collect.collect_due(later(hours=1))
    LOFT.letters[delivery.receipt_id] = words
    assert collect.collect_due(later(hours=2)) == 1
    delivery.refresh_from_db()
    assert (delivery.unseen_at, delivery.gone_at) == (None, None)
    assert not Entry.objects.filter(act="delivery.gone").exists()


def test_what_we_took_back_is_not_called_gone(letter: Any, later: Any) -> None:
    delivery = letter()
    Delivery.objects.filter(pk=delivery.pk).update(taken_back_at=later(minutes=5))
    LOFT.letters.clear()
    collect.collect_due(later(hours=1))
    assert LOFT.asked == []


def test_a_change_on_the_network_is_told_and_our_own_correction_is_not(letter: Any, later: Any) -> None:
    delivery = letter()
    Delivery.objects.filter(pk=delivery.pk).update(corrected_at=later(minutes=20))
    LOFT.changed[delivery.receipt_id] = later(minutes=20, seconds=30)
    collect.collect_due(later(hours=1))
    assert not Entry.objects.filter(act="delivery.changed_there").exists()
    LOFT.changed[delivery.receipt_id] = later(hours=2)
    collect.collect_due(later(hours=3))
    collect.collect_due(later(hours=6))
    delivery.refresh_from_db()
    assert delivery.edited_there_at - delivery.published_at == timedelta(hours=2)
    assert Entry.objects.filter(act="delivery.changed_there").count() == 1

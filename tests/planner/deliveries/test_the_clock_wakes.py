"""The clock sleeps until something falls due, and never longer than a poll."""

import threading
import time
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection

from planner.deliveries import due
from planner.deliveries.clock import Claim, Clock
from planner.states import WrongState
from tests.hands import Hands

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_knows_how_long_until_the_next_falls_due(hands: Hands, channels: dict[str, Any]) -> None:
    now = hands.time.wall
    assert due.seconds_to_next(now) == float("inf")
    hands.plan(channels["mastodon"], "Later", after=90)
    sooner = hands.plan(channels["mastodon"], "Sooner", after=30)
    hands.plan(channels["mastodon"], "Due already", after=0)
    assert due.seconds_to_next(now) == 30
    sooner.step("cancelled", "cancelled", now)
    assert due.seconds_to_next(now) == 90


def test_it_wakes_for_what_falls_due_between_two_polls(
    hands: Hands, channels: dict[str, Any], settings: LazySettings
) -> None:
    settings.POLL_EVERY = 60.0
    delivery = hands.plan(channels["mastodon"], after=0.5)
    given, came = list[Claim](), threading.Event()

    def take(claim: Claim) -> None:
        given.append(claim)
        came.set()

    clock = Clock(take, workers=1)

    def run() -> None:
        clock.run()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        time.sleep(0.2)  # it has looked, found nothing due, and sleeps
        hands.time.pass_(0.5)
        assert came.wait(20)
    finally:
        clock.stop()
        thread.join(20)
    assert [one.delivery_id for one in given] == [delivery.pk]
    with pytest.raises(WrongState):
        delivery.step("cancelled", "cancelled", hands.time.wall)  # it is claimed

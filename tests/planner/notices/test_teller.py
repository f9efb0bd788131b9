"""The worker's threads: what happens is told within seconds, and what breaks goes on."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from planner.notices.models import Dispatch, Notice
from planner.notices.teller import KEPT, Rounds, Teller, sweep
from planner.posts.models import Post
from tests.fakes.mail import FakeMail

pytestmark = pytest.mark.django_db(transaction=True)


def until(true: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def test_an_act_is_in_the_product_and_in_the_letter_box_by_itself(
    fog: Post, grace: Any, happens: Any, smtp: FakeMail, settings: Any, lost: Any
) -> None:
    settings.NOTICES_EVERY = 0.05
    teller = Teller()
    teller.start()
    try:
        happens("post.approved", grace, fog)
        lost("missed")
        until(lambda: Notice.objects.count() == 3)
        Dispatch.objects.update(due_at=Notice.objects.earliest("at").at - timedelta(minutes=1))
        until(lambda: len(smtp.letters) == 2)
        until(lambda: set(Dispatch.objects.values_list("state", flat=True)) == {"sent"})
    finally:
        teller.stop()
        connections.close_all()
    assert not any(one.is_alive() for one in teller.threads)


def test_a_round_that_breaks_is_followed_by_the_next() -> None:
    rounds: list[int] = []

    def breaks(_now: Any) -> None:
        rounds.append(1)
        raise RuntimeError("a fault")

    thread = Rounds("breaking", breaks, 0.01)
    thread.start()
    until(lambda: len(rounds) > 3)
    thread.stopping.set()
    thread.join(5)
    assert not thread.is_alive()


def test_what_is_half_a_year_old_is_forgotten_unless_it_is_on_its_way(
    fog: Post, grace: Any, happens: Any, tell: Any, now: Any
) -> None:
    for number in range(3):
        happens("post.approved", grace, fog, version=number)
    first, second, _third = tell()
    old = now - KEPT - timedelta(days=1)
    Notice.objects.filter(pk__in=[first.pk, second.pk]).update(at=old)
    Dispatch.objects.filter(notice=first).update(state="sent")
    assert sweep(now) == 1
    assert Notice.objects.count() == 2
    assert Notice.objects.filter(pk=second.pk).exists()

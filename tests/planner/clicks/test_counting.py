"""Counts of several threads and processes add up, whatever happens to the database in between."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from planner.clicks import counting
from planner.clicks.counting import Counts, Writer
from planner.clicks.models import ClickDay, ShortLink
from planner.clicks.visitors import Visitors

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 11, 29)


def test_what_two_writers_count_at_once_adds_up(link: ShortLink) -> None:
    def one_process() -> None:
        counts = Counts()
        try:
            for _ in range(20):
                for _ in range(5):
                    counts.add(link.pk, TODAY, False)
                counts.add(link.pk, TODAY, True)
                counts.write()
        finally:
            connection.close()

    threads = [threading.Thread(target=one_process) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    day = ClickDay.objects.get()
    assert (day.clicks, day.bots) == (200, 40)


def test_threads_of_one_process_lose_nothing(link: ShortLink) -> None:
    counts = Counts()
    clicking = [
        threading.Thread(target=lambda: [counts.add(link.pk, TODAY, False) for _ in range(500)])
        for _ in range(4)
    ]
    for thread in clicking:
        thread.start()
    while any(thread.is_alive() for thread in clicking):
        counts.write()
    counts.write()
    assert ClickDay.objects.get().clicks == 2000


def test_while_the_database_is_away_they_wait(link: ShortLink, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = Counts()
    counts.add(link.pk, TODAY, False)

    def away(_counted: Any) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as broken:
        broken.setattr(counting, "add_up", away)
        assert Writer(counts)._write() is False
    counts.add(link.pk, TODAY, False)
    assert counts.write() == 2
    assert ClickDay.objects.get().clicks == 2


def test_a_process_writes_by_itself_soon_after_a_click(
    link: ShortLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "EVERY", 0.01)
    counts, written = Counts(), threading.Event()
    monkeypatch.setattr(connections, "close_all", lambda real=connections.close_all: (real(), written.set()))
    counts.add(link.pk, TODAY, False)
    Writer(counts).wake()
    assert written.wait(20)
    assert ClickDay.objects.get().clicks == 1


def test_a_link_that_is_gone_costs_nobody_else_their_count(link: ShortLink) -> None:
    counts = Counts()
    counts.add(link.pk, TODAY, False)
    counts.add(link.pk + 1000, TODAY, False)
    counts.write()
    assert ClickDay.objects.get().clicks == 1


def test_a_burst_is_one_transaction(link: ShortLink, django_assert_num_queries: Any) -> None:
    counts = Counts()
    for _ in range(5000):
        counts.add(link.pk, TODAY, False)
    with django_assert_num_queries(5):  # begin, the link, its day, the sum, commit
        counts.write()


def test_a_new_day_has_a_new_salt_and_forgets_who_came() -> None:
    ticks = [100.0]
    visitors = Visitors(lambda: ticks[0])
    assert visitors.is_new(1, ("192.0.2.1", "Firefox"), TODAY)
    assert not visitors.is_new(1, ("192.0.2.1", "Firefox"), TODAY)
    assert visitors.is_new(2, ("192.0.2.1", "Firefox"), TODAY)
    salt = visitors._salt
    assert visitors.is_new(1, ("192.0.2.1", "Firefox"), date(2026, 11, 30))
    assert visitors._salt != salt
    ticks[0] += 10
    visitors.is_new(3, ("192.0.2.2", "Firefox"), date(2026, 11, 30))
    assert len(visitors._seen) == 1

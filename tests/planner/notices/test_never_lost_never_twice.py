"""Whoever dies while people are told: everything is told all the same, and once."""

import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.deliveries import points
from planner.history.models import Actor, Entry
from planner.history.record import record
from planner.notices.derive import derive_all
from planner.notices.models import Cursor, Dispatch, Notice
from planner.posts.models import Post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_watched() -> Iterator[None]:
    yield
    points.watch = None


class Died(BaseException):
    """In this process: as if it had ended here."""


def die_at(point: str) -> Callable[[str, int], None]:
    def watch(reached: str, _number: int) -> None:
        if reached == point:
            raise Died

    return watch


@pytest.mark.parametrize("point", ["N1", "N2"])
def test_a_process_that_is_killed_between_the_notices_and_the_cursor_loses_nothing(
    point: str, fog: Post, grace: Any, happens: Any, now: datetime
) -> None:
    for number in range(3):
        happens("post.approved", grace, fog, version=number)
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        signal.alarm(60)
        points.watch = lambda reached, _n: os.kill(os.getpid(), signal.SIGKILL) if reached == point else None
        derive_all(now)
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == signal.SIGKILL
    assert Notice.objects.count() == Dispatch.objects.count() == 0
    derive_all(now)
    derive_all(now)
    assert [one.data["version"] for one in Notice.objects.order_by("pk")] == [0, 1, 2]
    assert Dispatch.objects.count() == 6 // 2  # by e-mail; nobody has linked Telegram


def test_two_that_tell_at_once_make_no_doubles(
    fog: Post, grace: Any, happens: Any, now: datetime, harbour: Any, lost: Any
) -> None:
    for number in range(30):
        happens("post.approved", grace, fog, version=number)
    lost("missed")
    met, troubles = threading.Barrier(4, timeout=10), list[BaseException]()

    def one_more() -> None:
        try:
            met.wait()
            derive_all(now)
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one_more) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert troubles == []
    assert Notice.objects.filter(kind="approved").count() == 30
    assert Notice.objects.filter(kind="missed").count() == 2
    assert Cursor.objects.get(workspace=harbour).number == Entry.objects.filter(workspace=harbour).count()


def test_an_act_that_is_undone_is_told_to_nobody(fog: Post, grace: Any, harbour: Any, now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError(record(harbour.pk, Actor(grace.pk, "Grace"), "post.approved", fog))
    derive_all(now)
    assert Notice.objects.count() == 0


def test_an_act_that_cannot_be_read_holds_up_nothing_and_admins_hear_of_it(
    fog: Post, grace: Any, olga: Any, happens: Any, now: datetime, monkeypatch: Any
) -> None:
    happens("post.step_late", None, fog, approvers={"not": "a list"})
    happens("post.urgent", grace, fog)
    from planner.notices import rules

    def broken(case: Any) -> Any:
        raise RuntimeError("a fault in a rule")

    monkeypatch.setitem(rules.WHOM, "approvers", broken)
    happens("post.approved", grace, fog)
    derive_all(now)
    assert Notice.objects.filter(act="notice.unread", user=olga).count() == 2
    assert Notice.objects.filter(kind="approved").count() == 1


def test_more_than_one_chunk_is_told(
    fog: Post, grace: Any, happens: Any, now: datetime, monkeypatch: Any
) -> None:
    from planner.notices import derive

    monkeypatch.setattr(derive, "MOST", 3)
    for number in range(10):
        happens("post.approved", grace, fog, version=number)
    derive_all(now)
    assert Notice.objects.count() == 10


ACTS = (
    "post.approved",
    "post.changes_asked",
    "post.assigned",
    "post.held",
    "remark.written",
    "missed",
    "failed",
)


@given(seed=st.integers(0, 2**32 - 1))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
def test_whatever_happens_and_whoever_dies_each_is_told_exactly_once(
    seed: int, fog: Post, grace: Any, ada: Any, olga: Any, happens: Any, lost: Any, now: datetime
) -> None:
    """Random acts, rounds that die at a random point or come through; then all is counted."""
    before = list(Notice.objects.values_list("pk", flat=True))
    chance, expected, parts = random.Random(seed), 0, iter(range(1, 1000))
    base = fog.deliveries.count()
    for _ in range(chance.randint(5, 25)):
        act = chance.choice(ACTS)
        if act in {"missed", "failed"}:
            lost(act, part=base + next(parts))
            expected += 2  # the author, and who connected the channel
        else:
            happens(act, grace, fog, user=ada.pk)
            expected += act != "post.held"
        if chance.random() < 0.5:
            points.watch = die_at(chance.choice(["N1", "N2", "never"]))
            try:
                derive_all(now)
            except Died:
                assert not connection.in_atomic_block
            points.watch = None
    derive_all(now)
    derive_all(now)
    told = Notice.objects.exclude(pk__in=before)
    assert told.count() == expected
    assert len(set(told.values_list("user", "key"))) == expected
    lost_ones = told.filter(kind__in=("missed", "failed"))
    assert Dispatch.objects.filter(notice__in=lost_ones, way="email").count() == lost_ones.count()


def test_telling_waits_for_nobody_who_holds_the_post_or_the_workspace(
    fog: Post, grace: Any, harbour: Any, happens: Any, now: datetime
) -> None:
    """An act locks its post and then the workspace; telling must neither wait for them nor be waited for."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    happens("post.approved", grace, fog)
    troubles = list[BaseException]()

    def telling() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            derive_all(now)
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connections.close_all()

    with transaction.atomic():
        Post.objects.locked(fog.pk)
        record(harbour.pk, Actor(grace.pk, "Grace"), "post.held", fog)
        thread = threading.Thread(target=telling)
        thread.start()
        thread.join(20)
        assert not thread.is_alive()
    assert troubles == []
    assert Notice.objects.count() == 1

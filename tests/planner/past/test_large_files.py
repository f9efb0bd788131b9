"""A large file is written by a worker: once, with its progress, and gone on with when the worker dies."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from planner.channels.models import Channel
from planner.history.models import Actor, Entry
from planner.installation import Heartbeat
from planner.past import bring, tasks, undo, working
from planner.past.models import PastImport
from planner.posts.models import Post
from planner.states import WrongState
from tests.planner.past.conftest import uploaded
from tests.programs import token_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def forty_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "AT_ONCE", 39)
    monkeypatch.setattr(bring, "BATCH", 15)


@pytest.fixture
def a_worker() -> None:
    """Alive, and busy with something else."""
    Heartbeat.objects.create(owner="w", started_at=timezone.now(), seen_at=timezone.now())


@pytest.fixture
def by(olga: Any) -> Actor:
    return Actor(olga.pk, str(olga))


@pytest.fixture
def looked_at(channel: Channel, year: bytes, by: Actor, now: datetime) -> PastImport:
    return bring.look(channel, year, "past.csv", "UTC", by, now)[0]


def at(now: datetime, **later: float) -> Callable[[], datetime]:
    return lambda: now + timedelta(**later)


def test_the_button_leaves_it_to_a_worker_and_the_page_says_how_far_it_is(
    a_worker: None, looked_at: PastImport, enter: Any, olga: Any, now: datetime
) -> None:
    client, page = enter(olga), f"/w/harbour/past/{looked_at.pk}/"
    asked = client.post(f"{page}change/", {"do": "bring", "digest": looked_at.digest}, follow=True)
    assert "0 of 40 posts are in the calendar." in asked.content.decode()
    assert not Post.objects.exists()
    far = client.get(page, headers={"X-Part": "progress"}).json()
    assert far["is_running"]
    assert 'max="40" value="0"' in far["html"]
    twice = client.post(f"{page}change/", {"do": "bring", "digest": looked_at.digest}, follow=True)
    assert "It is being written just now." in twice.content.decode()
    tasks.write_past.call_local(looked_at.pk)
    tasks.write_past.call_local(looked_at.pk)  # the second press had a message too
    assert not client.get(page, headers={"X-Part": "progress"}).json()["is_running"]
    assert "40 posts, brought by Olga" in client.get(page).content.decode()
    assert Post.objects.count() == 40
    entry = Entry.objects.get(act="past.brought")
    assert (entry.details["posts"], entry.user_id) == (40, olga.pk)


def test_how_far_it_is_shows_while_it_is_written(
    a_worker: None, looked_at: PastImport, by: Actor, now: datetime
) -> None:
    assert working.brought(looked_at, by, now) is None
    seen: list[tuple[int, bool]] = []

    def clock() -> datetime:
        one = PastImport.objects.get(pk=looked_at.pk)
        seen.append((one.posts.count(), one.is_running))
        return now

    assert working.work(looked_at.pk, clock)
    assert seen == [(0, True), (15, True), (30, True), (40, True)]


def test_what_a_killed_worker_left_is_found_by_the_timer_and_nothing_is_made_twice(
    a_worker: None, looked_at: PastImport, by: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    working.brought(looked_at, by, now)

    class Killed(BaseException):
        """No handler sees it, as with a process that is gone."""

    def dies() -> datetime:
        if Post.objects.count():
            raise Killed
        return now

    with pytest.raises(Killed):
        working.work(looked_at.pk, dies)
    assert Post.objects.count() == 15
    assert not working.work(looked_at.pk, at(now, seconds=30))  # it may be alive
    assert [one.pk for one in working.due(now + timedelta(seconds=61))] == [looked_at.pk]
    monkeypatch.setattr(tasks, "database_now", at(now, seconds=61))
    tasks.go_on_with_past.call_local()
    assert (PastImport.objects.get().state, Post.objects.count()) == ("written", 40)
    assert Entry.objects.filter(act="past.brought").count() == 1


def test_what_broke_waits_for_a_person_and_can_be_gone_on_with_or_taken_back(
    a_worker: None, looked_at: PastImport, by: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch,
    enter: Any, olga: Any,
) -> None:  # fmt: skip
    working.brought(looked_at, by, now)
    with pytest.raises(WrongState, match="being written"):
        undo.take_back(PastImport.objects.get(), by, now)

    def full(*_given: Any) -> Any:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(bring, "_tags", full)
        with pytest.raises(OperationalError):
            working.work(looked_at.pk, at(now))
    one = PastImport.objects.get()
    assert (one.state, one.is_running) == ("writing", False)
    assert not working.due(now + timedelta(days=1))
    page = enter(olga).get(f"/w/harbour/past/{one.pk}/").content.decode()
    assert "It stopped in the middle" in page
    assert working.brought(one, by, now) is None
    working.work(one.pk, at(now))
    assert Post.objects.count() == 40
    assert undo.take_back(PastImport.objects.get(), by, now)[0] == 40


def test_a_channel_that_is_removed_meanwhile_stops_it_with_a_sentence(
    a_worker: None, looked_at: PastImport, channel: Channel, by: Actor, now: datetime
) -> None:
    working.brought(looked_at, by, now)
    channel.remove(by)
    working.work(looked_at.pk, at(now))
    one = PastImport.objects.get()
    assert not one.is_running
    with pytest.raises(WrongState, match="removed"):
        bring.bring(one, by, now)


def test_without_a_worker_and_below_the_bound_it_is_written_at_once(
    looked_at: PastImport, by: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert working.brought(looked_at, by, now) == 40  # nobody is there to leave it to
    undo.take_back(PastImport.objects.get(), by, now)
    Heartbeat.objects.create(owner="w", started_at=now, seen_at=now)
    monkeypatch.setattr(working, "AT_ONCE", 40)
    data = b"Published at,Text\n2025-01-01 10:00,Fog"
    small = bring.look(looked_at.channel, data, "small.csv", "UTC", by, now)[0]
    assert working.brought(small, by, now) == 1


def test_a_program_asks_how_far_it_is(
    a_worker: None, channel: Channel, year: bytes, harbour: Any, olga: Any, other: Any, mallory: Any
) -> None:
    headers = {"Authorization": f"Bearer {token_of(harbour, olga, ['read', 'schedule'])}"}

    def send(**more: Any) -> Any:
        sent = {"file": uploaded(year), "channel": channel.pk, "timezone": "UTC", **more}
        return Client().post("/api/v1/past", sent, headers=headers).json()

    seen = send()
    assert (seen["new"], seen["is_running"]) == (40, False)
    asked = send(digest=seen["digest"])
    assert (asked["written"], asked["is_running"]) == (0, True)
    path = f"/api/v1/past/{asked['id']}"
    assert Client().get(path, headers=headers).json()["wanted"] == 40
    tasks.write_past.call_local(asked["id"])
    told = Client().get(path, headers=headers).json()
    assert (told["state"], told["is_running"], told["written"]) == ("written", False, 40)
    theirs = {"Authorization": f"Bearer {token_of(other, mallory)}"}
    assert Client().get(path, headers=theirs).status_code == 404

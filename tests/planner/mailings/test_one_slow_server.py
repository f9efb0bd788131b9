"""A mail server that is slow or hangs holds up its own letters, and nobody else's."""

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections

import publishers
from planner.channels import connect
from planner.channels.models import Channel
from planner.mailings import opening, readers, tasks
from planner.mailings.lanes import Lanes
from planner.mailings.models import Mailing
from planner.queue import queue
from publishers import smtp
from tests.fakes.mail import FakeMail
from tests.hands import Hands
from tests.planner.mailings.conftest import states

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _empty_queue() -> Iterator[None]:
    queue.flush()
    yield
    queue.flush()


@pytest.fixture
def other_mail(mail: FakeMail) -> Iterator[FakeMail]:
    with FakeMail() as fake:
        fake.users = {"harbour": "the secret"}
        yield fake


@pytest.fixture
def other_channel(harbour: Any, hands: Hands, other_mail: FakeMail) -> Channel:
    given = publishers.get("newsletter").Credentials(
        "post@pier.example", "Pier Post", "127.0.0.1", "harbour", "the secret", str(other_mail.port)
    )
    return connect.connect(
        harbour, "newsletter", "Pier", dataclasses.asdict(given), hands.by, hands.time.wall
    )


def mailing_on(channel: Channel, hands: Hands, words: str) -> Mailing:
    delivery = hands.plan(channel, words)
    hands.time.pass_(10)
    hands.tick()
    opening.open_all(hands.time.wall)
    return Mailing.objects.get(delivery=delivery)


def test_while_one_server_hangs_the_letters_of_another_leave(
    hands: Hands,
    read: Callable[..., None],
    channel: Channel,
    other_channel: Channel,
    mail: FakeMail,
    other_mail: FakeMail,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(smtp, "PATIENCE", 4.0)
    read("ada", "bob")
    readers.bring(other_channel, [("carol@example.org", "")], hands.by, hands.time.wall)
    stuck, well = mailing_on(channel, hands, "Fog"), mailing_on(other_channel, hands, "Sun")
    mail.script, mail.hangs = {"RCPT": "hang"}, 3.0
    queue.flush()

    def send_in_a_thread() -> None:
        tasks.send_all()
        connections.close_all()

    somebody = threading.Thread(target=send_in_a_thread)
    began = mail.connections
    somebody.start()
    until = time.monotonic() + 5
    while mail.connections == began and time.monotonic() < until:
        time.sleep(0.02)
    task = queue.dequeue()
    assert task is not None, "whoever began with the first has asked for help with the second"
    queue.execute(task)
    assert other_mail.to() == ["carol@example.org"]
    assert states(well) == {"carol": "sent"}
    assert somebody.is_alive(), "the first still hangs"
    somebody.join()
    assert states(stuck) == {"ada": "waiting", "bob": "waiting"}
    assert tasks.lanes.channels == set()


def test_one_channel_is_served_once_at_a_time_and_few_at_once() -> None:
    lanes, things = Lanes(2, 50), [(1, 10), (2, 10), (3, 20), (4, 30)]

    def due(but: frozenset[int]) -> list[tuple[int, int]]:
        return [one for one in things if one[1] not in but]

    first, second, third = (lanes.over(due) for _ in range(3))
    assert next(first) == 1
    assert lanes.could_use_help(due)
    assert next(second) == 3, "not another of the same channel"
    assert not lanes.could_use_help(due)
    assert next(third, None) is None, "the other threads have other work"
    first.close()
    assert lanes.channels == {20}
    assert next(lanes.over(due)) == 1

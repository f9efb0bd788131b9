"""A harbour with a newsletter, whose mail server is a fake on loopback."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import publishers
from planner import outside
from planner.channels import connect
from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.history.models import Actor
from planner.mailings import opening, readers, sending
from planner.mailings.models import Mailing
from tests.fakes.mail import FakeMail
from tests.hands import HandClock, Hands


@pytest.fixture
def mail(settings: Any) -> Iterator[FakeMail]:
    settings.ALLOW_PRIVATE_HOSTS = frozenset({"127.0.0.1:*"})
    outside.web.cache_clear()
    with FakeMail() as fake:
        fake.users = {"harbour": "the secret"}
        yield fake
    outside.web.cache_clear()


@pytest.fixture
def hand_clock(mail: FakeMail) -> Iterator[HandClock]:
    clock = HandClock()
    clock.install()
    yield clock
    clock.remove()


@pytest.fixture
def hands(harbour: Any, olga: Any, hand_clock: HandClock) -> Hands:
    return Hands(harbour, Actor(olga.pk, str(olga)), hand_clock)


@pytest.fixture
def channel(harbour: Any, hands: Hands, mail: FakeMail) -> Channel:
    credentials = publishers.get("newsletter").Credentials(
        "news@harbour.example", "Harbour News", "127.0.0.1", "harbour", "the secret", str(mail.port)
    )
    given = dataclasses.asdict(credentials)
    return connect.connect(harbour, "newsletter", "News", given, hands.by, hands.time.wall)


@pytest.fixture
def read(channel: Channel, hands: Hands) -> Callable[..., None]:
    """These people read it."""

    def bring(*names: str) -> None:
        rows = [(f"{name}@example.org", name.capitalize()) for name in names]
        readers.bring(channel, rows, hands.by, hands.time.wall)

    return bring


@pytest.fixture
def opened(hands: Hands, channel: Channel) -> Callable[..., Mailing]:
    """A post went out: its mailing, with an envelope for each reader."""

    def make(words: str = "Fog over the harbour") -> Mailing:
        delivery = hands.plan(channel, words)
        hands.time.pass_(10)
        hands.tick()
        delivery.refresh_from_db()
        assert delivery.state == "published"
        opening.open_all(hands.time.wall)
        return Mailing.objects.get(delivery=delivery)

    return make


def turn(hands: Hands) -> int:
    """Everything that may be sent now."""
    return sum(sending.send(pk, hands.time.wall) for pk in sending.due(hands.time.wall))


def states(mailing: Mailing) -> dict[str, str]:
    """Of the envelopes, by their readers."""
    rows = mailing.envelopes.values_list("reader__address", "state")
    return {address.split("@")[0]: state for address, state in rows}


def story(delivery: Delivery) -> list[str]:
    return list(delivery.story.values_list("what", flat=True))

"""One network, two promises: what a bot repeats by its mark, a webhook never does by itself."""

from collections.abc import Iterator
from typing import Any

import pytest

from planner.channels import connect
from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_server import TEXT
from tests.hands import Hands

pytestmark = pytest.mark.django_db(transaction=True)
FAULTS = ("rst_before_accept", "rst_after_accept", "error_502_before_accept", "error_502_after_accept")


@pytest.fixture
def discord(hands: Hands) -> Iterator[FakeDiscord]:
    with FakeDiscord() as fake:
        fake.server.clock = lambda: hands.time.wall.timestamp()
        yield fake


def connected(harbour: Any, hands: Hands, credentials: dict[str, str]) -> Channel:
    return connect.connect(harbour, "discord", "", credentials, hands.by, hands.time.wall)


def lost(hands: Hands, channel: Channel, discord: FakeDiscord, fault: str) -> Delivery:
    discord.arm(fault)
    delivery = hands.plan(channel)
    hands.time.pass_(10)
    hands.tick()
    for _ in range(20):
        hands.time.pass_(20)
        hands.tick()
    delivery.refresh_from_db()
    return delivery


def sent(discord: FakeDiscord) -> int:
    return sum(discord.is_commit(request) for request in discord.requests)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_person_is_asked_about_a_webhooks_post_and_nothing_is_sent_meanwhile(
    harbour: Any, hands: Hands, discord: FakeDiscord, fault: str
) -> None:
    channel = connected(harbour, hands, {"webhook": discord.webhook})
    delivery = lost(hands, channel, discord, fault)
    assert delivery.state == "held"
    assert sent(discord) == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bots_post_ends_by_itself_and_is_there_once(
    harbour: Any, hands: Hands, discord: FakeDiscord, fault: str
) -> None:
    credentials = {"bot_token": discord.token, "channel": TEXT, "server": discord.url}
    channel = connected(harbour, hands, credentials)
    delivery = lost(hands, channel, discord, fault)
    assert delivery.state == "published"
    assert len(discord.published) == 1
    assert sent(discord) <= 2


def test_a_channel_may_change_from_a_webhook_to_a_bot(
    harbour: Any, hands: Hands, discord: FakeDiscord
) -> None:
    channel = connected(harbour, hands, {"webhook": discord.webhook})
    credentials = {"bot_token": discord.token, "channel": TEXT, "server": discord.url}
    connect.reconnect(channel, credentials, hands.by, hands.time.wall)
    channel.refresh_from_db()
    assert (channel.account_id, channel.account_handle) == (TEXT, "#news")

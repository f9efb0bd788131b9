"""A guard or a server refuses us once while a post is prepared: the channel is asked before it is lost."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.deliveries.retry import MOST_TRIES
from tests.hands import HandClock, Hands
from tests.planner.deliveries.conftest import connected
from tests.publishers.places import Place, place

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.begins_now]
DRAFTS = "/wp/v2/posts"


@pytest.fixture
def wordpress(tmp_path: Path) -> Iterator[Place]:
    with place("wordpress", tmp_path) as found:
        yield found


@pytest.fixture
def channel(wordpress: Place, harbour: Any, hand_clock: HandClock) -> Channel:
    return connected(wordpress, harbour, hand_clock.wall)


def at_its_time(hands: Hands, channel: Channel) -> tuple[Delivery, Channel]:
    """A post at which one worker was once, and its channel by then."""
    delivery = hands.plan(channel)
    hands.time.pass_(10)
    hands.tick()
    delivery.refresh_from_db()
    channel.refresh_from_db()
    return delivery, channel


@pytest.mark.parametrize("status", [401, 403])
def test_it_is_tried_again_and_goes_out(
    status: int, hands: Hands, wordpress: Place, channel: Channel
) -> None:
    wordpress.fake.refuse(DRAFTS, status)
    delivery, channel = at_its_time(hands, channel)
    assert (delivery.state, delivery.tries, channel.state) == ("waiting", 1, "active")
    hands.until_over()
    delivery.refresh_from_db()
    assert (delivery.state, len(wordpress.arrived())) == ("published", 1)


def test_a_password_that_is_wrong_asks_for_a_person(hands: Hands, wordpress: Place, channel: Channel) -> None:
    assert wordpress.spoil is not None
    wordpress.spoil()
    delivery, channel = at_its_time(hands, channel)
    assert (delivery.state, delivery.tries, channel.state) == ("blocked", 0, "reconnect")


def test_a_right_that_wordpress_says_is_missing_asks_for_a_person(
    hands: Hands, wordpress: Place, channel: Channel
) -> None:
    wordpress.fake.refuse(DRAFTS, 403, "rest_cannot_create")
    delivery, channel = at_its_time(hands, channel)
    assert (delivery.state, channel.state) == ("blocked", "reconnect")


def test_a_guard_that_never_lets_go_ends_as_other_trouble_does(
    hands: Hands, wordpress: Place, channel: Channel
) -> None:
    for _try in range(2 * MOST_TRIES):
        wordpress.fake.refuse(DRAFTS, 403)
    delivery, channel = at_its_time(hands, channel)
    hands.until_over(ticks=200)
    delivery.refresh_from_db()
    channel.refresh_from_db()
    assert (delivery.state, delivery.tries, channel.state) == ("failed", MOST_TRIES, "active")
    assert "Something in front of WordPress" in delivery.trouble["template"]

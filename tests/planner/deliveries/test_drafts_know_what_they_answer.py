"""Where the post itself is made ahead, a part of a thread is made below the part that is out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.channels.models import Channel
from tests.hands import HandClock, Hands
from tests.planner.deliveries.conftest import connected
from tests.publishers.places import Place, place

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.begins_now]


@pytest.fixture
def threads(tmp_path: Path) -> Iterator[Place]:
    with place("threads", tmp_path) as found:
        yield found


@pytest.fixture
def channel(threads: Place, harbour: Any, hand_clock: HandClock) -> Channel:
    return connected(threads, harbour, hand_clock.wall)


@pytest.mark.parametrize("fault", ["", "rst_after_accept", "rst_before_accept"])
def test_each_part_is_made_below_the_one_that_is_out(
    hands: Hands, channel: Channel, threads: Place, fault: str
) -> None:
    hands.plan(channel, "one\n---\ntwo\n---\nthree")
    if fault:
        threads.fake.arm(fault)
    hands.until_over(ticks=60, seconds=60)
    posts = threads.arrived()
    assert [post["text"] for post in posts] == ["one", "two", "three"]
    numbers = [post.number for post in threads.fake.published]
    assert [post["reply_to"] for post in posts] == ["", *numbers[:2]]
    above = [one.given.get("reply_to_id", "") for one in threads.fake.containers.values()]
    assert above == ["", *numbers[:2]], "no container was made in vain"

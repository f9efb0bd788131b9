"""A look from before a repeat says nothing about the repeat."""

from typing import Any

import pytest

from planner.deliveries import ledger
from planner.deliveries.gate import begin_send, repeat_send
from planner.deliveries.models import Delivery
from tests.fakes.mastodon import FakeMastodon
from tests.hands import Hands

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_repeat_forgets_that_it_was_not_there_before(
    hands: Hands, channels: dict[str, Any], network: FakeMastodon
) -> None:
    hands.plan(channels["mastodon"], after=0)
    network.arm("rst_before_accept")
    hands.tick()
    Delivery.objects.update(absent_at=hands.time.wall)
    delivery = Delivery.objects.get()
    assert delivery.state == "uncertain"
    assert repeat_send(delivery, delivery.digest, hands.time.wall) is not None
    delivery.refresh_from_db()
    assert (delivery.state, delivery.absent_at) == ("sending", None)


def test_an_intent_is_never_written_inside_another_write(hands: Hands, channels: dict[str, Any]) -> None:
    delivery = hands.plan(channels["mastodon"], after=0)
    with pytest.raises(RuntimeError, match="cannot be written inside"):
        ledger.write(lambda: begin_send(delivery, "x", "1", hands.time.wall))

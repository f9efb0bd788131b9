"""Words that are no longer valid stay in; and somebody sweeps when the worker is gone."""

from datetime import timedelta
from typing import Any

import pytest

from planner.deliveries import clock, health, standby
from planner.deliveries.gate import begin_send
from planner.deliveries.in_hand import read
from planner.posts.models import Post
from tests.fakes.mastodon import FakeMastodon
from tests.hands import Hands

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_no_longer_valid_does_not_go_out_and_says_why(
    hands: Hands, channels: dict[str, Any], network: FakeMastodon
) -> None:
    delivery = hands.plan(channels["mastodon"], after=10)
    Post.objects.update(valid_until=hands.time.wall + timedelta(seconds=5))
    hands.time.pass_(11)
    hands.tick()
    hands.tick()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.trouble["code"]) == ("missed", "expired")
    assert network.published == []


def test_the_gate_is_shut_for_what_expires_between_claim_and_intent(
    hands: Hands, channels: dict[str, Any]
) -> None:
    hands.plan(channels["mastodon"], after=0)
    (claim,) = clock.claim(hands.time.wall)
    Post.objects.update(valid_until=hands.time.wall)
    delivery = read(claim.delivery_id, claim.fence)
    assert delivery is not None
    digest = delivery.version.pins.get().digest
    assert begin_send(delivery, digest, "1", hands.time.wall) is None


def test_the_web_process_sweeps_only_while_no_worker_is_alive(hands: Hands, channels: dict[str, Any]) -> None:
    delivery = hands.plan(channels["mastodon"], after=10)
    hands.time.pass_(4000)
    health.beat("host:1:1", hands.time.wall)
    assert not standby.stand_in(hands.time.wall)
    hands.time.pass_(61)
    assert standby.stand_in(hands.time.wall)
    delivery.refresh_from_db()
    assert delivery.state == "missed"

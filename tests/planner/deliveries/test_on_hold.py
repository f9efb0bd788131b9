"""A post on hold keeps its time and its yes; nothing of it goes out, whoever is at the gate already."""

from collections.abc import Iterator
from typing import Any

import pytest

from planner.channels.models import Channel
from planner.deliveries import clock, holding, points, send
from planner.deliveries.stage import with_stage
from planner.posts.models import Post
from planner.states import WrongState
from tests.fakes.mastodon import FakeMastodon
from tests.hands import Hands

pytestmark = pytest.mark.django_db(transaction=True)
Channels = dict[str, Channel]


@pytest.fixture(autouse=True)
def nobody_watches() -> Iterator[None]:
    yield
    points.watch = None


def test_it_is_not_sent_and_goes_out_when_it_is_let_go(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    delivery = hands.plan(channels["mastodon"])
    holding.hold(delivery.post, hands.by, "the  printer  asked", hands.time.wall)
    hands.time.pass_(60)
    assert hands.tick() == 0
    assert network.published == []
    held = with_stage(Post.objects.filter(pk=delivery.post_id)).get()
    assert (held.stage, held.hold_reason, held.state) == ("on_hold", "the printer asked", "approved")
    holding.release(held, hands.by, hands.time.wall)
    hands.tick()
    assert len(network.published) == 1


def test_a_hold_that_comes_after_the_claim_still_shuts_the_gate(
    hands: Hands, channels: Channels, network: FakeMastodon
) -> None:
    delivery = hands.plan(channels["mastodon"], after=0)
    (claim,) = clock.claim(hands.time.wall)
    holding.hold(delivery.post, hands.by, "", hands.time.wall)
    send.deliver(claim.delivery_id, claim.fence)
    assert network.published == []
    delivery.refresh_from_db()
    assert delivery.state == "scheduled"  # the claim was given back


def test_what_is_held_past_its_time_is_missed_and_told(hands: Hands, channels: Channels) -> None:
    delivery = hands.plan(channels["mastodon"])
    holding.hold(delivery.post, hands.by, "", hands.time.wall)
    hands.time.pass_(2 * 3600)
    hands.tick()
    delivery.refresh_from_db()
    assert delivery.state == "missed"


def test_what_is_out_cannot_be_held_and_nothing_is_held_twice(hands: Hands, channels: Channels) -> None:
    delivery = hands.plan(channels["mastodon"], after=0)
    hands.tick()
    with pytest.raises(WrongState):
        holding.hold(delivery.post, hands.by, "", hands.time.wall)
    other = hands.plan(channels["mastodon"], "Other words")
    holding.hold(other.post, hands.by, "", hands.time.wall)
    with pytest.raises(WrongState):
        holding.hold(other.post, hands.by, "", hands.time.wall)
    holding.release(other.post, hands.by, hands.time.wall)
    with pytest.raises(WrongState):
        holding.release(other.post, hands.by, hands.time.wall)


def test_the_history_says_who_held_it_and_why(hands: Hands, channels: Channels, harbour: Any) -> None:
    delivery = hands.plan(channels["mastodon"])
    holding.hold(delivery.post, hands.by, "a typo", hands.time.wall)
    entry = harbour.entries.order_by("-number").first()
    assert (entry.act, entry.details["reason"]) == ("post.held", "a typo")

"""From a draft to a receipt."""

import pytest

from planner.deliveries import compose
from planner.deliveries.models import Delivery
from planner.posts.models import Version
from tests.fakes.mastodon import FakeMastodon
from tests.hands import Hands

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_post_goes_out_once_when_it_is_due_and_brings_a_receipt(
    hands: Hands, channels: dict, network: FakeMastodon
) -> None:
    delivery = hands.plan(channels["mastodon"], "Some **words**", after=10)
    hands.tick()
    assert network.published == []  # not before its time
    hands.time.pass_(10)
    hands.tick()
    hands.tick()
    delivery.refresh_from_db()
    assert delivery.state == "published"
    assert [status.text for status in network.published] == ["Some words"]
    assert delivery.receipt_id == network.published[0].id
    assert delivery.receipt_url.endswith(delivery.receipt_id)
    assert [step.what for step in delivery.story.all()] == ["planned", "intent", "published"]


def test_what_was_sent_is_what_was_approved(hands: Hands, channels: dict, network: FakeMastodon) -> None:
    delivery = hands.plan(channels["mastodon"], "A [link](https://example.org/fog)")
    version = Version.objects.complete().get(pk=delivery.version_id)
    agreed = version.pins.get(channel=channels["mastodon"]).digest
    hands.time.pass_(10)
    hands.tick()
    delivery.refresh_from_db()
    assert delivery.digest == agreed == compose.payload_for(version, channels["mastodon"]).digest()
    assert network.published[0].text == compose.payload_for(version, channels["mastodon"]).parts[0].text


def test_the_parts_of_a_thread_go_out_in_order_each_below_the_one_before(
    hands: Hands, channels: dict, network: FakeMastodon
) -> None:
    hands.plan(channels["mastodon"], "One\n\n---\n\nTwo\n\n---\n\nThree")
    hands.time.pass_(10)
    for _ in range(3):
        hands.tick()
    assert [status.text for status in network.published] == ["One", "Two", "Three"]
    above = [status.fields.get("in_reply_to_id") for status in network.published]
    assert above == [None, network.published[0].id, network.published[1].id]


def test_a_later_part_waits_while_the_one_before_is_in_doubt(
    hands: Hands, channels: dict, network: FakeMastodon
) -> None:
    hands.plan(channels["torture-blind"], "One\n\n---\n\nTwo")
    network.arm("rst_after_accept")
    hands.time.pass_(10)
    for _ in range(5):
        hands.tick()
    first, second = Delivery.objects.order_by("part")
    assert (first.state, second.state) == ("held", "scheduled")
    assert [status.text for status in network.published] == ["One"]


def test_losing_every_message_of_the_queue_costs_a_lease(
    hands: Hands, channels: dict, network: FakeMastodon
) -> None:
    from planner.deliveries import clock

    delivery = hands.plan(channels["mastodon"])
    hands.time.pass_(10)
    assert len(clock.claim(hands.time.wall)) == 1  # claimed, and then huey forgets it
    hands.tick()
    assert network.published == []
    hands.time.pass_(121)
    hands.tick()
    hands.tick()
    delivery.refresh_from_db()
    assert delivery.state == "published"
    assert len(network.published) == 1

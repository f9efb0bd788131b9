"""A person says that a post is out, with its address: what may be asked and hung below it from then on."""

from typing import Any

import pytest

from planner.channels.models import Channel
from planner.deliveries import aftercare, resolve
from planner.deliveries.invented import SAID, id_of_said
from planner.deliveries.models import Delivery
from planner.metrics import collect, followers
from planner.metrics.models import ChannelDay, Snapshot
from planner.states import WrongState
from tests.hands import Hands
from tests.publishers.places import Place

pytestmark = pytest.mark.django_db(transaction=True)
discourse = pytest.mark.parametrize("there", ["discourse"], indirect=True)
TWO = "The fog lifts over the harbour tonight, at last.\n\n---\n\nAnd this is what follows below it."
FORUM = "https://forum.example.org/t/the-fog-lifts/12"


def held(hands: Hands, there: Place, channel: Channel, words: str) -> Delivery:
    """The first part of these words, which waits for the forum's moderator and so for a person here."""
    there.fake.topics.holds = True
    hands.plan(channel, words)
    work(hands, 6)
    there.fake.topics.holds = False
    delivery = Delivery.objects.get(channel=channel, part=0)
    assert delivery.state == "held"
    return delivery


def work(hands: Hands, rounds: int) -> None:
    for _ in range(rounds):
        hands.time.pass_(20)
        hands.tick()


@discourse
def test_what_cannot_be_hung_below_it_is_told_before_anything_is_sent(
    hands: Hands, there: Place, channel: Channel, olga: Any, enter: Any
) -> None:
    first = held(hands, there, channel, TWO)
    second = Delivery.objects.get(channel=channel, part=1)
    resolve.resolve(first, "published", FORUM, hands.by, hands.time.wall)
    posts = len(there.arrived())
    work(hands, 10)
    second.refresh_from_db()
    assert (second.state, second.maybe_out, second.trouble["code"]) == ("failed", False, "no_place")
    assert len(there.arrived()) == posts
    first.refresh_from_db()
    assert first.receipt_url == FORUM
    browser = enter(olga)
    assert FORUM in browser.get(f"/w/harbour/deliveries/{first.pk}/").content.decode()
    assert browser.get(f"/w/harbour/deliveries/{first.pk}/replies/").status_code != 500
    with pytest.raises(WrongState):
        aftercare.take_back(first, hands.by, hands.time.wall)


@discourse
def test_the_same_address_is_not_said_of_two(hands: Hands, there: Place, channel: Channel) -> None:
    first = held(hands, there, channel, "The fog lifts over the harbour tonight, at last.")
    resolve.resolve(first, "published", FORUM, hands.by, hands.time.wall)
    there.fake.topics.holds = True
    second = hands.plan(channel, "The ferry is back in the harbour from Monday on.")
    work(hands, 6)
    second.refresh_from_db()
    with pytest.raises(WrongState):
        resolve.resolve(second, "published", FORUM, hands.by, hands.time.wall)


@discourse
@pytest.mark.parametrize("of", ["address", "fault of ours"])
def test_the_numbers_of_others_are_asked_for_all_the_same(
    of: str, hands: Hands, there: Place, channel: Channel, channels: dict[str, Channel], monkeypatch: Any
) -> None:
    first = held(hands, there, channel, "The fog lifts over the harbour tonight, at last.")
    resolve.resolve(first, "published", FORUM, hands.by, hands.time.wall)
    if of == "fault of ours":
        Delivery.objects.filter(pk=first.pk).update(receipt_id="what no publisher of ours wrote")
    other = hands.plan(channels["mastodon"], "Another post, by another way")
    work(hands, 2)
    for _ in range(4):
        hands.time.pass_(1800)
        collect.collect_due(hands.time.wall)
    assert Snapshot.objects.filter(delivery=other).exists()
    assert not Snapshot.objects.filter(delivery=first).exists()

    def break_down(self: Any) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(there.publisher.__class__, "followers", break_down, raising=False)
    followers.count(channel, hands.time.wall)
    assert not ChannelDay.objects.filter(channel=channel).exists()


def test_where_the_address_shows_the_id_the_post_is_ours_to_ask_about(
    channels: dict[str, Channel], hands: Hands
) -> None:
    delivery = hands.plan(channels["mastodon"], "Fog")
    delivery.channel.account_url = "https://social.example/@harbour"
    url = "https://social.example/@harbour/109372843234000001"
    assert id_of_said(delivery, url, hands.by) == "109372843234000001"
    assert id_of_said(delivery, "https://elsewhere.example/@harbour/109372843234000001", hands.by).startswith(
        SAID
    )
    assert id_of_said(delivery, "", hands.by).startswith(SAID)

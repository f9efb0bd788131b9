"""A worker died between its intent and the send and came back days later: nothing goes out unasked."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from planner.channels.models import Channel
from planner.deliveries import points
from planner.deliveries.models import Delivery
from tests.hands import Hands
from tests.publishers.places import Place

pytestmark = pytest.mark.django_db(transaction=True)
DAYS = timedelta(days=2).total_seconds()


class Killed(BaseException):
    pass


@pytest.fixture
def dies_before_sending(hands: Hands, channel: Channel) -> Callable[[str], Delivery]:
    """The last part of these words, as a worker left it that was killed before its first byte."""

    def make(words: str) -> Delivery:
        hands.plan(channel, words)
        last = Delivery.objects.filter(channel=channel).latest("part")

        def kill(point: str, pk: int) -> None:
            if (point, pk) == ("C3a", last.pk):
                raise Killed

        hands.time.pass_(10)
        points.watch = kill
        try:
            with pytest.raises(Killed):
                work(hands, 20)
        finally:
            points.watch = None
        last.refresh_from_db()
        assert last.state == "sending"
        return last

    return make


def work(hands: Hands, rounds: int) -> None:
    for _ in range(rounds):
        hands.tick()
        hands.time.pass_(20)


def after(hands: Hands, delivery: Delivery, seconds: float) -> list[str]:
    """What its story says when so much time has passed, and minutes more."""
    hands.time.pass_(seconds)
    work(hands, 30)
    delivery.refresh_from_db()
    return list(delivery.story.values_list("what", flat=True))


@pytest.mark.parametrize(
    ("there", "end"), [("nostr", "missed"), ("newsletter", "held"), ("bluesky", "missed")], indirect=["there"]
)
def test_past_its_grace_a_person_decides(
    there: Place, end: str, hands: Hands, dies_before_sending: Callable[[str], Delivery]
) -> None:
    delivery = dies_before_sending("Tonight at 8: come to the quay")
    story = after(hands, delivery, DAYS)
    assert (delivery.state, "repeated" in story) == (end, False), story
    assert there.arrived() == []


@pytest.mark.parametrize("there", ["nostr", "bluesky"], indirect=True)
def test_within_it_the_same_key_goes_out(
    there: Place, hands: Hands, dies_before_sending: Callable[[str], Delivery]
) -> None:
    delivery = dies_before_sending("Tonight at 8: come to the quay")
    story = after(hands, delivery, 600)
    assert (delivery.state, len(there.arrived())) == ("published", 1), story


@pytest.mark.parametrize("there", ["bluesky"], indirect=True)
def test_a_thread_is_not_left_half_out(
    there: Place, hands: Hands, dies_before_sending: Callable[[str], Delivery]
) -> None:
    delivery = dies_before_sending("Come to the quay tonight.\n\n---\n\nBring something warm.")
    assert len(there.arrived()) == 1
    story = after(hands, delivery, DAYS)
    assert (delivery.state, len(there.arrived())) == ("published", 2), story

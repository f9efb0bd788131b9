"""A network takes one file and one line: tests/pigeon.py goes the whole way, from the form to its numbers."""

from typing import Any

import pytest

from planner.channels import connect
from planner.channels.models import Channel
from planner.deliveries import agree, challenge
from planner.deliveries.models import Delivery
from planner.posts.content import Content, Wording
from planner.posts.models import Post
from tests.fakes.server import FakeServer, Reply, Request
from tests.hands import Hands
from tests.pigeon import LOFT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("pigeons")]


@pytest.fixture
def channel(harbour: Any, hands: Hands) -> Channel:
    return connect.connect(harbour, "pigeon", "Our pigeon", {"ring": "7"}, hands.by, hands.time.wall)


def sent(hands: Hands, channel: Channel, words: str = "Fog") -> Delivery:
    delivery = hands.plan(channel, words)
    hands.time.pass_(10)
    hands.tick()
    delivery.refresh_from_db()
    return delivery


def page(browser: Any, delivery: Delivery) -> str:
    return str(browser.get(f"/w/harbour/deliveries/{delivery.pk}/").content.decode())


def test_it_is_offered_connected_counted_and_sent(
    enter: Any, adam: Any, hands: Hands, channel: Channel
) -> None:
    browser = enter(adam)
    assert "Pigeon" in browser.get("/w/harbour/channels/new/").content.decode()
    drawn = browser.post(
        "/w/harbour/posts/preview/", {"text": "x" * 41, "channels": [channel.pk], f"text-{channel.pk}": ""}
    )
    assert "41" in drawn.content.decode()
    delivery = sent(hands, channel)
    assert delivery.state == "published"
    assert LOFT.letters == {"letter-1": "Fog"}


def test_a_token_that_ends_just_now_is_renewed_before_it_is_sent(hands: Hands, channel: Channel) -> None:
    delivery = hands.plan(channel, after=3570)
    hands.time.pass_(3570)
    hands.tick()
    delivery.refresh_from_db()
    assert delivery.state == "published"
    assert LOFT.refreshed == ["first", "refresh-1"]


def test_a_token_that_was_taken_away_early_is_renewed_and_costs_one_try(
    hands: Hands, channel: Channel
) -> None:
    delivery = hands.plan(channel)
    LOFT.token = "another"
    hands.time.pass_(10)
    hands.tick()
    delivery.refresh_from_db()
    assert delivery.state == "waiting"
    hands.time.pass_(60)
    hands.tick()
    delivery.refresh_from_db()
    assert delivery.state == "published"
    assert Channel.objects.get(pk=channel.pk).state == "active"


def test_where_it_cannot_be_renewed_the_channel_waits_for_a_person_and_no_try_is_spent(
    hands: Hands, channel: Channel
) -> None:
    delivery = hands.plan(channel)
    LOFT.token, LOFT.weather = "another", "over"
    hands.time.pass_(10)
    hands.tick()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == ("blocked", 0)
    assert Channel.objects.get(pk=channel.pk).state == "reconnect"


def test_no_credits_ask_a_person_though_the_token_still_answers(hands: Hands, channel: Channel) -> None:
    delivery = hands.plan(channel)
    LOFT.weather = "no corn"
    hands.time.pass_(10)
    hands.tick()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == ("blocked", 0)
    assert "no corn" in str(delivery.trouble)
    assert Channel.objects.get(pk=channel.pk).state == "reconnect"


def test_a_second_riddle_is_not_answered_with_the_first_answer(hands: Hands, channel: Channel) -> None:
    LOFT.riddle, LOFT.puzzle = "corn", "riddle-1"
    delivery = sent(hands, channel)
    challenge.answer(delivery, "wrong", hands.by, hands.time.wall)
    LOFT.puzzle = "riddle-0"
    hands.tick()
    delivery.refresh_from_db()
    challenge.answer(delivery, "corn", hands.by, hands.time.wall)
    assert [name for name in delivery.kept if name.startswith("answer:")] == ["answer:riddle-0"]
    hands.tick()
    delivery.refresh_from_db()
    assert delivery.state == "published"


def test_a_first_comment_goes_out_below_the_post(hands: Hands, channel: Channel, acting: Any) -> None:
    wording = Wording(channel.pk, options=(("first_comment", "And more"),))
    post = Post.objects.write(hands.workspace, hands.by, Content(text="Fog", wordings=(wording,)))
    post.submit(hands.by)
    agree.approve(post, hands.by, 1, hands.time.wall)
    hands.schedule(post)
    hands.time.pass_(10)
    hands.tick()
    hands.tick()
    assert list(LOFT.letters.values()) == ["Fog", "And more"]


class Riddles(FakeServer):
    async def handle(self, request: Request) -> Reply:
        return Reply(200, b"\x89PNG riddle" if request.path == "/riddle" else b"<script>", {})


def test_a_riddle_is_read_by_a_person_and_the_post_goes_on(
    enter: Any, grace: Any, vera: Any, hands: Hands, channel: Channel
) -> None:
    LOFT.riddle = "corn"
    delivery = sent(hands, channel)
    assert delivery.state == "blocked"
    assert Channel.objects.get(pk=channel.pk).state == "active"
    hands.tick()
    delivery.refresh_from_db()
    assert delivery.state == "blocked"  # nobody asks again by machine
    browser, address = enter(grace), f"/w/harbour/deliveries/{delivery.pk}/"
    assert "what does the picture say" in page(browser, delivery)
    with Riddles() as server:
        delivery.trouble["picture"] = f"{server.url}/riddle"
        delivery.save(update_fields=["trouble"])
        shown = browser.get(address + "puzzle")
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
        delivery.trouble["picture"] = f"{server.url}/evil"
        delivery.save(update_fields=["trouble"])
        assert browser.get(address + "puzzle").status_code == 204
    browser.post(address + "answer/", {"answer": " corn "})
    hands.tick()
    delivery.refresh_from_db()
    assert delivery.state == "published"
    assert list(LOFT.letters.values()) == ["Fog"]
    assert "typed what the picture says" in page(browser, delivery)


def test_what_is_out_can_be_corrected_and_taken_back_by_who_may_publish(
    enter: Any, grace: Any, hands: Hands, channel: Channel
) -> None:
    delivery = sent(hands, channel)
    browser, address = enter(grace), f"/w/harbour/deliveries/{delivery.pk}/"
    assert "While the pigeon rests" in page(browser, delivery)
    refused = browser.post(address + "correct/", {"text": "x" * 41}, follow=True).content.decode()
    assert "41 of 40" in refused
    browser.post(address + "correct/", {"text": "Fog, **lifting**"})
    assert LOFT.letters == {"letter-1": "Fog, lifting"}
    assert "changed its words" in page(browser, delivery)
    browser.post(address + "take-back/")
    assert LOFT.letters == {}
    gone = page(browser, delivery)
    assert "deleted it on the network" in gone
    assert "Deleted there" in gone
    assert "Delete it there" not in gone
    again = browser.post(address + "take-back/", follow=True).content.decode()
    assert "was taken back" in again


def test_nobody_else_may(enter: Any, ada: Any, hands: Hands, channel: Channel) -> None:
    delivery = sent(hands, channel)
    browser, address = enter(ada), f"/w/harbour/deliveries/{delivery.pk}/"
    for door in ("correct/", "take-back/", "answer/"):
        assert browser.post(address + door, {"text": "mine", "answer": "corn"}).status_code == 403
    assert LOFT.letters == {"letter-1": "Fog"}


def test_what_people_answer_is_shown_as_words(enter: Any, vera: Any, hands: Hands, channel: Channel) -> None:
    delivery = sent(hands, channel)
    answers = enter(vera).get(f"/w/harbour/deliveries/{delivery.pk}/replies/").content.decode()
    assert "Coo &lt;b&gt;coo&lt;/b&gt;" in answers
    assert "@dove" in answers

"""What is no longer so does not go out, by any path, unless somebody answers for these very words."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from planner.deliveries import clock, gate, plan, sweep
from planner.deliveries.in_hand import read
from planner.deliveries.models import Delivery
from planner.deliveries.stops import Stop
from planner.freshness import caring, facts, judging
from planner.freshness.models import Fact
from planner.history.models import Entry
from planner.notices.derive import derive
from planner.notices.models import Notice
from planner.posts.content import Content
from planner.posts.models import Post
from planner.states import WrongState
from planner.writing import desk
from planner.writing.desk import Person
from tests.fakes.mastodon import FakeMastodon
from tests.hands import HandClock, Hands

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stated(planned: Callable[..., Any], price: Fact, boss: Person, hand_clock: HandClock) -> Delivery:
    """A delivery of a post that states the price."""
    delivery = planned("The course costs 990 ₽ until Friday.")
    assert facts.use(price, [delivery.post], boss, hand_clock.wall) == 1
    return Delivery.objects.get(pk=delivery.pk)


def run(hands: Hands, hours: float = 3) -> None:
    for _minute in range(int(hours * 6)):
        hands.tick()
        hands.time.pass_(600)


def test_a_changed_fact_blocks_well_before_its_time_and_says_why(
    stated: Delivery, price: Fact, another_price: Any, hands: Hands, network: FakeMastodon, harbour: Any
) -> None:
    assert another_price(price) == 1
    hands.tick()
    stated.refresh_from_db()
    assert (stated.state, stated.trouble["code"]) == ("blocked", "stopped")
    assert stated.trouble["values"] == {"name": "Price", "value": "1 190 ₽"}
    run(hands)
    assert network.published == []
    derive(harbour, hands.time.wall)
    assert set(Notice.objects.filter(delivery=stated).values_list("kind", flat=True)) == {"blocked"}


def test_the_gate_itself_is_shut_between_claim_and_intent(
    stated: Delivery, price: Fact, another_price: Any, hands: Hands, network: FakeMastodon
) -> None:
    hands.time.pass_(3601)
    (claim,) = clock.claim(hands.time.wall)
    another_price(price)
    mine = read(claim.delivery_id, claim.fence)
    assert mine is not None
    digest = mine.version.pins.get().digest
    assert gate.begin_send(mine, digest, "1", hands.time.wall) is None
    stated.refresh_from_db()
    assert (stated.state, stated.trouble["code"]) == ("blocked", "stopped")
    assert clock.claim(hands.time.wall) == []


def test_with_nothing_to_say_against_it_it_does_go_out(
    stated: Delivery, hands: Hands, network: FakeMastodon
) -> None:
    run(hands)
    assert len(network.published) == 1


def test_an_override_lets_these_words_go_and_a_new_finding_blocks_again(
    stated: Delivery, price: Fact, another_price: Any, hands: Hands, boss: Person, network: FakeMastodon
) -> None:
    another_price(price)
    hands.tick()
    assert caring.override(stated.post, "The old price holds until Friday.", boss, hands.time.wall) == 1
    hands.tick()
    stated.refresh_from_db()
    assert stated.state == "scheduled"
    entry = Entry.objects.filter(act="post.overridden").get()
    assert entry.details["reason"] == "The old price holds until Friday."
    hands.time.pass_(60)
    another_price(price, "1 290 ₽")
    hands.tick()
    stated.refresh_from_db()
    assert stated.state == "blocked", "what changed after it was not answered for"
    caring.override(stated.post, "That one too.", boss, hands.time.wall)
    run(hands)
    assert len(network.published) == 1


def test_other_words_than_those_somebody_answered_for_are_blocked_again(
    stated: Delivery, price: Fact, another_price: Any, hands: Hands, boss: Person, network: FakeMastodon
) -> None:
    another_price(price)
    caring.override(stated.post, "The old price holds until Friday.", boss, hands.time.wall)
    post = Post.objects.get(pk=stated.post_id)
    before = post.newest.content()
    post.rewrite(boss.actor, Content("", "Only 990 ₽, and only today!", "", before.wordings))
    desk.act(Post.objects.get(pk=post.pk), "save", boss, hands.time.wall)
    hands.tick()
    assert Delivery.objects.live().get(post=post).state in {"blocked", "scheduled"}
    run(hands)
    assert network.published == []


def test_mended_words_are_free_again_and_go_at_their_time(
    stated: Delivery, price: Fact, another_price: Any, hands: Hands, boss: Person, network: FakeMastodon
) -> None:
    stated.workspace.review_policy = "none"
    stated.workspace.save()
    another_price(price)
    hands.tick()
    post = Post.objects.get(pk=stated.post_id)
    post.rewrite(boss.actor, Content("", "The course costs 1 190 ₽.", "", post.newest.content().wordings))
    judging.judge_posts([post.pk], hands.time.wall)
    assert not Stop.objects.filter(post=post).exists()
    desk.act(Post.objects.get(pk=post.pk), "save", boss, hands.time.wall)
    run(hands)
    assert [one.text for one in network.published] == ["The course costs 1 190 ₽."]


@pytest.mark.parametrize("path", ["publish", "retry", "move", "schedule", "repeat"])
def test_no_path_leads_around_it(
    path: str, stated: Delivery, price: Fact, another_price: Any, hands: Hands, boss: Person,
    network: FakeMastodon,
) -> None:  # fmt: skip
    another_price(price)
    hands.tick()
    post, now = Post.objects.get(pk=stated.post_id), hands.time.wall
    stated.refresh_from_db()
    if path == "publish":
        desk.act(post, "publish", boss, now)
    elif path == "retry":
        with pytest.raises(WrongState, match="Price"):
            plan.retry(stated, boss.actor, now)
    elif path == "move":
        plan.move(
            stated, plan.When(now + timedelta(minutes=5), "2026-01-01T00:00:00", "UTC", 0), boss.actor, now
        )
    elif path == "schedule":
        plan.cancel(stated, boss.actor, now)
        with pytest.raises(WrongState, match="Price"):
            hands.schedule(post)
    else:
        assert gate.repeat_send(stated, stated.digest, now) is None
    run(hands)
    assert network.published == []


def test_what_expires_before_its_time_is_blocked_at_once_and_free_when_it_is_moved(
    planned: Callable[..., Any], hands: Hands, network: FakeMastodon, boss: Person
) -> None:
    delivery = planned("Only until tonight.", 7200)
    Post.objects.filter(pk=delivery.post_id).update(valid_until=hands.time.wall + timedelta(hours=1))
    assert judging.judge_due(hands.time.wall) == 1
    sweep.sweep(hands.time.wall)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.trouble["code"]) == ("blocked", "stopped")
    sooner = hands.time.wall + timedelta(minutes=30)
    plan.move(delivery, plan.When(sooner, sooner.isoformat()[:19], "UTC", 0), boss.actor, hands.time.wall)
    run(hands)
    assert len(network.published) == 1


def test_an_end_that_is_made_later_frees_it_without_waiting_for_the_timer(
    planned: Callable[..., Any], hands: Hands, network: FakeMastodon
) -> None:
    delivery = planned("Only until tonight.", 7200)
    Post.objects.filter(pk=delivery.post_id).update(valid_until=hands.time.wall + timedelta(hours=1))
    judging.judge_due(hands.time.wall)
    hands.tick()
    Post.objects.filter(pk=delivery.post_id).update(valid_until=hands.time.wall + timedelta(days=1))
    run(hands)
    assert len(network.published) == 1


def test_somebody_answers_for_what_is_no_longer_valid_and_for_that_end_only(
    planned: Callable[..., Any], hands: Hands, network: FakeMastodon, boss: Person
) -> None:
    delivery = planned("Only until tonight.", 7200)
    for hours in (1.0, 0.9):
        end = hands.time.wall + timedelta(hours=hours)
        Post.objects.filter(pk=delivery.post_id).update(valid_until=end)
        judging.judge_due(hands.time.wall)
        hands.tick()
        delivery.refresh_from_db()
        assert delivery.state == "blocked"
        caring.override(delivery.post, "The hall extended it.", boss, hands.time.wall)
    run(hands)
    assert len(network.published) == 1


def test_an_override_needs_the_right_to_publish_and_a_reason(
    stated: Delivery, price: Fact, another_price: Any, hands: Hands, boss: Person
) -> None:
    another_price(price)
    writer = Person(boss.actor, boss.verbs - {"publish"})  # type: ignore[operator]
    with pytest.raises(desk.NotAllowed):
        caring.override(stated.post, "Because I say so.", writer, hands.time.wall)
    with pytest.raises(WrongState, match="reason"):
        caring.override(stated.post, " \n", boss, hands.time.wall)


def test_still_valid_by_somebody_who_may_publish_settles_it_and_stands_in_the_history(
    stated: Delivery, price: Fact, another_price: Any, hands: Hands, boss: Person, network: FakeMastodon
) -> None:
    another_price(price)
    hands.tick()
    writer = Person(boss.actor, boss.verbs - {"publish"})  # type: ignore[operator]
    caring.still_valid(stated.post, writer, hands.time.wall)
    assert Stop.objects.filter(post=stated.post).exists()
    caring.still_valid(stated.post, boss, hands.time.wall)
    assert not Stop.objects.filter(post=stated.post).exists()
    assert Entry.objects.filter(act="post.still_valid").last().details["facts"] == ["Price"]  # type: ignore[union-attr]
    run(hands)
    assert len(network.published) == 1

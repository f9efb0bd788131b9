"""A fact is written once, changed once, and every post that states it is found."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from planner.freshness import facts, judging
from planner.freshness.fact_shown import register, seeming, stating
from planner.freshness.facts_said import stands_in
from planner.freshness.models import Fact, FactUse
from planner.history.models import Entry
from planner.posts.content import Content
from planner.posts.judged import Judged
from planner.posts.models import Post
from tests.hands import HandClock

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("value", "text", "stands"),
    [
        ("990 ₽", "It costs 990 ₽.", True),
        ("990 ₽", "It costs 990\u00a0₽.", True),
        ("990 ₽", "It costs 1990 ₽.", False),
        ("Anna Orlova", "Ask anna orlova", True),
        ("Anna", "Annabel", False),
        ("9", "We open at 9", False),
        ("14 дней", "Вернём деньги за 14 дней", True),
    ],
)
def test_a_value_stands_in_words_as_words_of_its_own(value: str, text: str, stands: bool) -> None:
    assert stands_in(value, text) is stands


def test_a_changed_fact_flags_every_post_that_states_it_live_and_planned(
    written: Callable[..., Post], planned: Any, price: Fact, another_price: Any, boss: Any, hand_clock: Any,
    hands: Any,
) -> None:  # fmt: skip
    live = planned("Out already: 990 ₽", 10).post
    hand_clock.pass_(20)
    hands.tick()
    posts = [live, planned("Tomorrow: 990 ₽", 90000).post, written("A draft: 990 ₽")]
    other = written("Nothing about prices.")
    assert [post.pk for post in seeming(price)] == sorted([post.pk for post in posts], reverse=True)
    facts.use(price, posts, boss, hand_clock.wall)
    assert seeming(price) == []
    assert another_price(price) == 3
    for post in posts:
        judged = Judged.objects.get(post=post)
        assert judged.score is not None
        assert (judged.score <= 30, judged.action) == (True, "fix")
    assert Judged.objects.get(post=other).action == "keep"
    found = stating(Fact.objects.get())
    assert [(one.is_flagged, one.post.stage) for one in found] == [
        (True, "scheduled"), (True, "draft"), (True, "published")
    ]  # fmt: skip
    (row,) = register(price.workspace, hand_clock.wall)
    assert (row.posts, row.flagged, row.is_old) == (3, 3, False)
    assert [one.value for one in Fact.objects.get().old_values.all()] == ["990 ₽"]
    assert Entry.objects.get(act="fact.changed").details["posts"] == 3


def test_words_that_say_the_new_value_settle_it_and_such_that_say_both_do_not(
    written: Callable[..., Post], price: Fact, another_price: Any, boss: Any, hand_clock: HandClock
) -> None:
    post = written("It costs 990 ₽.")
    facts.use(price, [post], boss, hand_clock.wall)
    another_price(price)

    def say(text: str) -> str:
        Post.objects.get(pk=post.pk).rewrite(
            boss.actor, Content("", text, "", post.newest.content().wordings)
        )
        judging.judge_due(hand_clock.wall)
        return Judged.objects.get(post=post).action

    assert say("It costs 1 190 ₽, not 990 ₽ any more.") == "fix"
    assert say("It costs something.") == "fix"
    assert say("It costs 1\u00a0190 ₽ now.") == "keep"


def test_a_post_that_still_says_an_old_value_is_flagged_as_it_is_marked(
    written: Callable[..., Post], price: Fact, another_price: Any, boss: Any, hand_clock: HandClock
) -> None:
    another_price(price)
    old, new = written("It costs 990 ₽."), written("It costs 1 190 ₽.")
    facts.use(Fact.objects.get(), [old, new], boss, hand_clock.wall)
    actions = dict(Judged.objects.values_list("post_id", "action"))
    assert (actions[old.pk], actions[new.pk]) == ("fix", "keep")


def test_nobody_has_confirmed_it_for_long_and_one_click_mends_that(
    written: Callable[..., Post], price: Fact, boss: Any, hand_clock: HandClock
) -> None:
    post = written("It costs 990 ₽.", kind="evergreen")
    facts.use(price, [post], boss, hand_clock.wall)
    hand_clock.pass_(timedelta(days=60).total_seconds())
    judging.judge_posts([post.pk], hand_clock.wall)
    before = Judged.objects.get(post=post).score
    assert register(price.workspace, hand_clock.wall)[0].is_old
    facts.confirm(price, boss, hand_clock.wall)
    after = Judged.objects.get(post=post).score
    assert before is not None
    assert after is not None
    assert after > before + 7
    assert not register(price.workspace, hand_clock.wall)[0].is_old


def test_a_fact_that_is_removed_flags_nobody(
    written: Callable[..., Post], price: Fact, another_price: Any, boss: Any, hand_clock: HandClock
) -> None:
    post = written("It costs 990 ₽.")
    facts.use(price, [post], boss, hand_clock.wall)
    another_price(price)
    facts.remove(Fact.objects.get(), boss, hand_clock.wall)
    assert Judged.objects.get(post=post).action == "keep"
    assert not FactUse.objects.exists()

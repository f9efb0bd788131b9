"""Posts are judged at their moments, kept in a row, and anew when something of them is otherwise."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner.freshness import caring, judging, renewing
from planner.freshness.caring import Terms
from planner.freshness.models import Refresh
from planner.freshness.todo import Filters, todo
from planner.posts.content import Content, Wording
from planner.posts.judged import Judged
from planner.posts.models import Post
from planner.states import WrongState
from tests.hands import HandClock, Hands

pytestmark = pytest.mark.django_db


def action(post: Post) -> str:
    return Judged.objects.get(post=post).action


def test_a_post_is_judged_at_its_planned_moment_and_not_now(
    written: Callable[..., Post], hand_clock: HandClock
) -> None:
    post = written("Until tomorrow.", timedelta(days=2), valid_until=hand_clock.wall + timedelta(days=1))
    judged = Judged.objects.get(post=post)
    assert (judged.at, judged.action, judged.score) == (post.planned_at, "retire", 0)
    fine = written("Until then.", timedelta(days=2), valid_until=hand_clock.wall + timedelta(days=9))
    assert action(fine) == "keep"


def test_only_what_is_new_or_otherwise_is_judged_again(
    written: Callable[..., Post], hand_clock: HandClock, boss: Any
) -> None:
    posts = [written(f"Post {n}") for n in range(3)]
    assert judging.judge_due(hand_clock.wall) == 0
    Post.objects.filter(pk=posts[0].pk).update(valid_until=hand_clock.wall + timedelta(days=3))
    assert judging.judge_due(hand_clock.wall) == 1
    Post.objects.filter(pk=posts[0].pk).update(valid_until=None)
    assert judging.judge_due(hand_clock.wall) == 1
    Post.objects.filter(pk=posts[1].pk).update(review_by=hand_clock.wall.date() - timedelta(days=2))
    assert judging.judge_due(hand_clock.wall) == 1
    assert action(posts[1]) == "review"
    posts[2].archive(boss.actor)
    assert judging.judge_due(hand_clock.wall) == 0
    assert not Judged.objects.filter(post=posts[2]).exists()
    hand_clock.pass_(7 * 3600)
    assert judging.judge_due(hand_clock.wall) == 2


def test_still_valid_is_one_click_and_sets_the_next_reading_by_kind(
    written: Callable[..., Post], hand_clock: HandClock, boss: Any
) -> None:
    overdue = hand_clock.wall.date() - timedelta(days=30)
    for kind, days in (("evergreen", 180), ("seasonal", 365)):
        post = written("It lasts.", kind=kind, review_by=overdue)
        assert action(post) == "review"
        caring.still_valid(post, boss, hand_clock.wall)
        post.refresh_from_db()
        local = hand_clock.wall.astimezone(post.workspace.zone).date()
        assert post.review_by == local + timedelta(days=days)
        assert action(post) == "keep"


def test_the_same_words_a_day_later_on_the_same_channel_are_to_be_held(
    written: Callable[..., Post], hand_clock: HandClock
) -> None:
    words = "Fog over the harbour, ships wait, and the café is open until nine."
    first = written(words, timedelta(days=1))
    second = written(words, timedelta(days=1, hours=3))
    third = written(words, timedelta(days=20))
    judging.judge_posts([first.pk, second.pk, third.pk], hand_clock.wall)
    assert [action(post) for post in (first, second, third)] == ["keep", "hold", "keep"]


def test_out_of_its_season_a_post_sleeps(
    written: Callable[..., Post], hand_clock: HandClock, boss: Any
) -> None:
    post = written("Ten gifts.", kind="seasonal")
    day = hand_clock.wall.date()

    def season(first: int, last: int) -> str:
        terms = Terms(None, f"{day + timedelta(days=first):%m-%d}", f"{day + timedelta(days=last):%m-%d}")
        caring.look_after(post, terms, boss, hand_clock.wall)
        return action(post)

    assert season(100, 130) == "dormant"
    assert season(20, 50) == "review"
    assert season(-40, 40) == "keep"
    with pytest.raises(WrongState):
        caring.look_after(post, Terms(None, "13-45", "01-01"), boss, hand_clock.wall)


def test_a_refresh_is_a_draft_with_the_old_words_and_what_is_to_be_mended(
    written: Callable[..., Post], hand_clock: HandClock, boss: Any
) -> None:
    old = written("It lasts.", kind="evergreen", review_by=hand_clock.wall.date() - timedelta(days=60))
    made = renewing.refresh(old, boss, hand_clock.wall)
    assert (made.newest.text, made.state, made.kind) == ("It lasts.", "draft", "evergreen")
    assert made.planned_at is not None
    assert made.planned_at > hand_clock.wall + timedelta(days=6)
    kept = Refresh.objects.get(new=made)
    assert kept.old_id == old.pk
    assert "review" in [line["code"] for line in kept.lines]


def test_the_page_and_the_timer_stay_at_a_few_queries(
    harbour: Any, boss: Any, hand_clock: HandClock, channels: Any
) -> None:
    def make(many: int) -> None:
        for n in range(many):
            wordings = (Wording(channels["mastodon"].pk),)
            content = Content(text=f"Post {n} https://example.org/{n}", wordings=wordings)
            Post.objects.write(
                harbour,
                boss.actor,
                content,
                kind="evergreen",
                review_by=hand_clock.wall.date() - timedelta(days=n),
            )

    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(
            connection,
        ) as judged:
            judging.judge_due(hand_clock.wall)
        with CaptureQueriesContext(connection) as listed:
            todo(harbour, Filters())
        return len(judged), len(listed)

    make(3)
    few = asked()
    make(60)
    many = asked()
    assert many[1] == few[1] <= 5
    assert many[0] <= few[0] + 2
    assert few[0] <= 23
    assert todo(harbour, Filters(page=2)).rows
    assert not todo(harbour, Filters(channel=channels["torture-blind"].pk)).rows


def test_what_is_out_counts_from_the_moment_it_left(
    planned: Any, hands: Hands, hand_clock: HandClock
) -> None:
    post = planned("Fog.", 10).post
    hand_clock.pass_(20)
    hands.tick()
    hand_clock.pass_(24 * 3600)
    judging.judge_posts([post.pk], hand_clock.wall)
    judged = Judged.objects.get(post=post)
    assert (judged.is_out, judged.is_planned, judged.action) == (True, False, "keep")
    assert judged.lines[0]["code"] == "age"

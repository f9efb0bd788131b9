"""Every way of putting a queue in order keeps its times and its posts: none is lost or doubled. Pure."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from planner.queues import order
from planner.queues.standing import Standing

BEGIN = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


@some.composite
def queues(draw: some.DrawFn) -> list[Standing]:
    days = draw(some.lists(some.integers(0, 60), min_size=1, max_size=14, unique=True))
    ids = draw(some.permutations(range(1, len(days) + 1)))
    return [
        Standing(
            pk,
            BEGIN + timedelta(days=day),
            "draft",
            f"Post {pk}",
            pillar_id=draw(some.sampled_from([None, 1, 2])),
            valid_until=draw(some.sampled_from([None, BEGIN + timedelta(days=day + 5)])),
        )
        for pk, day in zip(ids, days, strict=True)
    ]


def same_posts_and_times(posts: list[Standing], found: order.Order) -> bool:
    return sorted(found) == sorted(post.post_id for post in posts) and sorted(found.values()) == sorted(
        post.at for post in posts
    )


@settings(max_examples=150, deadline=None)
@given(posts=queues(), data=some.data())
def test_a_reorder_keeps_the_times_and_the_posts(posts: list[Standing], data: some.DataObject) -> None:
    ids = data.draw(some.permutations([post.post_id for post in posts]))
    found = order.in_order(posts, ids)
    assert same_posts_and_times(posts, found)
    assert sorted(found, key=lambda pk: found[pk]) == list(ids)


@settings(max_examples=150, deadline=None)
@given(posts=queues(), data=some.data())
def test_a_move_keeps_the_order_of_all_others(posts: list[Standing], data: some.DataObject) -> None:
    ids = [post.post_id for post in sorted(posts, key=lambda post: post.at)]
    moved, before = data.draw(some.sampled_from(ids)), data.draw(some.sampled_from(ids))
    after = order.moved_to(posts, moved, before)
    assert [pk for pk in after if pk != moved] == [pk for pk in ids if pk != moved]
    assert after.index(moved) == ids.index(before)
    back = order.in_order(posts, ids)
    assert back == {post.post_id: post.at for post in posts}  # the inverse order undoes it


@settings(max_examples=150, deadline=None)
@given(posts=queues(), seed=some.integers(0, 10**6))
def test_a_shuffle_keeps_times_posts_and_themes_and_is_the_same_by_its_seed(
    posts: list[Standing], seed: int
) -> None:
    themes = {post.at: post.pillar_id for post in posts}
    found = order.shuffled(posts, themes, seed)
    assert same_posts_and_times(posts, found)
    assert found == order.shuffled(posts, themes, seed)
    assert all(themes[found[post.post_id]] == post.pillar_id for post in posts)


@settings(max_examples=200, deadline=None)
@given(posts=queues(), data=some.data())
def test_closing_gaps_moves_nobody_later_and_nobody_into_anothers_theme(
    posts: list[Standing], data: some.DataObject
) -> None:
    free = {post.at: data.draw(some.sampled_from([None, post.pillar_id])) for post in posts}
    for day in data.draw(some.lists(some.integers(0, 60), max_size=20)):
        free.setdefault(BEGIN + timedelta(days=day), data.draw(some.sampled_from([None, 1, 2])))
    found = order.closed_up(posts, free)
    assert sorted(found) == sorted(post.post_id for post in posts)
    assert len(set(found.values())) == len(posts)
    for post in posts:
        assert found[post.post_id] <= post.at
        assert free[found[post.post_id]] in (None, post.pillar_id)

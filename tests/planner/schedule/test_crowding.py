"""Three posts within forty minutes are a crowd; two, or forty-one minutes, are none."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.schedule.crowding import LEAST, WITHIN, crowded

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def at(*minutes: float) -> list[tuple[datetime, int]]:
    return [(NOON + timedelta(minutes=minute), number) for number, minute in enumerate(minutes)]


@pytest.mark.parametrize(
    ("minutes", "crowds"),
    [
        ((0, 20, 40), [(0, 1, 2)]),
        ((0, 20, 41), []),
        ((0, 0), []),
        ((0, 0, 0), [(0, 1, 2)]),
        ((0, 30, 40, 70), [(0, 1, 2, 3)]),
        ((0, 10, 20, 200, 210, 220), [(0, 1, 2), (3, 4, 5)]),
        ((), []),
    ],
)
def test_crowds_are_the_ones_of_the_examples(
    minutes: tuple[float, ...], crowds: list[tuple[int, ...]]
) -> None:
    assert [crowd.posts for crowd in crowded(at(*minutes))] == crowds


def test_the_order_in_which_posts_come_makes_no_difference() -> None:
    assert crowded(at(0, 20, 40)[::-1]) == crowded(at(0, 20, 40))


@given(st.lists(st.integers(0, 600), max_size=25))
def test_a_post_is_in_a_crowd_if_and_only_if_there_are_three(minutes: list[int]) -> None:
    posts = at(*minutes)
    told = {pk for crowd in crowded(posts) for pk in crowd.posts}
    for when, pk in posts:
        starts = [start for start, _ in posts if start <= when <= start + WITHIN]
        crowds = (sum(start <= other <= start + WITHIN for other, _ in posts) for start in starts)
        assert (pk in told) == any(count >= LEAST for count in crowds)

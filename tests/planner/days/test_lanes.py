"""Bars over weeks: none covers another, none is lost, and their order does not jump about."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from planner.days.lanes import Bar, Row, lay

MONDAY = date(2026, 11, 2)
bars = st.lists(
    st.builds(
        lambda pk, start, days, kind: Bar(
            kind, pk, f"bar {pk}", MONDAY + timedelta(days=start), MONDAY + timedelta(days=start + days)
        ),
        st.integers(1, 40),
        st.integers(-20, 50),
        st.integers(0, 60),
        st.sampled_from(["campaign", "event"]),
    ),
    max_size=14,
    unique_by=lambda bar: (bar.kind, bar.pk),
)
LAST = MONDAY + timedelta(days=34)


def cells(row: Row) -> list[tuple[int, int]]:
    return [
        (piece.lane, column)
        for piece in row.pieces
        for column in range(piece.column, piece.column + piece.days)
    ]


@given(bars, st.integers(1, 5))
def test_no_bar_covers_another_and_none_is_lost(given: list[Bar], most: int) -> None:
    rows = lay(given, MONDAY, LAST, most)
    assert [row.monday for row in rows] == [MONDAY + timedelta(days=7 * n) for n in range(5)]
    for row in rows:
        taken = cells(row)
        assert len(taken) == len(set(taken))
        assert all(0 <= lane < most and 1 <= column <= 7 for lane, column in taken)
        for column in range(1, 8):
            day = row.monday + timedelta(days=column - 1)
            there = sum(bar.first <= day <= bar.last for bar in given)
            shown = sum(1 for _, place in taken if place == column)
            assert there == shown + row.hidden[column - 1]
        for piece in row.pieces:
            assert piece.begins == (row.monday <= piece.bar.first)
            assert piece.ends == (piece.bar.last <= row.monday + timedelta(days=6))


@given(bars, st.randoms())
def test_the_order_in_which_they_come_does_not_matter(given: list[Bar], chance: object) -> None:
    shuffled = given.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert lay(shuffled, MONDAY, LAST) == lay(given, MONDAY, LAST)


@given(bars)
def test_a_lane_is_not_left_empty_above_a_bar(given: list[Bar]) -> None:
    for row in lay(given, MONDAY, LAST, 99):
        for piece in row.pieces:
            there = {lane for lane, column in cells(row) if column == piece.column}
            assert set(range(piece.lane)) <= there


def test_what_finds_no_lane_is_counted_on_its_days() -> None:
    given = [Bar("event", pk, "x", MONDAY, MONDAY + timedelta(days=1)) for pk in range(5)]
    (row,) = lay(given, MONDAY, MONDAY + timedelta(days=6), most=3)
    assert [piece.bar.pk for piece in row.pieces] == [0, 1, 2]
    assert row.hidden == (2, 2, 0, 0, 0, 0, 0)
    assert row.lanes == 3


def test_a_bar_goes_on_in_the_next_week_without_its_round_ends() -> None:
    bar = Bar("campaign", 1, "Autumn", MONDAY + timedelta(days=4), MONDAY + timedelta(days=8))
    first, second = lay([bar], MONDAY, MONDAY + timedelta(days=13))
    assert [(p.column, p.days, p.begins, p.ends) for p in first.pieces] == [(5, 3, True, False)]
    assert [(p.column, p.days, p.begins, p.ends) for p in second.pieces] == [(1, 2, False, True)]

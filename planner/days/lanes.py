"""Bars over weeks: which lane each stands in, so that none covers another. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = 7
SHOWN = 3  # lanes of a week; what does not fit is counted on its days


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that lasts: a campaign or an event."""

    kind: str  # "campaign" or "event"
    pk: int
    name: str
    first: date
    last: date
    time: str = ""  # "19:00", of an event that has one
    zone: str = ""  # in which that is


@dataclass(frozen=True, slots=True)
class Piece:
    """A bar's part in one week."""

    bar: Bar
    lane: int  # 0 is the top
    column: int  # 1 is Monday
    days: int
    begins: bool  # here; otherwise it comes from the week before
    ends: bool


@dataclass(frozen=True, slots=True)
class Row:
    """The bars of one week."""

    monday: date
    pieces: tuple[Piece, ...] = ()
    hidden: tuple[int, ...] = (0,) * WEEK  # for each day, how many bars found no lane

    @property
    def lanes(self) -> int:
        return max((piece.lane for piece in self.pieces), default=-1) + 1


def lay(bars: Sequence[Bar], first: date, last: date, most: int = SHOWN) -> list[Row]:
    """The weeks from the one of `first` to the one of `last`, each bar in the first lane that is free.

    The order is that of the days on which bars begin; the longer first, then campaigns, then the older.
    """
    in_order = sorted(bars, key=lambda bar: (bar.first, -(bar.last - bar.first).days, bar.kind, bar.pk))
    monday = first - timedelta(days=first.weekday())
    weeks = (last - monday).days // WEEK + 1
    return [_row(in_order, monday + timedelta(days=WEEK * number), most) for number in range(weeks)]


def _row(bars: Sequence[Bar], monday: date, most: int) -> Row:
    sunday = monday + timedelta(days=WEEK - 1)
    pieces: list[Piece] = []
    ends: list[int] = []  # of each lane, its last column that is taken
    hidden = [0] * WEEK
    for bar in bars:
        if bar.last < monday or bar.first > sunday:
            continue
        column = (max(bar.first, monday) - monday).days + 1
        until = (min(bar.last, sunday) - monday).days + 1
        lane = next((n for n, end in enumerate(ends) if end < column), len(ends))
        if lane >= most:
            for place in range(column, until + 1):
                hidden[place - 1] += 1
            continue
        ends[lane : lane + 1] = [until]
        pieces.append(Piece(bar, lane, column, until - column + 1, bar.first >= monday, bar.last <= sunday))
    return Row(monday, tuple(sorted(pieces, key=lambda piece: (piece.lane, piece.column))), tuple(hidden))

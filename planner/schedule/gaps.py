"""Days on which a channel usually says something and nothing is planned. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

WEEKS = 8  # of the past that a rhythm is read from
LEAST_WEEKS = 4  # fewer say nothing


@dataclass(frozen=True, slots=True)
class Gap:
    """The usual days from `first` to `last` are empty, and so is what lies between them."""

    channel_id: int
    first: date
    last: date
    least: int  # posts that are usual on one of these days
    most: int


def usual(
    slots: Mapping[int, Mapping[int, int]], counts: Mapping[tuple[int, date], int], today: date
) -> dict[tuple[int, int], int]:
    """How many posts are usual: {(channel, weekday): posts}, without those where none are.

    `slots` are a channel's own, by weekday, and settle it where there are any. Otherwise it is the median of
    the weeks before today since the channel's first post in `counts`: WEEKS at most, LEAST_WEEKS at least.
    """
    found = {(channel, weekday): n for channel, days in slots.items() for weekday, n in days.items() if n}
    for channel in {channel for channel, _day in counts} - {key for key, days in slots.items() if days}:
        first = min(day for key, day in counts if key == channel and counts[key, day])
        weeks = min(WEEKS, -((first - today).days // 7))  # begun ones count
        if weeks < LEAST_WEEKS:
            continue
        for back in range(1, 8):
            day = today - timedelta(days=back)
            posts = median_low(counts.get((channel, day - timedelta(weeks=n)), 0) for n in range(weeks))
            if posts:
                found[channel, day.weekday()] = posts
    return found


def gaps(
    rhythm: Mapping[tuple[int, int], int],
    planned: Mapping[tuple[int, date], int],
    days: Sequence[date],
    spared: Collection[tuple[int, date]] = frozenset(),
) -> list[Gap]:
    """The gaps of each channel in the order of days. On `spared` days nobody misses anything."""
    found = [
        gap
        for channel in dict.fromkeys(channel for channel, _weekday in rhythm)
        for gap in _of_one(channel, rhythm, planned, days, spared)
    ]
    return sorted(found, key=lambda gap: (gap.first, gap.last, gap.channel_id))


def _of_one(
    channel: int,
    rhythm: Mapping[tuple[int, int], int],
    planned: Mapping[tuple[int, date], int],
    days: Sequence[date],
    spared: Collection[tuple[int, date]],
) -> Iterator[Gap]:
    run: list[date] = []
    for day in days:
        if planned.get((channel, day)):
            yield from _told(channel, run, rhythm)
            run = []
        elif rhythm.get((channel, day.weekday())) and (channel, day) not in spared:
            run.append(day)
    yield from _told(channel, run, rhythm)


def _told(channel: int, run: list[date], rhythm: Mapping[tuple[int, int], int]) -> Iterator[Gap]:
    if run:
        numbers = [rhythm[channel, day.weekday()] for day in run]
        yield Gap(channel, run[0], run[-1], min(numbers), max(numbers))

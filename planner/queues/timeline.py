"""A channel's coming slots day by day: free places, posts in them, and posts at times of their own. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from planner.queues.slots import Place, minute
from planner.queues.standing import Standing
from planner.walltime import When, of_instant


@dataclass(frozen=True, slots=True)
class Line:
    """A place on the timeline: free, or with a post."""

    when: When
    place: Place | None = None  # None: no slot is here
    post: Standing | None = None
    is_past: bool = False

    @property
    def day(self) -> date:
        return date.fromisoformat(self.when.wall[:10])

    @property
    def clock(self) -> str:
        return self.when.wall[11:16]

    @property
    def key(self) -> str:
        """The instant, as forms send it."""
        return self.when.at.strftime("%Y-%m-%dT%H:%MZ")

    @property
    def moves(self) -> bool:
        """The post can be dragged: it came into its slot by the queue, and nobody is sending it."""
        post = self.post
        return post is not None and post.is_queued and not post.stands_fast and not self.is_past

    @property
    def is_free(self) -> bool:
        return self.post is None and not self.is_past

    @property
    def is_trial(self) -> bool:
        """The post tries another hour than that of the slot it took."""
        return self.post is not None and self.post.is_trial

    @property
    def is_pinned(self) -> bool:
        """A post at a time of its own: the queue flows around it."""
        return self.post is not None and not self.post.is_queued and not self.post.stands_fast


def lines(offered: Sequence[Place], posts: Sequence[Standing], zone: str, now: datetime) -> list[Line]:
    """Every place and every post, soonest first. Empty places that have passed are left out."""
    here: dict[datetime, list[Standing]] = {}
    for post in posts:
        here.setdefault(minute(post.at), []).append(post)
    tried = {minute(post.slot_at) for post in posts if post.slot_at}  # their posts stand at another hour
    found = []
    for place in offered:
        there = here.get(minute(place.at))
        if there:  # who came by the queue stands in the slot; others beside it
            there.sort(key=lambda post: not post.is_queued)
            found.append(Line(place.when, place, there.pop(0), place.at <= now))
        elif place.at > now and minute(place.at) not in tried:
            found.append(Line(place.when, place))
    left = [post for those in here.values() for post in those]
    found += [Line(of_instant(post.at, zone), None, post, post.at <= now) for post in left]
    return sorted(found, key=lambda line: (line.when.at, line.place is None))


def by_day(all_lines: Sequence[Line]) -> Iterator[tuple[date, list[Line]]]:
    for day, those in groupby(all_lines, key=lambda line: line.day):
        yield day, list(those)

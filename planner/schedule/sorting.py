"""The list in the order of a column. What is sorted has a bound, so that many posts are as quick as few."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Left
from django.utils.translation import pgettext_lazy

from planner.channels.models import Channel
from planner.deliveries.stage import Stage, with_stage
from planner.posts.models import Post
from planner.schedule.cards import joined_channels, numbers, title_of

MOST = 2000  # posts that are put in order: the next ones, or the newest where all times are meant
LAST = datetime.max.replace(tzinfo=UTC)
COLUMNS = {
    "time": pgettext_lazy("column", "Time"),
    "title": pgettext_lazy("column", "Title"),
    "channel": pgettext_lazy("column", "Channels"),
    "author": pgettext_lazy("column", "Author"),
    "campaign": pgettext_lazy("column", "Campaign"),
    "stage": pgettext_lazy("column", "Stage"),
}


@dataclass(frozen=True, slots=True)
class Order:
    """As an address spells it: `title`, or `-title` from the end. By time where it says nothing."""

    column: str = "time"
    is_falling: bool = False

    @classmethod
    def read(cls, text: str) -> "Order":
        column = text.removeprefix("-")
        return cls(column, text.startswith("-")) if column in COLUMNS else cls()

    def __str__(self) -> str:
        return ("-" if self.is_falling else "") + self.column

    @property
    def is_usual(self) -> bool:
        return self == Order()

    @property
    def is_by_time(self) -> bool:
        return self.column == "time"

    def heads(self) -> Iterator[tuple[str, str, str, str]]:
        """Each column, its word, how it is sorted now, and what an address says to sort by it."""
        for column, word in COLUMNS.items():
            mine = column == self.column
            now = ("descending" if self.is_falling else "ascending") if mine else ""
            turned = Order(column, mine and not self.is_falling)
            yield column, str(word), now, "" if turned.is_usual else str(turned)


def in_order(
    posts: "QuerySet[Post]", order: Order, since: datetime | None, channels: Mapping[int, Channel]
) -> tuple[list[int], bool]:
    """The posts by a column, those that have nothing there at the end; and whether some are left out.

    `since` leaves out what is before it, and what has no time.
    """
    near = (
        posts.filter(planned_at__gte=since).order_by("planned_at", "pk") if since else posts.order_by("-pk")
    )
    bounded = Post.objects.filter(pk__in=near.values("pk")[: MOST + 1])
    columns, said = _column(order.column, channels)
    asked = _with_column(bounded, order.column).values_list("pk", "planned_at", *columns)
    rows = sorted(((at or LAST, pk, said(*row)) for pk, at, *row in asked))
    rows.sort(key=itemgetter(2), reverse=order.is_falling)
    filled, empty = ([pk for _at, pk, word in rows if bool(word) is wanted] for wanted in (True, False))
    return filled + empty, len(rows) > MOST


def _with_column(posts: "QuerySet[Post]", column: str) -> "QuerySet[Post]":
    if column == "stage":
        return with_stage(posts)
    return posts.annotate(channels=joined_channels()) if column == "channel" else posts


def _column(column: str, channels: Mapping[int, Channel]) -> tuple[Sequence[Any], Callable[..., str]]:
    """What is asked of the database for a column, and how it is compared: as people read it."""
    if column == "channel":
        return ("channels",), lambda pks: _names(pks, channels)
    if column == "stage":
        places = {stage: f"{place:02}" for place, stage in enumerate(Stage.values)}
        return ("stage",), lambda stage: places[stage]
    if column == "author":
        return ("author__name", "author__email"), lambda name, email: (name or email or "").casefold()
    if column == "campaign":
        return ("campaign__name",), lambda name: (name or "").casefold()
    return ("head__title", Left("head__text", 240)), lambda *words: title_of(*words).casefold()


def _names(pks: str | None, channels: Mapping[int, Channel]) -> str:
    return ", ".join(sorted(channels[pk].name.casefold() for pk in numbers(pks) if pk in channels))

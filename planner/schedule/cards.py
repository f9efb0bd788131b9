"""Posts as a calendar draws them: one query, however many."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Aggregate, CharField, Exists, OuterRef, Subquery
from django.db.models.functions import Left

from planner.ahead.preflight import Finding
from planner.channels.models import Channel
from planner.deliveries.stage import with_stage
from planner.people.models import Workspace
from planner.posts.judged import TO_DO
from planner.posts.models import Attachment, Post, Variant

MOST_MARKS = 4
FIXED = frozenset({"published", "partly", "publishing", "held", "archived"})  # nobody moves these


@dataclass(frozen=True, slots=True)
class Card:
    """A post as a calendar draws it."""

    pk: int
    at: datetime | None
    stage: str
    title: str
    channel_ids: tuple[int, ...] = ()
    excerpt: str = ""
    picture_id: int | None = None  # the first asset that is no video
    yeses: int = 0  # or steps of its review that are done
    asked: int = 1  # of how many
    is_troubled: bool = False  # something stands in its way
    comes_again: str = ""  # "series", "evergreen", "queue": why it stands there; "" where a person chose
    assignee_id: int | None = None
    to_do: str = ""  # what freshness says is to be done (posts/judged.py), "" where nothing is

    @property
    def is_fixed(self) -> bool:
        return self.stage in FIXED


@dataclass(frozen=True, slots=True)
class Chip:
    card: Card
    at: datetime | None  # as the clock in the zone shows it
    networks: tuple[str, ...]
    names: tuple[str, ...]
    more: int  # channels without a mark


class Joined(Aggregate):
    """Numbers of a group as "3,7,12"."""

    function = "STRING_AGG"
    template = "%(function)s(CAST(%(expressions)s AS varchar), ',')"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        own = {"function": "GROUP_CONCAT", "template": "%(function)s(%(expressions)s)"}
        return self.as_sql(compiler, connection, **own, **extra)


def cards(pks: Iterable[int]) -> list[Card]:
    """The posts in the order of their times; those without one at the end."""
    wanted = list(pks)
    if not wanted:
        return []
    rows = (
        with_stage(Post.objects.filter(pk__in=wanted))
        .annotate(channels=joined_channels(), picture=_picture(), troubled=_troubled())
        .order_by("planned_at", "pk")
        .values_list(
            "pk", "planned_at", "stage", "head__title", Left("head__text", 240), "channels", "picture",
            "steps_done", "steps_asked", "troubled", "series", "evergreen", "queue", "assignee",
            "judged__action",
        )
    )  # fmt: skip
    made = [_card(row) for row in rows]
    return sorted(made, key=lambda card: card.at is None)


def chips(pks: Iterable[int], channels: Mapping[int, Channel], workspace: Workspace) -> dict[int, Chip]:
    return {card.pk: chip(card, channels, workspace) for card in cards(pks)}


def chip(card: Card, channels: Mapping[int, Channel], workspace: Workspace) -> Chip:
    there = [channels[pk] for pk in card.channel_ids if pk in channels]
    most = MOST_MARKS if len(there) <= MOST_MARKS else MOST_MARKS - 1
    return Chip(
        card,
        card.at.astimezone(workspace.zone) if card.at else None,
        tuple(channel.network for channel in there[:most]),
        tuple(channel.name for channel in there),
        max(0, len(there) - most),
    )


def title_of(title: str | None, text: str | None) -> str:
    """The title, or else the first line of the words."""
    return (title or (text or "").strip().split("\n")[0].lstrip("#* "))[:70]


def stages_of(shown: Iterable[Chip]) -> list[str]:
    return list(dict.fromkeys(one.card.stage for one in shown))


def networks_of(shown: Iterable[Chip]) -> set[str]:
    return {network for one in shown for network in one.networks}


def _card(row: Sequence[Any]) -> Card:
    pk, at, stage, title, text, channels, picture, yeses, asked, troubled, *rest = row
    series, evergreen, queue, assignee, action = rest
    again = "series" if series else "evergreen" if evergreen else "queue" if queue else ""
    return Card(
        pk,
        at,
        stage,
        title_of(title, text),
        tuple(sorted(numbers(channels))),
        _excerpt(title, text),
        picture,
        yeses,
        asked,
        troubled,
        again,
        assignee,
        action if action in TO_DO else "",
    )


def _excerpt(title: str | None, text: str | None) -> str:
    """What follows the line that stands as the title."""
    words = (text or "").strip()
    return " ".join((words if title else words.partition("\n")[2]).split())[:160]


def numbers(joined: str | None) -> Iterator[int]:
    return (int(one) for one in (joined or "").split(",") if one)


def joined_channels() -> Subquery:
    there = Variant.objects.filter(version=OuterRef("head")).order_by().values("version")
    return Subquery(there.annotate(all=Joined("channel")).values("all"))


def _picture() -> Subquery:
    shown = Attachment.objects.filter(version=OuterRef("head"))
    stills = shown.exclude(asset__content_type__startswith="video/").order_by("position")
    return Subquery(stills.values("asset")[:1])


def _troubled() -> Exists:
    """The check before its time found something that stops it."""
    open_ = Finding.objects.filter(is_blocking=True, delivery__state__in=("scheduled", "waiting"))
    return Exists(open_.filter(delivery__post=OuterRef("pk")))

"""The board: the posts of a month in columns by stage, and what dragging one to another column means."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain

from django.db.models import Count, Exists, F, OuterRef, Q

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.deliveries.stage import Stage
from planner.people.models import Workspace
from planner.schedule.cards import Chip, chips
from planner.schedule.days import begins, month_after
from planner.schedule.finding import Filters, posts_of

WAITING = ("draft", "in_review", "changes")  # states that are stages too
MOST = 20  # posts of a column; the rest is behind "more"
COLUMNS = ("draft", "in_review", "changes", "approved", "scheduled", "published")
TROUBLED = ("held", "failed", "missed", "blocked", "partly")
ACTS: Mapping[tuple[str, str], str] = {  # from one column to another: the act of writing/desk.py
    ("draft", "in_review"): "ask",
    ("changes", "in_review"): "ask",
    ("in_review", "draft"): "take_back",
    ("changes", "draft"): "take_back",
    ("approved", "draft"): "take_back",
    ("draft", "approved"): "approve",
    ("in_review", "approved"): "approve",
    ("changes", "approved"): "approve",
    ("approved", "scheduled"): "schedule",
    ("draft", "scheduled"): "schedule",
}
BACK: Mapping[tuple[str, str], str] = {  # what leads back to the stage before, and to nothing else
    ("draft", "in_review"): "draft",
    ("in_review", "draft"): "in_review",
}


@dataclass(frozen=True, slots=True)
class Pile:
    """A column: the posts of a stage, the soonest first."""

    stage: str
    chips: tuple[Chip, ...]
    has_more: bool
    elsewhere: int = 0  # posts of the stage in other months

    @property
    def takes(self) -> bool:
        """Whether a post may be dropped here at all."""
        return any(to == self.stage for _from, to in ACTS)


@dataclass(frozen=True, slots=True)
class Board:
    first: date
    piles: tuple[Pile, ...]

    @property
    def chips(self) -> Iterator[Chip]:
        return chain.from_iterable(pile.chips for pile in self.piles)

    @property
    def is_empty(self) -> bool:
        return not any(pile.chips for pile in self.piles)

    @property
    def before(self) -> date:
        return month_after(self.first, -1)

    @property
    def after(self) -> date:
        return month_after(self.first)


def board(
    workspace: Workspace, first: date, filters: Filters, channels: Mapping[int, Channel], now: datetime
) -> Board:
    """A month's posts by stage; words not agreed yet may have no time. A query a column, one for the rest."""
    shown = [stage for stage in (*COLUMNS, "on_hold", *TROUBLED) if filters.stage in ("", stage)]
    found = {stage: _keys(workspace, first, stage, filters, now) for stage in shown}
    elsewhere = _elsewhere(workspace, first, filters, now)
    drawn = chips([pk for keys in found.values() for pk in keys[:MOST]], channels, workspace)
    piles = (
        Pile(
            stage,
            tuple(drawn[pk] for pk in keys[:MOST] if pk in drawn),
            len(keys) > MOST,
            elsewhere.get(stage, 0),
        )
        for stage, keys in found.items()
    )
    return Board(first, tuple(pile for pile in piles if pile.chips or pile.stage in COLUMNS))


def _elsewhere(workspace: Workspace, first: date, filters: Filters, now: datetime) -> dict[str, int]:
    """What people still have to do something about, and has its time in another month, by stage."""
    begun = Delivery.objects.filter(post=OuterRef("pk"))
    open_ = {"state__in": WAITING, "held_at__isnull": True, "planned_at__isnull": False}
    posts = posts_of(workspace, filters, now).filter(~Exists(begun), **open_)
    rows = posts.exclude(_during(workspace, first)).order_by().values_list("state")
    return dict(rows.annotate(count=Count("pk")))


def _during(workspace: Workspace, first: date) -> Q:
    zone = workspace.zone
    return Q(planned_at__gte=begins(first, zone), planned_at__lt=begins(month_after(first), zone))


def _keys(workspace: Workspace, first: date, stage: str, filters: Filters, now: datetime) -> list[int]:
    during = _during(workspace, first)
    if stage in {Stage.DRAFT, Stage.IN_REVIEW, Stage.CHANGES, Stage.APPROVED, Stage.ON_HOLD}:
        during |= Q(planned_at__isnull=True)
    posts = posts_of(workspace, replace(filters, stage=stage), now).filter(during)
    order = F("planned_at").desc() if stage == Stage.PUBLISHED else F("planned_at").asc(nulls_last=True)
    return list(posts.order_by(order, "pk").values_list("pk", flat=True)[: MOST + 1])

"""The list: posts by date, a page at a time, each with its channels and how each of them went."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from django.db.models import Q, QuerySet

from planner.channels.models import Channel
from planner.deliveries.models import Delivery
from planner.people.models import Workspace
from planner.posts.models import Post
from planner.schedule.calendar import Chip, chip
from planner.schedule.days import begins
from planner.schedule.finding import Filters, cards, posts_of

PAGE = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A post, and its deliveries where they do not all stand the same."""

    chip: Chip
    deliveries: tuple[tuple[int, Channel, str], ...] = ()  # id, channel, state


@dataclass(frozen=True, slots=True)
class Agenda:
    lines: Sequence[Line]
    earlier: str = ""  # the cursor of the page before; "" where there is none
    later: str = ""

    @property
    def by_day(self) -> Iterator[tuple[date | None, list[Line]]]:
        for day, lines in groupby(self.lines, key=lambda line: line.chip.at.date() if line.chip.at else None):
            yield day, list(lines)


def agenda(
    workspace: Workspace, filters: Filters, cursor: str, channels: Mapping[int, Channel], now: datetime
) -> Agenda:
    """A page from the cursor on; from the beginning of today without one."""
    posts = posts_of(workspace, filters, now).filter(planned_at__isnull=False)
    direction, at, pk = _read(cursor)
    if at is None:
        at = (
            None
            if filters.late or filters.stage
            else begins(now.astimezone(workspace.zone).date(), workspace.zone)
        )
    found, before, after = _page(posts, direction, at, pk)
    return Agenda(lines_of(workspace, [key for key, _ in found], channels), before, after)


def one_day(
    workspace: Workspace, day: date, filters: Filters, channels: Mapping[int, Channel], now: datetime
) -> Agenda:
    """Everything that stands on one day, up to five pages of it."""
    zone = workspace.zone
    posts = posts_of(workspace, filters, now).filter(
        planned_at__gte=begins(day, zone), planned_at__lt=begins(day + timedelta(days=1), zone)
    )
    keys = posts.order_by("planned_at", "pk").values_list("pk", flat=True)[: PAGE * 5]
    return Agenda(lines_of(workspace, list(keys), channels))


def without_time(
    workspace: Workspace, filters: Filters, channels: Mapping[int, Channel], now: datetime
) -> Agenda:
    """Posts that have no time yet, the newest first."""
    posts = posts_of(workspace, filters, now).filter(planned_at__isnull=True)
    keys = list(posts.order_by("-pk").values_list("pk", flat=True)[: PAGE * 2])
    return Agenda(sorted(lines_of(workspace, keys, channels), key=lambda line: -line.chip.card.pk))


def lines_of(workspace: Workspace, pks: Sequence[int], channels: Mapping[int, Channel]) -> list[Line]:
    states: dict[int, list[tuple[int, Channel, str]]] = {}
    rows = Delivery.objects.live().filter(post__in=pks, part=0).order_by("channel__name", "pk")
    for post, pk, channel, state in rows.values_list("post_id", "pk", "channel_id", "state"):
        if channel in channels:
            states.setdefault(post, []).append((pk, channels[channel], state))
    return [
        Line(chip(card, channels, workspace), tuple(_where_they_differ(states.get(card.pk, []))))
        for card in (cards(pks) if pks else [])
    ]


def _where_they_differ(rows: list[tuple[int, Channel, str]]) -> list[tuple[int, Channel, str]]:
    return rows if len({state for _, _, state in rows}) > 1 else []


def _page(
    posts: "QuerySet[Post]", direction: str, at: datetime | None, pk: int
) -> tuple[list[tuple[int, datetime]], str, str]:
    order = ("planned_at", "pk") if direction == "after" else ("-planned_at", "-pk")
    if at is not None and direction == "after":
        posts = posts.filter(Q(planned_at__gt=at) | Q(planned_at=at, pk__gte=pk), planned_at__gte=at)
    elif at is not None:
        posts = posts.filter(Q(planned_at__lt=at) | Q(planned_at=at, pk__lt=pk), planned_at__lte=at)
    found = posts.order_by(*order).values_list("pk", "planned_at")[: PAGE + 1]
    rows = [(key, planned) for key, planned in found if planned is not None]
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if direction == "after":
        later = _spell("after", rows[-1][1], rows[-1][0] + 1) if more else ""
        earlier = _spell("before", at, pk) if at is not None else ""
        return rows, earlier, later
    rows.reverse()
    return rows, (_spell("before", rows[0][1], rows[0][0]) if more else ""), _spell("after", at, pk)


def _spell(direction: str, at: datetime | None, pk: int) -> str:
    return f"{direction}-{at.timestamp():.6f}-{pk}" if at else ""


def _read(cursor: str) -> tuple[str, datetime | None, int]:
    try:
        direction, at, pk = cursor.split("-")
        if direction in {"after", "before"}:
            return direction, datetime.fromtimestamp(float(at), UTC), int(pk)
    except (ValueError, OverflowError, OSError):
        pass
    return "after", None, 0

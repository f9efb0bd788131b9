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
from planner.schedule.cards import Chip, cards, chip
from planner.schedule.days import begins
from planner.schedule.finding import Filters, posts_of
from planner.schedule.sorting import Order, in_order

USUAL = Order()
PAGE = 40
PAST = 10  # of what a search finds before today, where its first page is full without it
UNDATED = 10  # posts without a time under what else was found; the rest is behind "All"


@dataclass(frozen=True, slots=True)
class Line:
    """A post, and its deliveries where they do not all stand the same."""

    chip: Chip
    author: str = ""
    campaign: str = ""
    deliveries: tuple[tuple[int, Channel, str], ...] = ()  # id, channel, state


@dataclass(frozen=True, slots=True)
class Agenda:
    lines: Sequence[Line]
    earlier: str = ""  # the cursor of the page before; "" where there is none
    later: str = ""
    hides_undated: bool = False  # more posts without a time are found than stand here
    order: Order = USUAL
    leaves_out: bool = False  # more posts are found than are put in order

    @property
    def by_day(self) -> Iterator[tuple[date | None, list[Line]]]:
        """Each day with its posts; in the order of another column all are one."""
        if not self.order.is_by_time:
            yield from [(None, list(self.lines))] if self.lines else []
            return
        for day, lines in groupby(self.lines, key=lambda line: line.chip.at.date() if line.chip.at else None):
            yield day, list(lines)


def agenda(
    workspace: Workspace,
    filters: Filters,
    cursor: str,
    channels: Mapping[int, Channel],
    now: datetime,
    order: Order = USUAL,
) -> Agenda:
    """A page from the cursor on; without one from the beginning of today, and a search looks both ways.

    The first page of a search, and of a stage, ends with posts that have no time.
    """
    posts = posts_of(workspace, filters, now)
    if not order.is_usual:
        return _in_order(posts, workspace, filters, cursor, channels, now, order)
    dated = posts.filter(planned_at__isnull=False)
    direction, at, pk = _read(cursor)
    today = begins(now.astimezone(workspace.zone).date(), workspace.zone)
    undated = _undated(posts) if at is None and (filters.words or filters.stage) else []
    if at is None and filters.words and not filters.late:
        found, before, after = _around(dated, today)
    else:
        start = at or (None if filters.late or filters.stage else today)
        found, before, after = _page(dated, direction, start, pk)
    lines = lines_of(workspace, [*(key for key, _ in found), *undated[:UNDATED]], channels)
    return Agenda(sorted(lines, key=_dated_first), before, after, len(undated) > UNDATED)


def _in_order(
    posts: "QuerySet[Post]", workspace: Workspace, filters: Filters, cursor: str,
    channels: Mapping[int, Channel], now: datetime, order: Order,
) -> Agenda:  # fmt: skip
    """By a column: of what the list would show from today on, or of all that a search or a stage finds."""
    begin = _row(cursor)
    if order.is_by_time:
        latest = posts.filter(planned_at__isnull=False).order_by("-planned_at", "-pk")
        pks, leaves_out = list(latest.values_list("pk", flat=True)[begin : begin + PAGE + 1]), False
    else:
        everything = filters.words or filters.stage or filters.late
        since = None if everything else begins(now.astimezone(workspace.zone).date(), workspace.zone)
        found, leaves_out = in_order(posts, order, since, channels)
        pks = found[begin : begin + PAGE + 1]
    place = {pk: number for number, pk in enumerate(pks[:PAGE])}
    lines = sorted(lines_of(workspace, list(place), channels), key=lambda line: place[line.chip.card.pk])
    earlier = f"row-{max(0, begin - PAGE)}" if begin else ""
    later = f"row-{begin + PAGE}" if len(pks) > PAGE else ""
    return Agenda(lines, earlier, later, order=order, leaves_out=leaves_out)


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
    named = Post.objects.filter(pk__in=pks).values_list(
        "pk", "author__name", "author__email", "campaign__name"
    )
    names = {pk: (name or email or "", campaign or "") for pk, name, email, campaign in named}
    return [
        Line(
            chip(card, channels, workspace),
            *names.get(card.pk, ("", "")),
            tuple(_where_they_differ(states.get(card.pk, []))),
        )
        for card in cards(pks)
    ]


def _where_they_differ(rows: list[tuple[int, Channel, str]]) -> list[tuple[int, Channel, str]]:
    return rows if len({state for _, _, state in rows}) > 1 else []


def _undated(posts: "QuerySet[Post]") -> list[int]:
    """The newest posts without a time: one more than is shown, to know whether there are more."""
    keys = posts.filter(planned_at__isnull=True).order_by("-pk").values_list("pk", flat=True)
    return list(keys[: UNDATED + 1])


def _dated_first(line: Line) -> tuple[bool, int]:
    """A key that leaves the order of those with a time, and puts the newest of the others first."""
    return (line.chip.at is None, 0 if line.chip.at else -line.chip.card.pk)


def _around(posts: "QuerySet[Post]", today: datetime) -> tuple[list[tuple[int, datetime]], str, str]:
    """What is ahead, after the nearest of what is past."""
    ahead, _here, later = _page(posts, "after", today, 0)
    past, earlier, _here = _page(posts, "before", today, 0)
    room = max(PAGE - len(ahead), PAST)
    if len(past) > room:
        past = past[-room:]
        earlier = _spell("before", past[0][1], past[0][0])
    return [*past, *ahead], earlier, later


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


def _row(cursor: str) -> int:
    number = cursor.removeprefix("row-")
    return int(number) if number.isdecimal() and number.isascii() and len(number) < 8 else 0


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

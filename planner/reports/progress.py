"""How far a goal is, and what it will probably come to."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from planner.metrics.models import ChannelDay
from planner.people.models import Workspace
from planner.reports.bands import Band, Chance, chance, level_by_the_end, share_by_the_end, sum_by_the_end
from planner.reports.followers import daily_changes
from planner.reports.models import Goal
from planner.reports.rows import on_time, rows_of
from planner.reports.span import Span

CAN_FALL = {Goal.Metric.FOLLOWERS, Goal.Metric.ON_TIME}


@dataclass(frozen=True, slots=True)
class Progress:
    """`have` None: not known. Shares are in percent."""

    goal: Goal
    have: float | None
    band: Band | None
    chance: Chance
    days: int  # of its days that are over
    of_days: int

    @property
    def is_over(self) -> bool:
        return self.days >= self.of_days


@dataclass(frozen=True, slots=True)
class _Time:
    span: Span
    over: int  # whole days
    left: int

    @property
    def share(self) -> float:
        return self.over / self.span.days


def goals_of(workspace: Workspace, span: Span, today: date, **where: object) -> list[Progress]:
    """Those that have a day in this span."""
    rows = Goal.objects.filter(workspace=workspace, from_on__lte=span.last, until_on__gte=span.first, **where)
    return [progress(one, today) for one in rows.select_related("channel", "campaign", "workspace")]


def progress(goal: Goal, today: date) -> Progress:
    """As it stands when `today` begins: a day counts once it is over."""
    span = Span(goal.from_on, goal.until_on)
    over = min(max((today - span.first).days, 0), span.days)
    time = _Time(span, over, span.days - over)
    have, band = _followers(goal, time) if goal.metric == Goal.Metric.FOLLOWERS else _of_posts(goal, time)
    met = (
        Chance.TOO_EARLY
        if have is None
        else chance(have, goal.target, band, time.left == 0, goal.metric in CAN_FALL)
    )
    return Progress(goal, have, band, met, over, span.days)


def _of_posts(goal: Goal, time: _Time) -> tuple[float | None, Band | None]:
    rows = rows_of(goal.workspace, time.span, goal.campaign, goal.channel)
    if goal.metric == Goal.Metric.ON_TIME:
        good, of = on_time(rows)
        band = share_by_the_end(good, of, time.share)
        return (100 * good / of if of else None), _in_percent(band)
    out = [row for row in rows if row.is_out]
    if goal.metric == Goal.Metric.POSTS:
        counts: list[tuple[date, int | None]] = [
            (row.due_at.astimezone(_zone(goal)).date(), 1) for row in out
        ]
    else:
        counts = [(row.due_at.astimezone(_zone(goal)).date(), getattr(row, goal.metric)) for row in out]
    known = [(day, count) for day, count in counts if count is not None]
    if not known and out:
        return None, None
    daily: Counter[date] = Counter()
    for day, count in known:
        daily[day] += count
    days = [float(daily[time.span.first + timedelta(days=n)]) for n in range(time.over)]
    band = sum_by_the_end(days, time.left)
    today = float(sum(daily.values())) - sum(days)  # what the day that is not over has brought
    return float(sum(daily.values())), _at_least(band, sum(days) + today)


def _followers(goal: Goal, time: _Time) -> tuple[float | None, Band | None]:
    """Those of one channel: the newest count, and by how much it changed each day before."""
    back = max(time.over, 28)
    last = time.span.first + timedelta(days=time.over)
    rows = ChannelDay.objects.filter(channel=goal.channel, on__gte=last - timedelta(days=back), on__lte=last)
    counts = list(rows.order_by("on").values_list("on", "followers"))
    if not counts:
        return None, None
    return float(counts[-1][1]), level_by_the_end(counts[-1][1], daily_changes(counts), time.left)


def _at_least(band: Band | None, have: float) -> Band | None:
    return band and Band(max(band.low, have), max(band.middle, have), max(band.high, have))


def _in_percent(band: Band | None) -> Band | None:
    return band and Band(100 * band.low, 100 * band.middle, 100 * band.high)


def _zone(goal: Goal) -> ZoneInfo:
    return goal.workspace.zone

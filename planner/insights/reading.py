"""What the page and the API show, read from the small rows: a few queries, however many posts there are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from planner.channels.models import Channel
from planner.insights import forecast
from planner.insights.asked import Asked
from planner.insights.findings import Findings, Period, read
from planner.insights.followers import Followed, followed
from planner.insights.forecast import Foretold, Model
from planner.insights.halflife import PRIORS, HalfLife, Prior
from planner.insights.lift import LEAST, percent
from planner.insights.models import Fitted, Outcome
from planner.insights.same_age import AGES
from planner.people.models import Workspace
from planner.queues.experiment import Standing, standings
from publishers.base import Measurable

LATEST = 12
DONE = AGES[-1]  # hours at which a post has its total


@dataclass(frozen=True, slots=True)
class Line:
    """A post on a channel, against what is usual there. `lift` in percent; None where it is not known."""

    post_id: int
    name: str
    channel: Channel
    published_at: datetime
    age: float  # hours, of the newest look
    engagement: int | None
    lift: float | None
    lift_age: float | None
    lift_posts: int
    percentile: float | None
    is_young: bool
    foretold: Foretold | None
    learned_from: int  # posts that a forecast could be learned from

    @property
    def lacks(self) -> int:
        """Posts that are still to come before its lift can be told."""
        return LEAST - self.lift_posts


@dataclass(frozen=True, slots=True)
class Life:
    """How long attention lasts on a channel, as far as it is known."""

    channel: Channel
    found: HalfLife | None
    prior: Prior

    @property
    def is_measured(self) -> bool:
        return self.found is not None and self.found.is_measured


@dataclass(frozen=True, slots=True)
class Insights:
    asked: Asked
    findings: Findings
    period: Period
    lines: tuple[Line, ...]
    lives: tuple[Life, ...]
    fitted_at: datetime | None
    trials: tuple[tuple[Channel, Standing], ...] = ()  # channels whose queue tries other hours
    followed: Followed | None = None  # of the channel that is chosen


def insights(workspace: Workspace, asked: Asked, now: datetime) -> Insights:
    fitted = {row.channel_id: row for row in Fitted.objects.filter(workspace=workspace)}
    found = {channel: read(row.found) for channel, row in fitted.items()}
    scope = asked.channel.pk if asked.channel else None
    findings = found.get(scope, Findings())
    return Insights(
        asked,
        findings,
        findings.periods.get(str(asked.days), Period()),
        tuple(_lines(workspace, asked, found, now)),
        tuple(_lives(asked, found)),
        fitted[scope].fitted_at if scope in fitted else None,
        tuple(_trials(asked)),
        followed(asked.channel, asked.days, now) if asked.channel else None,
    )


def _trials(asked: Asked) -> Iterator[tuple[Channel, Standing]]:
    by_id = {one.pk: one for one in ([asked.channel] if asked.channel else asked.channels)}
    for standing in standings(by_id):
        yield by_id[standing.channel_id], standing


def _lives(asked: Asked, found: Mapping[int | None, Findings]) -> list[Life]:
    """Of channels on networks that give numbers, and of which something is known or supposed."""
    shown = [asked.channel] if asked.channel else asked.channels
    return [
        Life(one, found[one.pk].half_life if one.pk in found else None, PRIORS[one.network])
        for one in shown
        if issubclass(one.kind, Measurable) and one.network in PRIORS
    ]


def _lines(
    workspace: Workspace, asked: Asked, found: Mapping[int | None, Findings], now: datetime
) -> list[Line]:
    rows = Outcome.objects.filter(workspace=workspace, published_at__gte=now - timedelta(days=asked.days))
    rows = rows.filter(channel=asked.channel) if asked.channel else rows
    by_id = {channel.pk: channel for channel in asked.channels}
    newest = rows.order_by("-published_at", "-pk").select_related("delivery__version")[:LATEST]
    return [
        _line(row, by_id[row.channel_id], found.get(row.channel_id, Findings()).forecasts, now)
        for row in newest
        if row.channel_id in by_id
    ]


def line_reader(workspace: Workspace, now: datetime) -> Callable[[Outcome], Line]:
    """What tells a row as insights do, whose `channel` is read already. One query, however many rows."""
    fitted = Fitted.objects.filter(workspace=workspace, channel__isnull=False)
    found = {row.channel_id: read(row.found) for row in fitted}
    return lambda row: _line(row, row.channel, found.get(row.channel_id, Findings()).forecasts, now)


def _line(row: Outcome, channel: Channel, models: Mapping[str, Model], now: datetime) -> Line:
    is_young = now - row.published_at < timedelta(hours=DONE)
    learned = max((model.posts for model in models.values()), default=0)
    return Line(
        row.delivery.post_id,
        row.delivery.version.name,
        channel,
        row.published_at,
        row.age,
        row.engagement,
        percent(row.log_lift) if row.log_lift is not None and row.lift_posts >= LEAST else None,
        row.lift_age,
        row.lift_posts,
        row.percentile,
        is_young,
        foretold(row.curve, models) if is_young else None,
        learned,
    )


def foretold(curve: Sequence[float | None], models: Mapping[str, Model]) -> Foretold | None:
    """From the greatest age at which both the post and the channel's earlier ones are known."""
    for at in range(len(curve) - 2, 0, -1):
        before, now, model = curve[at - 1], curve[at], models.get(f"{AGES[at]:g}")
        if before is None or now is None or model is None or forecast.is_too_early(AGES[at], model.posts):
            continue
        return forecast.foretell(model, before, now)
    return None

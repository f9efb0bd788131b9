"""Reports as programs see them: always the same keys, and null for what is not known."""

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from planner.insights.compare import Comparison
from planner.insights.said import VERDICTS
from planner.reports import said
from planner.reports.progress import Progress
from planner.reports.reading import OfChannel, Report
from planner.reports.rows import Row
from planner.reports.slots import Slots
from planner.reports.totals import Numbers, Total
from planner.schedule.mix import Share


class TotalShown(Schema):
    value: int | None = Field(description="Null: of no post is it known, which is not zero.")
    posts: int = Field(description="Of how many posts it is known.")


class RateOfShown(Schema):
    formula: str
    overall: float = Field(description="Per cent: sum by sum.")
    median: float = Field(description="Per cent: the middle post’s.")
    posts: int


class NumbersOfShown(Schema):
    out: int
    on_time: int = Field(description="Within 60 seconds.")
    timed: int = Field(description="Of which it can be said whether they were on time.")
    missed: int
    failed: int
    open: int = Field(description="Planned, waiting or in doubt.")
    engagement: TotalShown
    impressions: TotalShown
    reach: TotalShown
    clicks: TotalShown
    rates: list[RateOfShown]


class ComparisonShown(Schema):
    """Of the middle post’s engagement at 24 hours; nine of ten times the true ratio is in the interval."""

    ratio: float
    low: float
    high: float
    posts: int
    others: int
    verdict: str


class FollowersShown(Schema):
    first_on: date
    first: int
    last_on: date
    last: int
    change: int | None = Field(description="Null where only one day was counted.")


class ChannelTotalsShown(Schema):
    channel: int
    name: str
    network: str
    numbers: NumbersOfShown
    before: NumbersOfShown | None
    followers: FollowersShown | None = Field(description="Null: not counted.")
    comparison: ComparisonShown | None


class BestShown(Schema):
    post: int
    channel: int
    name: str
    published_at: datetime | None
    link: str
    engagement: int | None
    lift_percent: float
    lift_age_hours: float | None
    lift_posts: int | None


class EmptyShown(Schema):
    channel: int
    slots: int


class SlotsShown(Schema):
    """Weekly slots in which nothing stood; what was missed stood in one and did not go out."""

    came: int = Field(description="Slots of these days, without those that came in a pause.")
    empty: int
    since: date | None = Field(description="Counted from here on: what was before is not known.")
    channels: list[EmptyShown]


class ShareShown(Schema):
    pillar: int
    name: str
    posts: int
    of: int
    share: float
    low: float
    high: float
    target: float | None
    need: int
    verdict: str | None


class MarkShown(Schema):
    first: date
    last: date
    kind: str
    text: str


class BandShown(Schema):
    low: float
    middle: float
    high: float


class GoalShown(Schema):
    id: int
    metric: str
    channel: int | None
    campaign: int | None
    target: int
    from_on: date
    until_on: date
    so_far: float | None
    by_the_end: BandShown | None = Field(description="Null: too early to say, or not known.")
    outlook: str


class ReportShown(Schema):
    """`docs/reports.md` says what each number means."""

    month: str | None
    campaign: int | None
    title: str
    first: date
    last: date
    is_over: bool
    made_at: datetime
    zone: str
    can_be_said: list[str]
    cannot_be_said: list[str]
    posts: int
    without_pillar: int
    numbers: NumbersOfShown
    before: NumbersOfShown | None = Field(description="Of the month before; null for a campaign.")
    comparison: ComparisonShown | None
    channels: list[ChannelTotalsShown]
    best: list[BestShown]
    mix: list[ShareShown]
    marks: list[MarkShown]
    goals: list[GoalShown]
    slots: SlotsShown | None = Field(description="Null: no weekly times, or the report is of a campaign.")


def shown(found: Report) -> dict[str, Any]:
    asked = found.asked
    return {
        "month": None if asked.campaign else asked.span.month,
        "campaign": asked.campaign.pk if asked.campaign else None,
        "title": said.title(asked),
        "first": asked.span.first,
        "last": asked.span.last,
        "is_over": found.is_over,
        "made_at": found.made_at,
        "zone": asked.workspace.timezone,
        "can_be_said": said.can_be_said(found),
        "cannot_be_said": said.cannot_be_said(found),
        "posts": found.posts,
        "without_pillar": found.without_pillar,
        "numbers": _numbers(found.numbers),
        "before": found.before and _numbers(found.before),
        "comparison": _comparison(found.compared),
        "channels": [_channel(one) for one in found.channels],
        "best": [_best(one) for one in found.best],
        "mix": [_share(one) for one in found.mix],
        "marks": [{n: getattr(one, n) for n in ("first", "last", "kind", "text")} for one in found.marks],
        "goals": [goal_shown(one) for one in found.goals],
        "slots": found.slots and _slots(found.slots),
    }


def as_json(found: Report) -> str:
    """The same, as a file to be saved."""
    return ReportShown(**shown(found)).model_dump_json(indent=1)


def _slots(one: Slots) -> dict[str, Any]:
    channels = [{"channel": channel.pk, "slots": empty} for channel, empty in one.empty.items()]
    return {"came": one.came, "empty": one.total, "since": one.since, "channels": channels}


def _numbers(one: Numbers) -> dict[str, Any]:
    counts = {name: getattr(one, name) for name in ("out", "on_time", "timed", "missed", "failed", "open")}
    totals = {name: _total(getattr(one, name)) for name in ("engagement", "impressions", "reach", "clicks")}
    rates = [
        {"formula": rate.formula.value, "overall": rate.overall, "median": rate.median, "posts": rate.posts}
        for rate in one.rates
    ]
    return counts | totals | {"rates": rates}


def _total(one: Total) -> dict[str, Any]:
    return {"value": one.value, "posts": one.posts}


def _comparison(one: Comparison | None) -> dict[str, Any] | None:
    if one is None:
        return None
    known = {name: getattr(one, name) for name in ("ratio", "low", "high", "posts", "others")}
    return known | {"verdict": VERDICTS[one.verdict]}


def _channel(one: OfChannel) -> dict[str, Any]:
    counted = one.followers
    return {
        "channel": one.channel.pk,
        "name": one.channel.name,
        "network": one.channel.network,
        "numbers": _numbers(one.numbers),
        "before": one.before and _numbers(one.before),
        "followers": counted
        and {
            "first_on": counted.first_on,
            "first": counted.first,
            "last_on": counted.last_on,
            "last": counted.last,
            "change": counted.change if counted.is_whole else None,
        },
        "comparison": _comparison(one.compared),
    }


def _best(row: Row) -> dict[str, Any]:
    return {
        "post": row.post_id,
        "channel": row.channel_id,
        "name": row.name,
        "published_at": row.published_at,
        "link": row.link,
        "engagement": row.engagement,
        "lift_percent": row.lift,
        "lift_age_hours": row.lift_age,
        "lift_posts": row.lift_posts,
    }


def _share(one: Share) -> dict[str, Any]:
    names = ("name", "posts", "of", "share", "low", "high", "target", "need", "verdict")
    return {"pillar": one.pillar_id} | {name: getattr(one, name) for name in names}


def goal_shown(one: Progress) -> dict[str, Any]:
    goal, band = one.goal, one.band
    return {
        "id": goal.pk,
        "metric": goal.metric,
        "channel": goal.channel_id,
        "campaign": goal.campaign_id,
        "target": goal.target,
        "from_on": goal.from_on,
        "until_on": goal.until_on,
        "so_far": one.have,
        "by_the_end": band and {"low": band.low, "middle": band.middle, "high": band.high},
        "outlook": one.chance.value,
    }

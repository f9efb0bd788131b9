"""Insights as programs see them."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from planner.insights import said
from planner.insights.best_hour import Panel
from planner.insights.findings import Group
from planner.insights.reading import Insights, Life, Line


class SevenDaysShown(Schema):
    """The engagement after seven days lies from `low` to `high` in eight of ten cases."""

    low: int
    high: int


class OutcomeShown(Schema):
    post: int
    channel: int
    name: str
    published_at: datetime
    age_hours: float = Field(description="Of the newest look.")
    engagement: int | None = Field(description="Null: the network does not say, which is not zero.")
    lift_percent: float | None = Field(description="Against the channel’s usual at the same age.")
    lift_age_hours: float | None
    lift_posts: int = Field(description="Earlier posts that make the usual; ten are needed.")
    percentile: float | None
    verdict: str = Field(description="`above`, `usual`, `below`, or empty.")
    forecast: SevenDaysShown | None = Field(
        description="Null before three hours, or with fewer than 20 posts."
    )


class RateShown(Schema):
    formula: str
    overall: float = Field(description="Per cent: sum by sum.")
    median: float = Field(description="Per cent: the middle post’s.")
    posts: int


class GroupShown(Schema):
    """`ratio` of medians with the other posts; from `low` to `high` in nine of ten cases."""

    by: str
    name: str
    posts: int
    ratio: float | None
    low: float | None
    high: float | None
    verdict: str


class CellShown(Schema):
    at: int
    posts: int
    percent: float
    low: float
    high: float


class PanelShown(Schema):
    """The model’s values; raw means are not given. `recommended` is empty without evidence."""

    verdict: str
    says: str
    posts: int
    tried: int = Field(description="Of the posts, at an hour that a queue tried on purpose.")
    recommended: list[int]
    cells: list[CellShown]


class TrialShown(Schema):
    """A channel whose queue tries other hours (`PUT /channels/{id}/experiment`)."""

    channel: int
    began_at: datetime
    slots: int = Field(description="Given out by the queue since.")
    tried: int = Field(description="Of these, at another hour.")


class LifeShown(Schema):
    channel: int
    is_measured: bool
    hours: float = Field(description="Where it is not measured: what is typical, or supposed.")
    low: float | None
    high: float | None
    says: str


class InsightsShown(Schema):
    """`docs/insights.md` says what each number means, and what it does not."""

    channel: int | None
    period: int = Field(description="Days.")
    fitted_at: datetime | None = Field(description="When all but the posts was reckoned; null: not yet.")
    can_be_said: list[str]
    cannot_be_said: list[str]
    posts: list[OutcomeShown]
    published: int
    on_time: int = Field(description="Within 60 seconds.")
    missed: int
    measured: int
    reviews: int
    review_hours: float | None = Field(description="Of the middle review; only for all channels together.")
    rates: list[RateShown]
    comparisons: list[GroupShown]
    hours: PanelShown
    weekdays: PanelShown
    half_lives: list[LifeShown]
    experiments: list[TrialShown]


def shown(found: Insights) -> dict[str, Any]:
    period = found.period
    return {
        "channel": found.asked.channel.pk if found.asked.channel else None,
        "period": found.asked.days,
        "fitted_at": found.fitted_at,
        "can_be_said": said.can_be_said(found),
        "cannot_be_said": said.cannot_be_said(found),
        "posts": [line_shown(one) for one in found.lines],
        "published": period.out,
        "on_time": period.on_time,
        "missed": period.missed,
        "measured": period.measured,
        "reviews": period.reviews,
        "review_hours": period.review_hours,
        "rates": [
            {"formula": one.formula.value, "overall": one.overall, "median": one.median, "posts": one.posts}
            for one in period.rates
        ],
        "comparisons": [_group(one) for one in period.groups],
        "hours": _panel(found.findings.hours, is_of_days=False),
        "weekdays": _panel(found.findings.weekdays, is_of_days=True),
        "half_lives": [_life(one) for one in found.lives],
        "experiments": [
            {"channel": one.channel_id, "began_at": one.began_at, "slots": one.slots, "tried": one.tried}
            for _channel, one in found.trials
        ],
    }


def line_shown(one: Line) -> dict[str, Any]:
    made = one.foretold
    return {
        "post": one.post_id,
        "channel": one.channel.pk,
        "name": one.name,
        "published_at": one.published_at,
        "age_hours": one.age,
        "engagement": one.engagement,
        "lift_percent": one.lift,
        "lift_age_hours": one.lift_age,
        "lift_posts": one.lift_posts,
        "percentile": one.percentile if one.lift is not None else None,
        "verdict": said.lift_verdict(one),
        "forecast": {"low": round(made.low), "high": round(made.high)} if made else None,
    }


def _group(one: Group) -> dict[str, Any]:
    result = one.result
    return {
        "by": one.by,
        "name": one.name,
        "posts": one.posts,
        "ratio": result.ratio if result else None,
        "low": result.low if result else None,
        "high": result.high if result else None,
        "verdict": said.VERDICTS[result.verdict] if result else "not enough data",
    }


def _panel(found: Panel | None, is_of_days: bool) -> dict[str, Any]:
    says = said.panel(found, is_of_days)
    if found is None:
        return {
            "verdict": "not enough data",
            "says": says,
            "posts": 0,
            "tried": 0,
            "recommended": [],
            "cells": [],
        }
    return {
        "verdict": found.verdict,
        "says": says,
        "posts": found.posts,
        "tried": found.tried,
        "recommended": [cell.at for cell in found.recommended],
        "cells": [
            {"at": cell.at, "posts": cell.posts, "percent": cell.percent, "low": cell.low, "high": cell.high}
            for cell in found.cells
        ],
    }


def _life(one: Life) -> dict[str, Any]:
    known = one.found if one.found is not None and one.is_measured else None
    return {
        "channel": one.channel.pk,
        "is_measured": one.is_measured,
        "hours": known.hours if known else one.prior.hours,
        "low": known.low if known else None,
        "high": known.high if known else None,
        "says": said.life(one),
    }

"""Learning anew when enough new outcomes came, or the last time is some hours ago."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from planner.channels.models import Channel
from planner.insights import team
from planner.insights.findings import PERIODS, Findings, Period, kept
from planner.insights.gathering import SETTLED_AT
from planner.insights.halflife import PRIORS, UNKNOWN
from planner.insights.learning import NEWEST, Row, groups, lessons
from planner.insights.lift import LEAST
from planner.insights.models import Fitted, Outcome
from planner.insights.rates import Counts, rates
from planner.insights.trials import beliefs
from planner.people.models import Workspace
from planner.posts.models import Post
from planner.queues import experiment
from planner.rounds import Round

ROUND = Round(120)
STALE = timedelta(hours=6)
ENOUGH_NEW, NEW_SHARE = 5, 0.02
YEAR = timedelta(days=PERIODS[-1])
Scope = tuple[Workspace, Channel | None]


def refit(now: datetime) -> int:
    """How many channels and workspaces were learned from anew."""
    return len([fit(workspace, channel, now) for workspace, channel in ROUND.over(_due(now))])


def fit(workspace: Workspace, channel: Channel | None, now: datetime) -> Fitted:
    outcomes = _of(workspace, channel).filter(published_at__gte=now - YEAR)
    rows = _rows(outcomes)
    curves = list(outcomes.order_by("-published_at").values_list("curve", flat=True)[:NEWEST])[::-1]
    prior = PRIORS.get(channel.network, UNKNOWN) if channel else None
    found = replace(lessons(rows, curves, prior), periods=_periods(workspace, channel, rows, now))
    if channel:
        experiment.believe(channel.pk, beliefs(found.hours))
    return _keep(workspace, channel, found, now)


def _due(now: datetime) -> Iterator[Scope]:
    """Channels first, and then the workspaces that they are of."""
    fitted = {row.channel_id or -row.workspace_id: row for row in Fitted.objects.defer("found")}
    settled = _settled()
    channels = list(Channel.objects.here().select_related("workspace").order_by("pk"))
    for channel in channels:
        if _is_due(fitted.get(channel.pk), settled.get(channel.pk, 0), now):
            yield channel.workspace, channel
    for workspace in {channel.workspace_id: channel.workspace for channel in channels}.values():
        its = sum(settled.get(one.pk, 0) for one in channels if one.workspace_id == workspace.pk)
        if _is_due(fitted.get(-workspace.pk), its, now):
            yield workspace, None


def _settled() -> dict[int, int]:
    rows = Outcome.objects.order_by().filter(settled_at__isnull=False).values("channel")
    return dict(rows.annotate(n=Count("pk")).values_list("channel", "n"))


def _is_due(fitted: Fitted | None, settled: int, now: datetime) -> bool:
    if fitted is None or fitted.fitted_at < now - STALE:
        return True
    return settled - fitted.settled >= max(ENOUGH_NEW, NEW_SHARE * settled)


def _of(workspace: Workspace, channel: Channel | None) -> "QuerySet[Outcome]":
    return Outcome.objects.filter(workspace=workspace, **({"channel": channel} if channel else {}))


def _rows(outcomes: "QuerySet[Outcome]") -> list[Row]:
    """With the labels of their posts. Two queries."""
    tagged: dict[int, list[tuple[str, str]]] = {}
    through = Post.tags.through.objects.filter(post__in=outcomes.values("delivery__post"))
    for post, name in through.values_list("post", "tag__name"):
        tagged.setdefault(post, []).append(("tag", name))
    return [_row(values, tagged) for values in outcomes.order_by("published_at", "pk").values(*NAMES)]


NAMES = (
    "published_at", "hour", "weekday", "log_lift", "lift_age", "lift_posts", "format", "engagement", "reach",
    "impressions", "followers", "clicks", "delivery__post", "delivery__post__kind",
    "delivery__post__pillar__name", "delivery__post__campaign__name", "delivery__post__slot_at",
)  # fmt: skip


def _row(values: Any, tagged: dict[int, list[tuple[str, str]]]) -> Row:
    labels = [("kind", values["delivery__post__kind"]), ("format", values["format"])]
    for by in ("pillar", "campaign"):
        if name := values[f"delivery__post__{by}__name"]:
            labels.append((by, name))
    counts = Counts(*(values[name] for name in ("engagement", "reach", "impressions", "followers", "clicks")))
    return Row(
        values["published_at"],
        values["hour"],
        values["weekday"],
        values["log_lift"] if values["lift_age"] in SETTLED_AT and values["lift_posts"] >= LEAST else None,
        counts,
        (*labels, *tagged.get(values["delivery__post"], ())),
        values["delivery__post__slot_at"] is not None,
    )


def _periods(
    workspace: Workspace, channel: Channel | None, rows: Sequence[Row], now: datetime
) -> dict[str, Period]:
    made = {}
    for days in PERIODS:
        since = now - timedelta(days=days)
        these = [row for row in rows if row.published_at >= since]
        made[str(days)] = Period(
            **team.punctuality(workspace, channel, since),
            **({} if channel else team.reviews(workspace, since)),
            measured=sum(row.counts.engagement is not None for row in these),
            rates=tuple(rates(row.counts for row in these)),
            groups=groups(these),
        )
    return made


def _keep(workspace: Workspace, channel: Channel | None, found: Findings, now: datetime) -> Fitted:
    settled = _of(workspace, channel).filter(settled_at__isnull=False).count()
    values = {"found": kept(found), "settled": settled, "fitted_at": now}
    row, _new = Fitted.objects.update_or_create(workspace=workspace, channel=channel, defaults=values)
    return row

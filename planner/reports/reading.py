"""A report of a month or a campaign, read whole: a dozen queries, however many posts there are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from planner.campaigns.models import Campaign
from planner.channels.models import Channel
from planner.insights.compare import Comparison
from planner.people.models import Workspace
from planner.reports.against import against
from planner.reports.annotated import Mark, marks
from planner.reports.followers import Followers, followers_of
from planner.reports.outages import outages
from planner.reports.progress import Progress, goals_of
from planner.reports.rows import Row, rows_of, span_of
from planner.reports.slots import Slots, slots_of
from planner.reports.span import Span, month_before
from planner.reports.totals import Numbers, best, numbers
from planner.schedule.mix import Counted, Share, mix

BEST = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """One report: of a month, or of a campaign. `for_client`: nothing of the team's own."""

    workspace: Workspace
    span: Span
    campaign: Campaign | None = None
    for_client: bool = False

    @property
    def name(self) -> str:
        """For files: harbour-2026-10."""
        what = f"campaign-{self.campaign.pk}" if self.campaign else self.span.month
        return f"report-{self.workspace.slug}-{what}"


@dataclass(frozen=True, slots=True)
class OfChannel:
    channel: Channel
    numbers: Numbers
    before: Numbers | None  # of the month before; None for a campaign
    followers: Followers | None
    compared: Comparison | None


@dataclass(frozen=True, slots=True)
class Report:
    asked: Asked
    made_at: datetime
    is_over: bool
    rows: tuple[Row, ...]
    numbers: Numbers
    before: Numbers | None
    compared: Comparison | None
    channels: tuple[OfChannel, ...]
    best: tuple[Row, ...]
    mix: tuple[Share, ...]
    posts: int  # that are out, each counted once however many channels it is on
    without_pillar: int
    marks: tuple[Mark, ...]
    goals: tuple[Progress, ...]
    slots: Slots | None = None  # None: no weekly times, or not told in this report

    def channel(self, row: Row) -> Channel:
        return next(one.channel for one in self.channels if one.channel.pk == row.channel_id)


def month_asked(workspace: Workspace, span: Span, for_client: bool = False) -> Asked:
    return Asked(workspace, span, None, for_client)


def campaign_asked(campaign: Campaign, today: date, for_client: bool = False) -> Asked:
    return Asked(campaign.workspace, span_of(campaign, today), campaign, for_client)


def report(asked: Asked, now: datetime, language: str) -> Report:
    """As things stand now; `language` is for the names of holidays."""
    workspace, campaign = asked.workspace, asked.campaign
    today = now.astimezone(workspace.zone).date()
    rows = rows_of(workspace, asked.span, campaign)
    others = _others(asked, rows)
    of_before = None if campaign else others
    channels = tuple(_channels(asked, rows, of_before))
    out = {row.post_id: row.pillar_id for row in rows if row.is_out}
    stopped = () if asked.for_client else tuple(outages(workspace, asked.span))
    is_inside = not (asked.for_client or campaign)
    return Report(
        asked=asked,
        made_at=now,
        is_over=asked.span.last < today,
        rows=tuple(rows),
        numbers=numbers(rows),
        before=numbers(of_before) if of_before is not None else None,
        compared=against(rows, others),
        channels=channels,
        best=tuple(best(rows, BEST)),
        mix=tuple(_mix(workspace, list(out.values()))),
        posts=len(out),
        without_pillar=sum(pillar is None for pillar in out.values()),
        marks=tuple(marks(workspace, asked.span, asked.for_client, language, stopped)),
        goals=() if asked.for_client else tuple(_goals(asked, today)),
        slots=slots_of(workspace, asked.span, rows, stopped, now) if is_inside else None,
    )


def _others(asked: Asked, rows: Sequence[Row]) -> list[Row]:
    """What the report is held against: the month before, or the other posts of the campaign's days there."""
    if asked.campaign is None:
        return rows_of(asked.workspace, month_before(asked.span))
    channels, mine = {row.channel_id for row in rows}, {row.delivery_id for row in rows}
    near = rows_of(asked.workspace, asked.span)
    return [row for row in near if row.channel_id in channels and row.delivery_id not in mine]


def _channels(asked: Asked, rows: Sequence[Row], of_before: Sequence[Row] | None) -> list[OfChannel]:
    own, before = _by_channel(rows), _by_channel(of_before or ())
    known = Channel.objects.filter(pk__in=own.keys() | before.keys()).order_by("name", "pk")
    shown = list(known.defer("credentials", "account_facts"))
    counted = {} if asked.campaign else followers_of([one.pk for one in shown], asked.span)
    return [
        OfChannel(
            one,
            numbers(own[one.pk]),
            None if of_before is None else numbers(before[one.pk]),
            counted.get(one.pk),
            None if of_before is None else against(own[one.pk], before[one.pk]),
        )
        for one in shown
    ]


def _by_channel(rows: Sequence[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.channel_id].append(row)
    return found


def _mix(workspace: Workspace, pillars: Sequence[int | None]) -> list[Share]:
    named = workspace.pillars.values_list("pk", "name", "target")
    return mix([Counted(pk, name, pillars.count(pk), target) for pk, name, target in named])


def _goals(asked: Asked, today: date) -> list[Progress]:
    where = {"campaign": asked.campaign} if asked.campaign else {}
    return goals_of(asked.workspace, asked.span, today, **where)

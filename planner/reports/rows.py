"""What went out, and what should have: one row a delivery, as a report reads it. One query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from planner.campaigns.models import Campaign
from planner.channels.models import Channel
from planner.deliveries.invented import EXAMPLE, SAID
from planner.deliveries.models import Delivery
from planner.insights.lift import LEAST, percent
from planner.insights.rates import Counts
from planner.insights.team import PUNCTUAL
from planner.people.models import Workspace
from planner.reports.span import Span
from planner.schedule.cards import title_of

MOST = 20_000
COLUMNS = (
    "pk", "post_id", "channel_id", "post__pillar_id", "state", "due_at", "published_at", "receipt_id",
    "receipt_url", "version__title", "version__text", "gone_at", "taken_back_at", "outcome__engagement",
    "outcome__reach", "outcome__impressions", "outcome__clicks", "outcome__followers", "outcome__day",
    "outcome__log_lift", "outcome__lift_age", "outcome__lift_posts",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """None is what is not known, which is not zero."""

    delivery_id: int
    post_id: int
    channel_id: int
    pillar_id: int | None
    state: str
    due_at: datetime
    published_at: datetime | None
    receipt_id: str
    link: str
    title: str
    text: str
    gone_at: datetime | None
    taken_back_at: datetime | None
    engagement: int | None
    reach: int | None
    impressions: int | None
    clicks: int | None
    followers: int | None
    day: float | None  # engagement at 24 hours
    log_lift: float | None
    lift_age: float | None  # hours
    lift_posts: int | None

    @property
    def is_out(self) -> bool:
        return self.state == "published"

    @property
    def is_ours(self) -> bool:
        """We sent it ourselves; a person's word and examples have no time that could be kept."""
        return not self.receipt_id.startswith((SAID, EXAMPLE))

    @property
    def is_on_time(self) -> bool:
        return self.published_at is not None and self.published_at <= self.due_at + PUNCTUAL

    @property
    def name(self) -> str:
        return title_of(self.title, self.text)

    @property
    def lift(self) -> float | None:
        """In percent; None where fewer than ten earlier posts make the usual."""
        known = self.log_lift is not None and (self.lift_posts or 0) >= LEAST
        return percent(self.log_lift) if known and self.log_lift is not None else None

    @property
    def counts(self) -> Counts:
        return Counts(self.engagement, self.reach, self.impressions, self.followers, self.clicks)


def rows_of(
    workspace: Workspace, span: Span, campaign: Campaign | None = None, channel: Channel | None = None
) -> list[Row]:
    """By their planned times; first parts of threads only, and nothing that was called off."""
    since, until = span.moments(workspace.zone)
    where: dict[str, Any] = {"workspace": workspace, "part": 0, "due_at__gte": since, "due_at__lt": until}
    where |= {"post__campaign": campaign} if campaign else {}
    where |= {"channel": channel} if channel else {}
    found = Delivery.objects.filter(**where).exclude(state="cancelled")
    return [Row(*values) for values in found.order_by("due_at", "pk").values_list(*COLUMNS)[:MOST]]


def span_of(campaign: Campaign, today: Any) -> Span:
    """From its first day, or its first post, to its last day or today."""
    zone = campaign.workspace.zone
    mine = Delivery.objects.filter(Q(part=0), post__campaign=campaign).exclude(state="cancelled")
    times = list(mine.order_by("due_at").values_list("due_at", flat=True))
    days = [at.astimezone(zone).date() for at in (times[:1] + times[-1:])]
    first = min([*days, campaign.starts_on or today])
    last = max([*(day for day in days if day <= today), min(campaign.ends_on or today, today), first])
    return Span(first, last)


def on_time(rows: Sequence[Row]) -> tuple[int, int]:
    """How many went out within a minute of their time, of how many that we sent."""
    timed = [row for row in rows if row.is_out and row.is_ours]
    return sum(row.is_on_time for row in timed), len(timed)

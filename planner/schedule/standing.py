"""How campaigns and pillars stand: their posts by stage, and this month's mix against the plan."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet

from planner.campaigns.models import Campaign
from planner.deliveries.stage import Stage, with_stage
from planner.people.models import Workspace
from planner.posts.models import Post
from planner.schedule import noticing
from planner.schedule.mix import Counted, Share, mix


@dataclass(frozen=True, slots=True)
class Standing:
    """A campaign with the number of its posts at each stage, in the order in which posts travel."""

    campaign: Campaign
    stages: tuple[tuple[str, int], ...]
    is_over: bool

    @property
    def posts(self) -> int:
        return sum(count for _stage, count in self.stages)


@dataclass(frozen=True, slots=True)
class Mix:
    month: date
    shares: Sequence[Share]
    planned: int  # per cent that the targets make together


def campaigns_shown(workspace: Workspace, now: datetime) -> list[Standing]:
    """Those that go on first, then those that are over, then what is put away. Two queries."""
    today = now.astimezone(workspace.zone).date()
    counts: defaultdict[int, dict[str, int]] = defaultdict(dict)
    posts: QuerySet[Any] = with_stage(Post.objects.filter(workspace=workspace).exclude(campaign=None))
    rows = posts.order_by().values_list("campaign_id", "stage").annotate(Count("pk"))
    for campaign, stage, count in rows:
        counts[campaign][stage] = count
    found = [
        Standing(
            campaign,
            tuple((stage, n) for stage in Stage.values if (n := counts[campaign.pk].get(stage))),
            is_over=campaign.ends_on is not None and campaign.ends_on < today,
        )
        for campaign in workspace.campaigns.all()
    ]
    return sorted(found, key=lambda one: (one.campaign.archived_at is not None, one.is_over, _begins(one)))


def _begins(one: Standing) -> tuple[bool, date, str]:
    first = one.campaign.starts_on
    return first is None, first or date.max, one.campaign.name


def pillars_shown(workspace: Workspace, now: datetime) -> Mix:
    """Every pillar with this month's share. Two queries."""
    first = now.astimezone(workspace.zone).date().replace(day=1)
    counts = noticing.of_month(workspace, first)
    rows = workspace.pillars.values_list("pk", "name", "target")
    found = [Counted(pk, name, counts.get(pk, ("", 0))[1], target) for pk, name, target in rows]
    return Mix(first, mix(found), sum(one.target or 0 for one in found))

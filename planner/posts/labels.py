"""A post's labels: read from the row, written to it. New names are made as they are used."""

from datetime import UTC, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db import transaction

from planner.campaigns.models import Campaign, Pillar, Tag
from planner.people.models import Workspace
from planner.plain import plain
from planner.posts.form import Labels
from planner.posts.models import Post

Kind = TypeVar("Kind", Campaign, Pillar, Tag)


def labels_of(post: Post) -> Labels:
    until = post.valid_until.astimezone(post.workspace.zone).date() if post.valid_until else None
    return Labels(
        campaign=post.campaign.name if post.campaign else "",
        pillar=post.pillar.name if post.pillar else "",
        tags=tuple(tag.name for tag in post.tags.all()),
        kind=post.kind,
        valid_until=until,
    )


@transaction.atomic
def label(post: Post, labels: Labels) -> None:
    """Sort the post. It stays valid to the end of the day that was named, in the workspace's zone."""
    here = post.workspace
    post.campaign = named(Campaign, here, labels.campaign)
    post.pillar = named(Pillar, here, labels.pillar)
    post.kind = labels.kind
    post.valid_until = _end_of(labels, here.zone)
    post.save(update_fields=["campaign", "pillar", "kind", "valid_until"])
    post.tags.set([tag for name in labels.tags if (tag := named(Tag, here, name))])


def names_of(workspace: Workspace) -> dict[str, list[str]]:
    """What there is to choose from."""
    return {
        "campaigns": list(workspace.campaigns.values_list("name", flat=True)[:200]),
        "pillars": list(workspace.pillars.values_list("name", flat=True)[:200]),
        "tags": list(workspace.tags.values_list("name", flat=True)[:200]),
    }


def named(kind: type[Kind], workspace: Workspace, name: str | None) -> Kind | None:
    """The label of that name, made where there is none; None for an empty one."""
    tidy = plain(name or "")
    return kind._default_manager.get_or_create(workspace=workspace, name=tidy)[0] if tidy else None


def _end_of(labels: Labels, zone: ZoneInfo) -> datetime | None:
    if labels.valid_until is None:
        return None
    return datetime.combine(labels.valid_until, time(23, 59, 59), zone).astimezone(UTC)

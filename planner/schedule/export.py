"""Posts as a table for a spreadsheet: one row a post, in the workspace's own clock."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from planner.deliveries.stage import Stage, with_stage
from planner.people.models import Workspace
from planner.posts.models import Post
from planner.schedule.finding import Filters, posts_of

MOST = 5000
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take these for a formula


def table(
    workspace: Workspace,
    filters: Filters,
    chosen: Sequence[int],
    span: tuple[datetime, datetime] | None,
    now: datetime,
) -> str:
    """CSV in UTF-8 with a byte order mark, which Excel wants, and a line that names the columns."""
    posts = posts_of(workspace, Filters() if chosen else filters, now)
    if chosen:
        posts = posts.filter(pk__in=chosen)
    if span is not None:
        posts = posts.filter(planned_at__gte=span[0], planned_at__lt=span[1])
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [_("Day"), _("Time"), _("Zone"), _("Stage"), _("Channels"), _("Title"), _("Words"), _("Campaign"),
         _("Pillar"), _("Tags"), _("Author"), _("Assigned to"), _("Links")]
    )  # fmt: skip
    for row in _rows(workspace, posts):
        writer.writerow([harmless(value) for value in row])
    return "\ufeff" + out.getvalue()


def _rows(workspace: Workspace, posts: "QuerySet[Post]") -> Iterator[list[str]]:
    related = ("head", "campaign", "pillar", "author", "assignee")
    rows = with_stage(posts).select_related(*related).order_by("planned_at", "pk")
    stages = dict(Stage.choices)
    for post in rows.prefetch_related("tags", "deliveries", "head__variants__channel")[:MOST]:
        at = timezone.localtime(post.planned_at, workspace.zone) if post.planned_at else None
        links = [one.receipt_url for one in post.deliveries.all() if one.receipt_url]
        yield [
            f"{at:%Y-%m-%d}" if at else "",
            f"{at:%H:%M}" if at else "",
            workspace.timezone if at else "",
            str(stages[getattr(post, "stage", "draft")]),
            ", ".join(variant.channel.name for variant in post.newest.variants.all()),
            post.newest.title,
            post.newest.text,
            _named(post, "campaign"),
            _named(post, "pillar"),
            ", ".join(tag.name for tag in post.tags.all()),
            str(post.author or ""),
            str(post.assignee or ""),
            " ".join(links),
        ]


def _named(post: Post, label: str) -> str:
    return str(getattr(post, label) or "")


def harmless(value: str) -> str:
    """An apostrophe before what a spreadsheet would run."""
    return f"'{value}" if value.startswith(DANGEROUS) else value

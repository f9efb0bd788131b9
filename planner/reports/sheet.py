"""A report as a table for a spreadsheet: one row for each post on each channel."""

import csv
import io
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from planner.deliveries.models import State
from planner.reports.reading import Report
from planner.reports.rows import Row
from planner.schedule.export import harmless


def sheet(found: Report) -> str:
    """CSV in UTF-8 with a byte order mark, which Excel wants. What is not known is empty, never 0."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [_("Day"), _("Time"), _("Zone"), _("Channel"), _("Post"), _("State"),
         pgettext("posts", "On time"), _("Engagement"), _("People reached"), _("Views"), _("Clicks"),
         _("Engagement at 24 hours"), _("Lift, %"), _("Age of the lift, hours"),
         _("Posts that make the usual"), _("Link")]
    )  # fmt: skip
    for row in _shown(found):
        writer.writerow([harmless(value) for value in _fields(row, found)])
    return "\ufeff" + out.getvalue()


def _shown(found: Report) -> Iterator[Row]:
    """A client's copy has what went out, and nothing else."""
    return (row for row in found.rows if row.is_out or not found.asked.for_client)


def _fields(row: Row, found: Report) -> list[str]:
    workspace = found.asked.workspace
    at = timezone.localtime(row.published_at or row.due_at, workspace.zone)
    known = row.lift is not None
    return [
        f"{at:%Y-%m-%d}",
        f"{at:%H:%M}",
        workspace.timezone,
        found.channel(row).name,
        row.name,
        str(dict(State.choices)[row.state]),
        (_("yes") if row.is_on_time else _("no")) if row.is_out and row.is_ours else "",
        *(_number(value) for value in (row.engagement, row.reach, row.impressions, row.clicks, row.day)),
        _number(row.lift),
        _number(row.lift_age if known else None),
        _number(row.lift_posts if known else None),
        row.link,
    ]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}".removesuffix(".0")

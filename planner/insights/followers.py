"""A channel's followers day by day: a line, a table, and a sentence of what changed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.formats import date_format, number_format
from django.utils.translation import ngettext

from planner.channels.models import Channel
from planner.insights.charts import Days, days
from planner.metrics.models import ChannelDay


@dataclass(frozen=True, slots=True)
class Followed:
    counts: tuple[tuple[date, int], ...]  # the oldest first; days that nobody counted are left out
    chart: Days
    says: str


def followed(channel: Channel, over: int, now: datetime) -> Followed | None:
    """Over so many days; None where nobody counted. One query."""
    today = now.astimezone(channel.workspace.zone).date()
    rows = ChannelDay.objects.filter(channel=channel, on__gt=today - timedelta(days=over))
    counts = tuple(rows.order_by("on").values_list("on", "followers"))
    if not counts:
        return None
    words = [f"{date_format(on, 'j E')}: {number_format(count, force_grouping=True)}" for on, count in counts]
    return Followed(counts, days(counts, words), _change(counts))


def _change(counts: tuple[tuple[date, int], ...]) -> str:
    (first_on, first), (last_on, last) = counts[0], counts[-1]
    if first_on == last_on:
        return ""
    change, between = last - first, (last_on - first_on).days
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    known = {"change": f"{sign}{number_format(abs(change), force_grouping=True)}", "n": between}
    return ngettext("%(change)s in %(n)s day", "%(change)s in %(n)s days", between) % known

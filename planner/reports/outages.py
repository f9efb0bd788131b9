"""When nothing could go out: pauses, and channels that had to be connected again. Read from the history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from planner.history.models import Entry
from planner.installation import stand_stills
from planner.people.models import Workspace
from planner.reports.span import Span

BEGINS = {
    "workspace.paused": "paused",
    "channel.paused": "channel paused",
    "channel.to_reconnect": "to reconnect",
}
ENDS = {
    "workspace.resumed": ("paused",),
    "channel.resumed": ("channel paused",),
    "channel.reconnected": ("to reconnect",),
    "channel.removed": ("channel paused", "to reconnect"),
}
MOST = 2000  # entries, the newest


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the history, as far as it matters here."""

    at: datetime
    act: str
    thing_id: int


@dataclass(frozen=True, slots=True)
class Outage:
    """`until` None: it goes on. `channel_id` None: of the whole workspace."""

    kind: str  # "paused", "all paused" (every workspace), "channel paused", "to reconnect"
    channel_id: int | None
    since: datetime
    until: datetime | None

    def days(self, span: Span, zone: ZoneInfo) -> tuple[date, date]:
        """The first and the last day of it that lie in the span."""
        end = self.until.astimezone(zone).date() if self.until else span.last
        return max(self.since.astimezone(zone).date(), span.first), min(end, span.last)


def outages(workspace: Workspace, span: Span) -> list[Outage]:
    since, until = span.moments(workspace.zone)
    rows = Entry.objects.filter(workspace=workspace, act__in=[*BEGINS, *ENDS], at__lt=until)
    told = [Told(*row) for row in rows.order_by("-number").values_list("at", "act", "thing_id")[:MOST]]
    found = [one for one in paired(reversed(told)) if one.until is None or one.until > since]
    found += [Outage("all paused", None, *moments) for moments in stand_stills(since, until)]
    return sorted(found, key=lambda one: one.since)


def paired(told: Iterable[Told]) -> list[Outage]:
    """Each beginning with its end, in the order of beginnings; begun twice is begun once. Pure."""
    open_since: dict[tuple[str, int], datetime] = {}
    found: list[Outage] = []
    for one in told:
        if one.act in BEGINS:
            open_since.setdefault((BEGINS[one.act], one.thing_id), one.at)
        for kind in ENDS.get(one.act, ()):
            if (since := open_since.pop((kind, one.thing_id), None)) is not None:
                found.append(_outage(kind, one.thing_id, since, one.at))
    found += [_outage(kind, thing, since, None) for (kind, thing), since in open_since.items()]
    return sorted(found, key=lambda one: one.since)


def _outage(kind: str, thing: int, since: datetime, until: datetime | None) -> Outage:
    return Outage(kind, None if kind == "paused" else thing, since, until)

"""The filters of a calendar's address: what is kept of them, and what they are in words."""

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from planner.campaigns.models import Campaign, Pillar, Tag
from planner.deliveries.stage import Stage
from planner.people.members import Refused
from planner.people.models import Workspace
from planner.schedule.finding import KEPT, Filters, Reader

ALL = (*KEPT, "q", "late")
BESIDE = (
    "view",
    "month",
    "on",
    "from",
    "to",
    "day",
    "week",
    "date",
    "sort",
)  # where one stands, and how it looks
MOST = 500  # characters


def kept(query: QueryDict) -> str:
    """The filters alone, without the view and the time, as the calendar reads them; else Refused."""
    found = QueryDict(mutable=True)
    for name, values in query.lists():
        if name in BESIDE or not (said := [value for value in values if value]):
            continue
        if name not in ALL or (len(set(said)) > 1 and name != "channel"):
            raise Refused(_not_read(name))
        found[name] = ",".join(said) if name == "channel" else said[0]
    if wrong := Filters.unread(dict[str, Any](found.items())):
        raise Refused(_not_read(wrong[0]))
    if len(found.urlencode()) > MOST:
        raise Refused(_("These filters are too long for a feed. Choose fewer."))
    return found.urlencode()


def stored(query: str, reader: Reader) -> Filters | None:
    """Filters that were kept before; None where they cannot be read any more."""
    try:
        return Filters.read(QueryDict(kept(QueryDict(query))).dict(), reader)
    except Refused:
        return None


def _not_read(name: str) -> str:
    return _("The filter “%(name)s” cannot be read. Choose it in the calendar anew.") % {"name": name[:40]}


def told(workspace: Workspace, query: str) -> list[str]:
    """Each filter in words: a channel by its name, a stage by its word."""
    return [word for name, values in QueryDict(query).lists() for word in _words(workspace, name, values)]


def _words(workspace: Workspace, name: str, values: list[str]) -> Iterator[str]:
    numbers = [
        int(part) for value in values for part in value.split(",") if part.isdecimal() and len(part) < 16
    ]
    if name == "channel":
        yield from workspace.channels.filter(pk__in=numbers).values_list("name", flat=True)
    elif name in {"campaign", "pillar", "tag"}:
        kinds: dict[str, Any] = {"campaign": Campaign, "pillar": Pillar, "tag": Tag}
        those = kinds[name]._default_manager.filter(workspace=workspace, pk__in=numbers)
        yield from those.values_list("name", flat=True)
    elif name == "author":
        members = workspace.memberships.filter(user__in=numbers).select_related("user")
        yield from (str(member.user) for member in members)
    elif name == "stage":
        words = dict(Stage.choices)
        yield from (str(words[part]) for value in values for part in value.split(",") if part in words)
    elif name == "q":
        yield from (_("“%(words)s”") % {"words": value} for value in values)
    elif name == "late":
        yield _("late")
    elif name == "mine":
        yield _("only mine")

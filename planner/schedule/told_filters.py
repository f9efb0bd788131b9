"""The filters of a calendar's address: what is kept of them, and what they are in words."""

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from planner.campaigns.models import Campaign, Pillar, Tag
from planner.deliveries.stage import Stage
from planner.people.models import Workspace

KEPT = ("channel", "stage", "campaign", "pillar", "tag", "author", "assignee", "mine", "waiting", "q")
MOST = 500  # characters


def kept(query: QueryDict) -> str:
    """The filters alone, without the view and the time."""
    found = QueryDict(mutable=True)
    for name in KEPT:
        if values := [value for value in query.getlist(name) if value]:
            found.setlist(name, values)
    return found.urlencode() if len(found.urlencode()) <= MOST else ""


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
    elif name in {"author", "assignee"}:
        members = workspace.memberships.filter(user__in=numbers).select_related("user")
        yield from (str(member.user) for member in members)
    elif name == "stage":
        words = dict(Stage.choices)
        yield from (str(words[part]) for value in values for part in value.split(",") if part in words)
    elif name == "q":
        yield from (_("“%(words)s”") % {"words": value} for value in values)
    else:
        yield _("only mine") if name == "mine" else _("waiting for me")

"""What a filter can be set to, each with how many posts of the period it would leave."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from planner.deliveries.stage import Stage, with_stage
from planner.people.models import Workspace
from planner.posts.models import Post, Variant
from planner.schedule.finding import Filters, posts_of

MOST = 60


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: str
    count: int
    is_on: bool
    network: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """A filter by its name in the address; `several`: more than one can be on."""

    name: str
    choices: Sequence[Choice]
    several: bool = False


def menu(
    name: str, workspace: Workspace, filters: Filters, span: tuple[datetime, datetime], now: datetime
) -> Menu:
    """Counted under the other filters, so that the numbers are what a click would show."""
    return MENUS[name](workspace, filters, span, now)


def _posts(
    workspace: Workspace, filters: Filters, span: tuple[datetime, datetime], now: datetime
) -> "QuerySet[Post]":
    during = posts_of(workspace, filters, now).filter(planned_at__gte=span[0], planned_at__lt=span[1])
    return during.order_by()


def _channels(workspace: Workspace, filters: Filters, span: tuple[datetime, datetime], now: datetime) -> Menu:
    posts = _posts(workspace, replace(filters, channel_ids=()), span, now)
    there = Variant.objects.filter(version__in=posts.values("head")).order_by()
    counts = dict(there.values_list("channel").annotate(n=Count("version", distinct=True)))
    rows = workspace.channels.here().values_list("pk", "name", "network")
    choices = [
        Choice(str(pk), name, counts.get(pk, 0), pk in filters.channel_ids, network)
        for pk, name, network in rows
    ]
    return Menu("channel", choices, several=True)


def _stages(workspace: Workspace, filters: Filters, span: tuple[datetime, datetime], now: datetime) -> Menu:
    posts = with_stage(_posts(workspace, replace(filters, stage=""), span, now))
    rows = posts.values_list("stage").annotate(n=Count("pk"))  # type: ignore[misc] # annotated
    counts: Mapping[str, int] = dict(rows)
    return Menu(
        "stage",
        [
            Choice(value, str(word), counts.get(value, 0), value == filters.stage)
            for value, word in Stage.choices
        ],
    )


def _labelled(name: str) -> Callable[..., Menu]:
    def made(workspace: Workspace, filters: Filters, span: tuple[datetime, datetime], now: datetime) -> Menu:
        column = "tags" if name == "tag" else name
        chosen = getattr(filters, f"{name}_id")
        posts = _posts(workspace, _without(filters, name), span, now)
        counts = dict(posts.exclude(**{column: None}).values_list(column).annotate(n=Count("pk")))
        rows = _names(workspace, name)
        choices = [Choice(str(pk), text, counts.get(pk, 0), pk == chosen) for pk, text in rows]
        return Menu(name, sorted(choices, key=lambda one: (-one.count, one.name))[:MOST])

    return made


def _without(filters: Filters, name: str) -> Filters:
    unset: dict[str, Any] = {f"{name}_id": None}
    return replace(filters, **unset)


def _names(workspace: Workspace, name: str) -> list[tuple[int, str]]:
    if name == "author":
        members = workspace.memberships.select_related("user")
        return [(one.user_id, str(one.user)) for one in members]
    rows = getattr(workspace, {"campaign": "campaigns", "pillar": "pillars", "tag": "tags"}[name])
    return list(rows.values_list("pk", "name")[:500])


MENUS: Mapping[str, Callable[[Workspace, Filters, tuple[datetime, datetime], datetime], Menu]] = {
    "channel": _channels,
    "stage": _stages,
    "campaign": _labelled("campaign"),
    "pillar": _labelled("pillar"),
    "tag": _labelled("tag"),
    "author": _labelled("author"),
}


def chosen_names(workspace: Workspace, filters: Filters) -> dict[str, str]:
    """How the filters that are on are called; a query for each of them, and none for the others."""
    found: dict[str, str] = {}
    for name in ("campaign", "pillar", "tag", "author"):
        pk = getattr(filters, f"{name}_id")
        if pk is not None:
            found[name] = next((text for one, text in _names(workspace, name) if one == pk), "?")
    return found

"""Rules that add a step to some posts: a price in the words, a campaign, a label, a channel."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from planner.history.models import Actor
from planner.history.record import record
from planner.people.models import Workspace
from planner.plain import plain
from planner.reviews.policies import Route
from planner.reviews.setting import NotOurs, NotSettled, target
from planner.reviews.setting_people import People
from planner.reviews.setting_steps import AskingSaid, insist_on, nobody_in

MOST_ROUTES = 100
MOST_WORDS = 200  # of one rule
THINGS = (Route.When.CHANNEL, Route.When.CAMPAIGN, Route.When.TAG)


@dataclass(frozen=True, slots=True)
class RouteSaid(AskingSaid):
    """A rule as somebody sets it. An empty name is that of the group."""

    when: str = Route.When.PRICE
    words: str = ""  # one a line
    channel: int | None = None
    campaign: int | None = None
    tag: int | None = None
    group: int | None = None


@transaction.atomic
def add_route(workspace: Workspace, said: RouteSaid, by: Actor) -> Route:
    if Route.objects.filter(workspace=workspace).count() >= MOST_ROUTES:
        raise NotSettled("name", _("That is a lot: there are %(most)s already.") % {"most": MOST_ROUTES})
    route = Route.objects.create(workspace=workspace, **_columns(workspace, said))
    record(workspace.pk, by, "route.added", route, name=route.name, when=route.when)
    return route


@transaction.atomic
def change_route(route: Route, said: RouteSaid, by: Actor) -> None:
    columns = _columns(route.workspace, said)
    changed = [name for name, value in columns.items() if getattr(route, name) != value]
    for name, value in columns.items():
        setattr(route, name, value)
    if changed:
        route.save(update_fields=changed)
        record(route.workspace_id, by, "route.changed", route, name=route.name, changed=changed)


@transaction.atomic
def remove_route(route: Route, by: Actor) -> None:
    """Posts that it is true of do not take its step any more."""
    record(route.workspace_id, by, "route.removed", route, name=route.name)
    route.delete()


def _columns(workspace: Workspace, said: RouteSaid) -> dict[str, Any]:
    people = People(workspace)
    if said.group is None:
        raise NotSettled("group", _("Choose the group that is asked."))
    if said.group not in people.groups:
        raise NotOurs("group")
    group = people.groups[said.group]
    asked = people.in_group(group.pk)
    if not asked:
        raise NotSettled("group", nobody_in(group.name))
    named = RouteSaid(**{one: getattr(said, one) for one in RouteSaid.__dataclass_fields__ if one != "name"},
                      name=plain(said.name) or group.name)  # fmt: skip
    about = _about(workspace, said)
    return insist_on(named, asked, [group.pk], people) | {"when": said.when, "group": group} | about


def _about(workspace: Workspace, said: RouteSaid) -> dict[str, Any]:
    """The columns of its condition: only those that it looks at are kept."""
    about: dict[str, Any] = {"words": "", "channel": None, "campaign": None, "tag": None}
    if said.when == Route.When.WORDS:
        lines = [line for line in (plain(line)[:80] for line in said.words.splitlines()) if line]
        if not lines:
            raise NotSettled("words", _("Write the words that it looks for, one on each line."))
        about["words"] = "\n".join(list(dict.fromkeys(lines))[:MOST_WORDS])
    elif said.when in THINGS:
        pk = getattr(said, said.when)
        if pk is None:
            raise NotSettled(said.when, _("Choose which one."))
        about[said.when] = target(workspace, said.when, pk)
    return about

"""Ways to agree that many teams begin with: one editor; editors, then legal; editors, then the client."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planner.history.models import Actor
from planner.people.groups import Group
from planner.people.models import Workspace
from planner.people.permissions import Role
from planner.people.terms import ReviewPolicy
from planner.reviews.policies import Asking
from planner.reviews.setting import NotSettled
from planner.reviews.setting_groups import GroupSaid, make_group
from planner.reviews.setting_people import People
from planner.reviews.setting_steps import StepSaid, nobody_in

EDITORS_HOURS, SECOND_HOURS = 48, 24  # before the post's time


class Kind(models.TextChoices):
    ONE = "one", gettext_lazy("One editor")
    LEGAL = "legal", gettext_lazy("Editors, then legal")
    CLIENT = "client", gettext_lazy("Editors, then the client")


@dataclass(frozen=True, slots=True)
class Beginning:
    mode: str
    steps: tuple[StepSaid, ...] = ()


def beginning(workspace: Workspace, kind: str, second: str, by: Actor) -> Beginning:
    """What to begin with. `second`: who is asked after the editors, "user:7" or "group:3".

    Makes a group of the editors where there is none.
    """
    if kind == Kind.ONE:
        return Beginning(ReviewPolicy.REQUIRED)
    what, _colon, number = second.partition(":")
    if what not in {"user", "group"} or not number.isdecimal():
        raise NotSettled("second", _missing(kind))
    people, pk = People(workspace), int(number)
    if (what == "user" and pk not in people.members) or (what == "group" and pk not in people.groups):
        raise NotSettled("second", _missing(kind))
    is_client = people.members[pk].is_client if what == "user" else people.groups[pk].is_client
    if is_client != (kind == Kind.CLIENT):
        raise NotSettled("second", _missing(kind))
    if kind == Kind.LEGAL:
        name = _("Legal")
    else:
        name = people.groups[pk].name if what == "group" else people.members[pk].name
    last = StepSaid(
        name=name,
        rule=Asking.Rule.ANY,
        is_legal=kind == Kind.LEGAL,
        deadline_hours=SECOND_HOURS,
        users=(pk,) if what == "user" else (),
        groups=(pk,) if what == "group" else (),
    )
    editors = _editors(workspace, people, by)
    first = StepSaid(name=editors.name, deadline_hours=EDITORS_HOURS, groups=(editors.pk,))
    return Beginning(ReviewPolicy.STEPS, (first, last))


def _missing(kind: str) -> str:
    if kind == Kind.CLIENT:
        return _("Choose the client. If there is none yet, make a group for them and add a contact first.")
    return _("Choose who reads for legal: a person or a group of the team.")


def _editors(workspace: Workspace, people: People, by: Actor) -> Group:
    """The group of this name, or a new one of all editors; without editors, of the team's reviewers."""
    name = _("Editors")
    found = workspace.groups.filter(name=name, is_client=False).first()
    if found is not None and people.in_group(found.pk):
        return found
    roles = dict(workspace.memberships.values_list("user_id", "role"))
    team = [pk for pk, person in people.members.items() if not person.is_client]
    editors = [pk for pk in team if roles.get(pk) == Role.EDITOR] or team
    if found is not None:
        raise NotSettled("begin", nobody_in(name))
    return make_group(workspace, GroupSaid(name, users=tuple(editors)), by)

"""Who can answer in a workspace, by role and by group, and who stands in for whom; read once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from planner.people.groups import Absence, Contact, Group
from planner.people.models import Membership, Workspace
from planner.people.permissions import Role, Verb
from planner.reviews.voters import REVIEWERS


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose yes can count: a member, or a client's contact without an account."""

    key: str  # "user:7" or "contact:3"
    name: str
    writes: bool = False  # may be the author of a post
    is_client: bool = False
    address: str = ""


class People:
    """Everybody in a workspace who can answer."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    @cached_property
    def members(self) -> dict[int, Person]:
        """Whose role may answer, by the user's id."""
        rows = Membership.objects.filter(
            workspace=self.workspace, role__in=REVIEWERS, user__is_active=True
        ).select_related("user")
        return {
            row.user_id: Person(
                f"user:{row.user_id}",
                str(row.user),
                row.may(Verb.WRITE),
                row.role == Role.CLIENT,
                row.user.email.lower(),
            )
            for row in sorted(rows, key=lambda row: str(row.user).lower())
        }

    @cached_property
    def groups(self) -> dict[int, Group]:
        return {one.pk: one for one in Group.objects.filter(workspace=self.workspace)}

    @cached_property
    def contacts(self) -> dict[int, list[Contact]]:
        """Those that are still there, by their group's id."""
        found: dict[int, list[Contact]] = {}
        for one in Contact.objects.filter(workspace=self.workspace, removed_at=None):
            found.setdefault(one.group_id, []).append(one)
        return found

    @cached_property
    def _in_groups(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        rows = Group.users.through.objects.filter(group__workspace=self.workspace)
        for group_id, user_id in rows.values_list("group_id", "user_id"):
            found.setdefault(group_id, []).append(user_id)
        return found

    def in_group(self, group_id: int) -> tuple[Person, ...]:
        """Who can answer for a group: not who left the workspace or the group's side."""
        users, side = set(self._in_groups.get(group_id, ())), self.groups[group_id].is_client
        people = [one for pk, one in self.members.items() if pk in users and one.is_client == side]
        contacts = [
            Person(f"contact:{one.pk}", str(one), is_client=True, address=one.email.lower())
            for one in self.contacts.get(group_id, ())
        ]
        return (*people, *contacts)

    def asked(self, users: Iterable[int], groups: Iterable[int]) -> tuple[Person, ...]:
        """Everybody whom a step with these users and groups asks, each once."""
        found = [self.members[pk] for pk in users if pk in self.members]
        for pk in groups:
            found += self.in_group(pk)
        each = dict.fromkeys(found)
        return tuple({one.address: one for one in sorted(each, key=_is_member)}.values())

    def away(self, now: datetime) -> Mapping[str, str]:
        """Who is away, and who stands in for them, by their keys."""
        rows = Absence.objects.filter(workspace=self.workspace, from_at__lte=now, until_at__gt=now)
        return {f"user:{one.user_id}": f"user:{one.delegate_id}" for one in rows}


def _is_member(person: Person) -> bool:
    """Last, where somebody is a contact with the same address too: then they are asked as a member."""
    return person.key.startswith("user:")

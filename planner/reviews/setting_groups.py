"""Groups that are asked together: the team's own, and clients with their people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from planner.history.models import Actor
from planner.history.record import record
from planner.people.groups import Contact, Group
from planner.people.models import User, Workspace
from planner.plain import plain
from planner.reviews.models import Review
from planner.reviews.policies import ReviewStep, Route
from planner.reviews.setting import NotOurs, NotSettled
from planner.reviews.setting_people import People

MOST_GROUPS = 200
MOST_CONTACTS = 100  # of one client
LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True)
class GroupSaid:
    name: str
    is_client: bool = False
    users: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactSaid:
    name: str
    email: str
    language: str = "en"


@transaction.atomic
def make_group(workspace: Workspace, said: GroupSaid, by: Actor) -> Group:
    if workspace.groups.count() >= MOST_GROUPS:
        raise NotSettled("name", _("That is a lot: there are %(most)s already.") % {"most": MOST_GROUPS})
    name = _free_name(workspace, said.name, None)
    _insist_on_users(workspace, said)
    group = Group.objects.create(workspace=workspace, name=name, is_client=said.is_client)
    group.users.set(User.objects.filter(pk__in=said.users))
    record(
        workspace.pk, by, "group.added", group, name=name, is_client=said.is_client, people=len(said.users)
    )
    return group


@transaction.atomic
def change_group(group: Group, said: GroupSaid, by: Actor) -> None:
    """Its name and members as given. No step may be left with too few to answer."""
    name = _free_name(group.workspace, said.name, group.pk)
    if group.is_client and not said.is_client and group.contacts.filter(removed_at=None).exists():
        raise NotSettled("is_client", _("It has contacts without an account. Remove those first."))
    _insist_on_users(group.workspace, said)
    before = {"name": group.name, "is_client": group.is_client, "users": _users(group)}
    sound = _askings_that_work(group)
    group.name, group.is_client = name, said.is_client
    group.save(update_fields=["name", "is_client"])
    group.users.set(User.objects.filter(pk__in=said.users))
    _keep_working(group, sound, "users")
    after = {"name": group.name, "is_client": group.is_client, "users": _users(group)}
    if changed := [what for what in after if after[what] != before[what]]:
        record(group.workspace_id, by, "group.changed", group, name=name, changed=changed)


@transaction.atomic
def remove_group(group: Group, by: Actor) -> None:
    """Gone, if nothing asks it and nobody answered for it."""
    steps = ReviewStep.objects.filter(Q(groups=group) | Q(escalate_to=group)).distinct()
    routes = Route.objects.filter(Q(group=group) | Q(escalate_to=group)).distinct()
    if used := [one.name for one in (*steps, *routes)]:
        raise NotSettled(
            "", _("It is asked in “%(name)s”. Ask somebody else there first.") % {"name": used[0]}
        )
    if Review.objects.filter(contact__group=group).exists():
        raise NotSettled("", _("Its people answered about posts, and their answers name them. Keep it."))
    record(group.workspace_id, by, "group.removed", group, name=group.name)
    group.delete()


@transaction.atomic
def add_contact(group: Group, said: ContactSaid, by: Actor) -> Contact:
    """A person of the client who has no account and gets links."""
    if not group.is_client:
        raise NotSettled("name", _("Only a client has contacts. Invite people of the team as members."))
    if group.contacts.filter(removed_at=None).count() >= MOST_CONTACTS:
        raise NotSettled("name", _("That is a lot: there are %(most)s already.") % {"most": MOST_CONTACTS})
    columns = _contact_columns(group, said, None)
    contact = Contact.objects.create(workspace_id=group.workspace_id, group=group, **columns)
    record(group.workspace_id, by, "contact.added", contact, name=contact.name, group=group.name)
    return contact


@transaction.atomic
def change_contact(contact: Contact, said: ContactSaid, by: Actor) -> None:
    columns = _contact_columns(contact.group, said, contact.pk)
    changed = [name for name, value in columns.items() if getattr(contact, name) != value]
    for name, value in columns.items():
        setattr(contact, name, value)
    if changed:
        contact.save(update_fields=changed)
        record(contact.workspace_id, by, "contact.changed", contact, name=contact.name, changed=changed)


@transaction.atomic
def remove_contact(contact: Contact, by: Actor, now: datetime) -> None:
    """Not asked any more. The row stays, because answers name it. Twice is once."""
    sound = _askings_that_work(contact.group)
    if Contact.objects.filter(pk=contact.pk, removed_at=None).update(removed_at=now):
        _keep_working(contact.group, sound, "")
        record(
            contact.workspace_id, by, "contact.removed", contact, at=now, name=contact.name,
            group=contact.group.name,
        )  # fmt: skip


def _free_name(workspace: Workspace, said: str, but: int | None) -> str:
    if not (name := plain(said)[:80]):
        raise NotSettled("name", _("Give it a name, such as “Legal”."))
    if workspace.groups.filter(name=name).exclude(pk=but or 0).exists():
        raise NotSettled("name", _("There is one with the name “%(name)s” already.") % {"name": name})
    return name


def _insist_on_users(workspace: Workspace, said: GroupSaid) -> None:
    members = People(workspace).members
    for position, pk in enumerate(said.users):
        if pk not in members:
            raise NotOurs(f"users.{position}")
        if said.is_client and not members[pk].is_client:
            why = _("%(name)s is of the team. A client’s group holds only members with the role Client.")
            raise NotSettled("users", why % {"name": members[pk].name})


def _contact_columns(group: Group, said: ContactSaid, but: int | None) -> dict[str, str]:
    name, email = plain(said.name)[:120], said.email.strip().lower()
    if not name:
        raise NotSettled("name", _("Say who it is."))
    if not _is_address(email):
        raise NotSettled("email", _("Write a whole address, such as nina@example.org."))
    if group.contacts.filter(email__iexact=email, removed_at=None).exclude(pk=but or 0).exists():
        raise NotSettled("email", _("Somebody of this client has this address already."))
    if said.language not in dict(settings.LANGUAGES):
        raise NotSettled("language", _("Choose a language from the list."))
    return {"name": name, "email": email, "language": said.language}


def _is_address(email: str) -> bool:
    """Of a letter's header: a program could send a line break, or nothing at all."""
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= LONGEST_ADDRESS


def _users(group: Group) -> list[int]:
    return sorted(group.users.values_list("pk", flat=True))


def _askings_that_work(group: Group) -> list[ReviewStep | Route]:
    """Steps and rules that ask this group, or escalate to it, and have enough people now."""
    return [one for one in _askings(group) if _works(one)]


def _keep_working(group: Group, sound: Iterable[ReviewStep | Route], field: str) -> None:
    """Nobody takes away the last person who could answer without seeing it."""
    for one in sound:
        if not _works(one):
            why = _("Then too few people could answer in “%(name)s”. Change that step first.")
            raise NotSettled(field, why % {"name": one.name})


def _askings(group: Group) -> list[ReviewStep | Route]:
    return [
        *ReviewStep.objects.filter(groups=group).select_related("workspace"),
        *Route.objects.filter(group=group).select_related("workspace"),
    ]


def _works(asking: ReviewStep | Route) -> bool:
    people = People(asking.workspace)
    if isinstance(asking, Route):
        asked = people.in_group(asking.group_id)
    else:
        users = asking.users.values_list("pk", flat=True)
        asked = people.asked(users, asking.groups.values_list("pk", flat=True))
    return len(asked) >= (asking.quorum if asking.rule == "quorum" else 1)

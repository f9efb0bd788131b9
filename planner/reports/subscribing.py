"""Who is sent reports: everybody chooses for themselves, editors for others and for clients' contacts."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from planner.history.models import Actor
from planner.history.record import record
from planner.people.groups import Contact
from planner.people.members import Refused
from planner.people.models import Membership, User, Workspace
from planner.people.permissions import Verb
from planner.reports.models import Subscription

MOST = 200


@transaction.atomic
def choose_mine(workspace: Workspace, user: User, kinds: set[str], by: Actor, now: datetime) -> None:
    """Exactly these are sent to this person from now on."""
    mine = Subscription.objects.filter(workspace=workspace, user=user)
    had = set(mine.values_list("kind", flat=True))
    wanted = kinds & set(Subscription.Kind.values)
    mine.filter(kind__in=had - wanted).delete()
    for kind in sorted(wanted - had):
        _add(workspace, kind, user, by, now)
    for kind in sorted(had - wanted):
        record(workspace.pk, by, "report.letter_removed", user, at=now, kind=kind, name=str(user))


@transaction.atomic
def add(workspace: Workspace, kind: str, reader: str, by: Actor, now: datetime) -> None:
    """`reader`: "user-7" or "contact-3". Raises Refused."""
    of, _dash, number = reader.partition("-")
    pk = int(number) if number.isdecimal() and len(number) < 16 else 0
    person: User | Contact | None
    if of == "user":
        member = Membership.objects.filter(workspace=workspace, user=pk).select_related("user").first()
        person = member.user if member and member.may(Verb.SEE) else None
    else:
        person = Contact.objects.filter(workspace=workspace, pk=pk, removed_at=None).first()
    if person is None or kind not in Subscription.Kind.values:
        raise Refused(_("Choose who is sent what."))
    if isinstance(person, Contact) and kind == Subscription.Kind.DIGEST:
        raise Refused(_("What to do next is for members: it names what does not work yet."))
    Workspace.objects.select_for_update().only("pk").get(pk=workspace.pk)
    if Subscription.objects.filter(workspace=workspace).count() >= MOST:
        raise Refused(_("Reports go to %(most)s people already.") % {"most": MOST})
    _add(workspace, kind, person, by, now)


def _add(workspace: Workspace, kind: str, person: User | Contact, by: Actor, now: datetime) -> None:
    who = {"contact": person} if isinstance(person, Contact) else {"user": person}
    row, new = Subscription.objects.get_or_create(
        workspace=workspace, kind=kind, **who, defaults={"created_at": now}
    )
    if new:
        record(workspace.pk, by, "report.letter_added", row, at=now, kind=kind, name=str(person))


@transaction.atomic
def remove(row: Subscription, by: Actor, now: datetime) -> None:
    record(row.workspace_id, by, "report.letter_removed", row, at=now, kind=row.kind, name=str(row.reader))
    row.delete()

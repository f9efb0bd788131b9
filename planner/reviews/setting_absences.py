"""Who is away, until when, and who answers in their place."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from planner.history.models import Actor
from planner.history.record import record
from planner.people.groups import Absence
from planner.people.models import Workspace
from planner.reviews.setting import NotOurs, NotSettled
from planner.reviews.setting_people import People

LONGEST = timedelta(days=366)
AHEAD = 2 * LONGEST
MOST_EACH = 20  # that are not over


@dataclass(frozen=True, slots=True)
class AbsenceSaid:
    """From `from_at` until just before `until_at`."""

    user: int
    delegate: int
    from_at: datetime
    until_at: datetime


@transaction.atomic
def set_absence(workspace: Workspace, said: AbsenceSaid, by: Actor, anybody: bool, now: datetime) -> Absence:
    """Somebody is away. `anybody`: may whoever says so speak for others than themselves?"""
    if said.user != by.user_id and not anybody:
        raise NotSettled("user", _("Only admins and owners say when somebody else is away."))
    members = People(workspace).members
    for field, pk in (("user", said.user), ("delegate", said.delegate)):
        if pk not in members:
            raise NotOurs(field)
    user, delegate = members[said.user], members[said.delegate]
    if user == delegate:
        raise NotSettled("delegate", _("Choose somebody else to answer in this time."))
    if user.is_client != delegate.is_client:
        raise NotSettled(
            "delegate", _("A client stands in only for a client, and one of the team only for the team.")
        )
    _insist_on_time(said, now)
    theirs = Absence.objects.filter(workspace=workspace, user=said.user, until_at__gt=now)
    if theirs.filter(from_at__lt=said.until_at, until_at__gt=said.from_at).exists():
        raise NotSettled("from_at", _("%(name)s is away then already. End that first.") % {"name": user.name})
    if theirs.count() >= MOST_EACH:
        raise NotSettled("from_at", _("That is a lot: there are %(most)s already.") % {"most": MOST_EACH})
    absence = Absence.objects.create(
        workspace=workspace, user_id=said.user, delegate_id=said.delegate, from_at=said.from_at,
        until_at=said.until_at,
    )  # fmt: skip
    record(
        workspace.pk, by, "absence.set", absence, at=now, name=user.name, person=delegate.name,
        from_at=said.from_at.isoformat(), to=said.until_at.isoformat(),
    )  # fmt: skip
    return absence


@transaction.atomic
def end_absence(absence: Absence, by: Actor, anybody: bool, now: datetime) -> None:
    """They are back now; one that has not begun is taken away. One that is over stays as it was."""
    if absence.user_id != by.user_id and not anybody:
        raise NotSettled("", _("Only admins and owners say that somebody else is back."))
    if absence.until_at <= now:
        return
    record(
        absence.workspace_id, by, "absence.ended", absence, at=now, name=str(absence.user),
        person=str(absence.delegate),
    )  # fmt: skip
    if absence.from_at < now:
        Absence.objects.filter(pk=absence.pk).update(until_at=now)
    else:
        absence.delete()


def _insist_on_time(said: AbsenceSaid, now: datetime) -> None:
    if said.until_at <= said.from_at:
        raise NotSettled("until_at", _("It ends before it begins. Choose a later end."))
    if said.until_at <= now:
        raise NotSettled("until_at", _("That is over already. Choose an end that is still to come."))
    if said.until_at - now > AHEAD:
        raise NotSettled("until_at", _("That is too far away. Choose an end within two years."))
    if said.until_at - said.from_at > LONGEST:
        raise NotSettled("until_at", _("Somebody is away for a year at most. Choose an earlier end."))

"""Observances: brought from a calendar file after a dry run, added by hand, kept two years ahead."""

import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib.resources import files

from django.db import transaction
from django.utils.translation import gettext as _

from planner.days import ics
from planner.days.ics_event import LATEST, Told, Unfit, written
from planner.days.models import Observance, ObservedDay
from planner.days.unroll import days_of
from planner.days.walk import Budget
from planner.history.models import Actor
from planner.history.record import record
from planner.people.members import Refused
from planner.people.models import Workspace
from planner.rounds import Round

AHEAD, BEHIND = timedelta(days=731), timedelta(days=366)  # of repeating ones
MOST_DAYS = 400  # of one observance in that time
MOST_TOGETHER = 12_000  # days of one file
MOST = 3_000  # observances of a workspace
RENEW = timedelta(days=30)
BUILT_IN = {"ru": "russian.ics"}

log = logging.getLogger(__name__)
a_round = Round(60)


@dataclass(frozen=True, slots=True)
class Coming:
    """One observance of a file, as it would stand here."""

    uid: str
    name: str
    source: str
    repeats: bool
    days: tuple[tuple[date, str], ...]
    becomes: str  # "new", "changed" or "same"

    def next(self, today: date) -> date:
        """The day that comes next; where all are past, the last."""
        return next((day for day, _name in self.days if day >= today), self.days[-1][0])


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do."""

    calendar: str
    coming: tuple[Coming, ...]
    refused: tuple[ics.Refusal, ...]

    def of(self, becomes: str) -> list[Coming]:
        return [one for one in self.coming if one.becomes == becomes]

    @property
    def changes(self) -> list[Coming]:
        return [one for one in self.coming if one.becomes != "same"]


def built_in(name: str) -> bytes:
    """A calendar file that comes with Almanac."""
    return files("planner.days").joinpath(BUILT_IN[name]).read_bytes()


def plan(workspace: Workspace, data: bytes, called: str, now: datetime) -> Plan:
    """What the file would bring, and what is left out and why. Writes nothing. Raises ics.NotRead."""
    today = now.astimezone(workspace.zone).date()
    file = ics.read(data, workspace.zone, today)
    refused = list(file.refused)
    here = dict(workspace.observances.values_list("uid", "source"))
    coming: list[Coming] = []
    room, together, budget = MOST - len(here), 0, Budget()
    for uid, events in ics.series(file.events).items():
        try:
            source, days = _unrolled(events, today, budget)
            together += len(days)
            if together > MOST_TOGETHER:
                raise Unfit(_("the file names too many days"))
            becomes = "new" if uid not in here else "same" if here[uid] == source else "changed"
            room -= becomes == "new"
            if room < 0:
                raise Unfit(_("this workspace has %(most)s observances already") % {"most": MOST})
        except Unfit as unfit:
            refused.append(ics.Refusal(events[0].name, str(unfit)))
            continue
        repeats = any(event.rule for event in events)
        coming.append(Coming(uid, events[0].name, source, repeats, tuple(days.items()), becomes))
    coming.sort(key=lambda one: (one.next(today), one.name))
    return Plan(file.name or called or _("Calendar file"), tuple(coming), tuple(refused))


@transaction.atomic
def bring(workspace: Workspace, by: Actor, planned: Plan, now: datetime) -> int:
    """Do what the plan says; the number of observances that are new or changed. Twice is once."""
    Workspace.objects.select_for_update().only("pk").get(pk=workspace.pk)
    changes = {one.uid: one for one in planned.changes}
    known = {row.uid: row for row in workspace.observances.filter(uid__in=changes)}
    until = now.astimezone(workspace.zone).date() + AHEAD
    new = [
        Observance(
            workspace=workspace, uid=uid, name=one.name, source=one.source, calendar=planned.calendar[:120],
            repeats=one.repeats, known_until=until if one.repeats else LATEST,
        )
        for uid, one in changes.items() if uid not in known
    ]  # fmt: skip
    for row in known.values():
        one = changes[row.uid]
        row.name, row.source, row.repeats = one.name, one.source, one.repeats
        row.calendar, row.known_until = planned.calendar[:120], until if one.repeats else LATEST
    Observance.objects.bulk_update(
        known.values(), ["name", "source", "repeats", "calendar", "known_until"], batch_size=200
    )
    ObservedDay.objects.filter(observance__in=[row.pk for row in known.values()]).delete()
    Observance.objects.bulk_create(new, batch_size=200)
    rows = [(row, changes[row.uid].days) for row in (*new, *known.values())]
    _keep_days(rows)
    if rows:
        record(
            workspace.pk, by, "observances.brought", workspace, at=now,
            calendar=planned.calendar, new=len(new), changed=len(known),
        )  # fmt: skip
    return len(rows)


@transaction.atomic
def add(workspace: Workspace, by: Actor, name: str, day: date, every_year: bool, now: datetime) -> Observance:
    """One by hand. The 29th of February comes on the last day of the month."""
    tidy = " ".join(name.replace("\x00", "").split())[:200]
    if not tidy:
        raise Refused(_("Give the day a name."))
    if workspace.observances.count() >= MOST:
        raise Refused(_("This workspace has %(most)s observances already.") % {"most": MOST})
    leap = ";BYMONTH=2;BYMONTHDAY=-1" if (day.month, day.day) == (2, 29) else ""
    told = Told(f"{uuid.uuid4()}@almanac", tidy, day, rule=f"FREQ=YEARLY{leap}" if every_year else "")
    today = now.astimezone(workspace.zone).date()
    try:
        source, days = _unrolled([told], today)
    except Unfit as unfit:
        raise Refused(_("This day is left out: %(why)s.") % {"why": unfit}) from None
    row = Observance.objects.create(
        workspace=workspace, uid=told.uid, name=tidy, source=source, repeats=every_year,
        known_until=today + AHEAD if every_year else LATEST,
    )  # fmt: skip
    _keep_days([(row, days.items())])
    record(workspace.pk, by, "observance.added", row, at=now, name=tidy, day=str(day))
    return row


@transaction.atomic
def remove(observance: Observance, by: Actor, now: datetime) -> None:
    record(observance.workspace_id, by, "observance.removed", observance, at=now, name=observance.name)
    observance.delete()


@transaction.atomic
def remove_calendar(workspace: Workspace, by: Actor, calendar: str, now: datetime) -> int:
    """Everything that one file brought; the number of observances."""
    those = workspace.observances.filter(calendar=calendar).exclude(calendar="")
    count = those.count()
    if count:
        those.delete()
        record(workspace.pk, by, "observances.removed", workspace, at=now, calendar=calendar, count=count)
    return count


def renew(now: datetime) -> int:
    """Unroll further what repeats, so that it always reaches two years ahead; the number of observances."""
    stale = Observance.objects.filter(repeats=True, known_until__lt=now.date() + AHEAD - RENEW)
    done = 0
    for row in a_round.over(stale.order_by("known_until", "pk").iterator(chunk_size=100)):
        until = now.date() + AHEAD
        with transaction.atomic():
            try:
                days = days_of(row.source, row.known_until + timedelta(days=1), until)
            except Unfit as unfit:  # kept by an older version; the others go on
                log.warning("Observance %s comes no further: %s.", row.pk, unfit)
                days = {}
            _keep_days([(row, days.items())])
            Observance.objects.filter(pk=row.pk).update(known_until=until)
        done += 1
    return done


def _unrolled(events: list[Told], today: date, budget: Budget | None = None) -> tuple[str, dict[date, str]]:
    """The cleaned source of one UID and its days. Raises Unfit."""
    source = written(_whole(events))
    single = not any(event.rule for event in events)
    first = min(event.first for event in events) if single else today - BEHIND
    last = LATEST if single else today + AHEAD
    days = days_of(source, first, last, budget)
    if not days:
        raise Unfit(_("it does not come again in the next two years"))
    if single and max(days) < today - BEHIND:
        raise Unfit(_("it is over since %(day)s") % {"day": max(days)})
    if len(days) > MOST_DAYS:
        raise Unfit(_("it is on more than %(most)s days") % {"most": MOST_DAYS})
    return source, days


def _whole(events: list[Told]) -> list[Told]:
    """One main event with its changed times; a cancelled time is a day that is left out."""
    mains = [event for event in events if event.instead_of is None]
    if len(mains) > 1:
        raise Unfit(_("another event of the file has the same UID"))
    if mains and mains[0].is_cancelled:
        raise Unfit(_("it is cancelled"))
    times = [event for event in events if event.instead_of is not None]
    gone = tuple(event.instead_of for event in times if event.is_cancelled and event.instead_of)
    main = [replace(mains[0], never=tuple(sorted({*mains[0].never, *gone})))] if mains else []
    return [*main, *(event for event in times if not event.is_cancelled)]


def _keep_days(rows: Iterable[tuple[Observance, Iterable[tuple[date, str]]]]) -> None:
    ObservedDay.objects.bulk_create(
        [
            ObservedDay(workspace_id=row.workspace_id, observance=row, day=day, name=name[:200])
            for row, days in rows
            for day, name in days
        ],
        batch_size=500,
        ignore_conflicts=True,
    )

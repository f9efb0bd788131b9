"""Events: typed in a form, kept with an entry in the history."""

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from planner.days.models import Event
from planner.history.models import Actor
from planner.history.record import record
from planner.people.models import Workspace, is_zone
from planner.plain import plain, visible
from planner.walltime import resolve

LONGEST = 366  # days
FIRST, LAST = date(1970, 1, 1), date(2200, 12, 31)


def is_within_reach(day: date) -> None:
    if not FIRST <= day <= LAST:
        raise forms.ValidationError(_("Choose a day between 1970 and 2200."))


class Day(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_validators = [is_within_reach]


class EventForm(forms.Form):
    """An event as it is typed. Without a time it lasts the whole day."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=120)
    starts_on = Day(label=_("First day"))
    ends_on = Day(label=_("Last day"), required=False, help_text=_("Empty: the same day."))
    wall = forms.TimeField(
        label=_("Begins at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Empty: all day."),
    )  # fmt: skip
    zone = forms.CharField(
        label=_("Time zone"), max_length=64, required=False, validators=[is_zone],
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
    )  # fmt: skip
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    link = forms.URLField(label=_("Link"), max_length=500, required=False, assume_scheme="https")
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_name(self) -> str:
        if not (name := plain(self.cleaned_data["name"])):
            raise forms.ValidationError(forms.Field.default_error_messages["required"])
        return name

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first = said.get("starts_on")
        said["ends_on"] = last = said.get("ends_on") or first
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        elif first and last and (last - first).days >= LONGEST:
            self.add_error("ends_on", _("That is longer than a year. Make a campaign of it."))
        return said


def typed(event: Event) -> dict[str, Any]:
    """What a form shows of it."""
    names = ("name", "starts_on", "ends_on", "wall", "zone", "place", "link", "note")
    return {name: getattr(event, name) for name in names}


@transaction.atomic
def add(workspace: Workspace, by: Actor, form: EventForm) -> Event:
    event = Event(workspace=workspace, **_read(form, workspace))
    event.save()
    record(workspace.pk, by, "event.added", event, name=event.name, day=str(event.starts_on))
    return event


@transaction.atomic
def change(event: Event, by: Actor, form: EventForm) -> None:
    said = _read(form, event.workspace)
    changed = {name: value for name, value in said.items() if getattr(event, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(event, name, value)
    event.save(update_fields=list(changed))
    details: dict[str, Any] = {name: str(value) for name, value in changed.items()}
    record(event.workspace_id, by, "event.changed", event, **details)


@transaction.atomic
def remove(event: Event, by: Actor) -> None:
    record(event.workspace_id, by, "event.removed", event, name=event.name, day=str(event.starts_on))
    event.delete()


def _read(form: EventForm, workspace: Workspace) -> dict[str, Any]:
    said = dict(form.cleaned_data)
    said |= {name: plain(said[name]) for name in ("name", "place")}
    said["note"] = "\n".join(visible(line) for line in re.split(r"\r\n|\r|\n", said["note"]))
    wall: time | None = said.pop("wall")
    said["zone"] = (said["zone"] or workspace.timezone) if wall else ""
    said["wall"] = f"{wall:%H:%M}" if wall else ""
    said["starts_at"] = None
    if wall:
        when = resolve(datetime.combine(said["starts_on"], wall), said["zone"])
        said["starts_at"], said["wall"] = when.at, when.wall[11:16]  # a gap moves it, as the clock will
    return said

"""Campaigns and pillars: made, changed and put away, each with an entry in the history."""

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from planner.campaigns.models import Campaign, Pillar
from planner.history.models import Actor
from planner.history.record import record
from planner.people.members import Refused
from planner.people.models import Workspace
from planner.plain import plain

MOST = 500


class Naming(forms.Form):
    """A name of which nothing is hidden."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=80)

    def clean_name(self) -> str:
        if not (name := plain(self.cleaned_data["name"])):
            raise forms.ValidationError(forms.Field.default_error_messages["required"])
        return name


class CampaignForm(Naming):
    """A campaign as it is typed. Without days it is only a name; without a last day it goes on."""

    starts_on = forms.DateField(
        label=gettext_lazy("First day"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: it goes on."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("starts_on"), said.get("ends_on")
        if last and not first:
            self.add_error("starts_on", _("Choose the first day too."))
        elif first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        if any(day and not 1970 <= day.year <= 2200 for day in (first, last)):
            self.add_error("starts_on", _("Choose days between 1970 and 2200."))
        return said


class PillarForm(Naming):
    """A pillar as it is typed, with the share of posts that it should have."""

    target = forms.IntegerField(
        label=gettext_lazy("Share of posts, %"), min_value=1, max_value=100, required=False,
        help_text=gettext_lazy("Empty: no plan."),
    )  # fmt: skip


@transaction.atomic
def add_campaign(workspace: Workspace, by: Actor, form: CampaignForm) -> Campaign:
    _name_is_free(workspace, Campaign, form.cleaned_data["name"], None)
    campaign = Campaign.objects.create(workspace=workspace, **form.cleaned_data)
    record(workspace.pk, by, "campaign.added", campaign, name=campaign.name)
    return campaign


@transaction.atomic
def change_campaign(campaign: Campaign, by: Actor, form: CampaignForm) -> None:
    said = form.cleaned_data
    _name_is_free(campaign.workspace, Campaign, said["name"], campaign.pk)
    _change(campaign, by, "campaign.changed", said)


@transaction.atomic
def archive(campaign: Campaign, by: Actor, now: datetime) -> None:
    """Out of the calendar and the lists; its posts keep it. Twice is once."""
    if Campaign.objects.filter(pk=campaign.pk, archived_at=None).update(archived_at=now):
        record(campaign.workspace_id, by, "campaign.archived", campaign, at=now, name=campaign.name)


@transaction.atomic
def bring_back(campaign: Campaign, by: Actor, now: datetime) -> None:
    if Campaign.objects.filter(pk=campaign.pk).exclude(archived_at=None).update(archived_at=None):
        record(campaign.workspace_id, by, "campaign.brought_back", campaign, at=now, name=campaign.name)


@transaction.atomic
def add_pillar(workspace: Workspace, by: Actor, form: PillarForm) -> Pillar:
    _name_is_free(workspace, Pillar, form.cleaned_data["name"], None)
    pillar = Pillar.objects.create(workspace=workspace, **form.cleaned_data)
    record(workspace.pk, by, "pillar.added", pillar, name=pillar.name, target=pillar.target)
    return pillar


@transaction.atomic
def change_pillar(pillar: Pillar, by: Actor, form: PillarForm) -> None:
    _name_is_free(pillar.workspace, Pillar, form.cleaned_data["name"], pillar.pk)
    _change(pillar, by, "pillar.changed", form.cleaned_data)


@transaction.atomic
def remove_pillar(pillar: Pillar, by: Actor) -> None:
    """Its posts stay, without a pillar."""
    record(pillar.workspace_id, by, "pillar.removed", pillar, name=pillar.name)
    pillar.delete()


def _change(thing: Campaign | Pillar, by: Actor, act: str, said: dict[str, Any]) -> None:
    changed = {name: value for name, value in said.items() if getattr(thing, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(thing, name, value)
        thing.save(update_fields=list(changed))
        details: dict[str, Any] = {name: str(value) for name, value in changed.items()}
        record(thing.workspace_id, by, act, thing, **details)


def _name_is_free(
    workspace: Workspace, kind: type[Campaign] | type[Pillar], name: str, but: int | None
) -> None:
    """One writer at a time, so that two cannot take the same name between the look and the write."""
    Workspace.objects.select_for_update().only("pk").get(pk=workspace.pk)
    those = kind._default_manager.filter(workspace=workspace)
    if those.filter(name=name).exclude(pk=but or 0).exists():
        raise Refused(_("There is one with the name “%(name)s” already.") % {"name": name})
    if but is None and those.count() >= MOST:
        raise Refused(_("That is a lot: there are %(most)s already.") % {"most": MOST})

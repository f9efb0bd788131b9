"""A workspace's settings: read from a form, changed with an entry in the history."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planner.history.models import Actor
from planner.history.record import record
from planner.people.countries import countries
from planner.people.models import Workspace, is_zone


def is_country(code: str) -> None:
    """Refuse what is no country of the list."""
    if code not in dict(countries("en")):
        raise forms.ValidationError(_("Choose a country from the list."))


class WorkspaceForm(forms.ModelForm):  # type: ignore[type-arg] # Django's cannot be subscripted
    """What everybody in the workspace works by."""

    grace_minutes = forms.IntegerField(min_value=0, max_value=7 * 24 * 60)
    timezone = forms.CharField(max_length=64, validators=[is_zone])
    country = forms.CharField(max_length=2, required=False, validators=[is_country])

    class Meta:
        model = Workspace
        fields = (
            "name",
            "timezone",
            "language",
            "country",
            "rests_on_holidays",
        )


@transaction.atomic
def change(workspace: Workspace, form: WorkspaceForm, by: Actor) -> None:
    """Save what is valid and say in the history what changed. Planned wall times stay as they are."""
    kept = Workspace.objects.select_for_update(of=("self",)).get(pk=workspace.pk)
    said = {name: form.cleaned_data[name] for name in WorkspaceForm.Meta.fields}
    said["grace"] = form.cleaned_data["grace_minutes"] * 60
    changes: dict[str, Any] = {
        name: str(value) for name, value in said.items() if getattr(kept, name) != value
    }
    if changes:
        for name in changes:
            setattr(kept, name, said[name])
        kept.save(update_fields=list(changes))
        record(kept.pk, by, "workspace.changed", kept, **changes)

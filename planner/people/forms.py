"""What people type about themselves, their workspace and their keys."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from planner.people.models import User
from planner.people.permissions import Role, Scope
from planner.people.tokens import NEWLY_MADE_LASTS
from planner.zones import offered, understood

PASSWORD_RULES = _("At least 12 characters, and not a common one. A sentence is good; you may paste it.")


def zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in offered()]


class NewPassword(forms.CharField):
    """Shown or pasted as people like; judged together with who they are."""

    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Password"), help_text=PASSWORD_RULES, strip=False, max_length=1000, **kwargs
        )


class WithPassword(forms.Form):
    """A form with a new password: it must not be the name or the address."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if password := data.get("password"):
            try:
                validate_password(password, User(email=data.get("email", ""), name=data.get("name", "")))
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return data


class SetupForm(WithPassword):
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = NewPassword()
    workspace = forms.CharField(
        label=_("Name of the workspace"), max_length=120, help_text=_("Your team or community.")
    )
    timezone = forms.ChoiceField(label=_("Time zone"), choices=zones, initial="UTC")
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    example = forms.BooleanField(label=_("Fill it with example content"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.fields["timezone"]
        assert isinstance(zone, forms.ChoiceField)
        if not self.is_bound:  # zone.js then offers the browser's own
            zone.widget.attrs["data-zone"] = "browser"
        elif (said := self.data.get("timezone", "")) in understood() - set(offered()):
            # some browsers give a place its older name
            zone.choices = [*zones(), (said, said.replace("_", " "))]


class NewcomerForm(WithPassword):
    """Somebody with an invitation and no account. The address is the invitation's."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = NewPassword()

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["email"] = self.email
        return super().clean()


class PersonForm(forms.ModelForm):  # type: ignore[type-arg] # Django's cannot be subscripted
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As the browser asks")), *settings.LANGUAGES],
    )

    class Meta:
        model = User
        fields = ("name", "language", "single_keys")
        labels = {"name": _("Your name"), "single_keys": _("Shortcuts of a single letter")}
        help_texts = {"single_keys": _("Such as N for a new post. Switch them off if you dictate.")}


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.AUTHOR)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class TokenForm(forms.Form):
    SCOPES = [
        (Scope.READ, _("Read: posts, deliveries, the calendar, the history")),
        (Scope.WRITE, _("Write: posts and their words")),
        (Scope.SCHEDULE, _("Schedule: put approved posts on channels, move, cancel")),
        (Scope.APPROVE, _("Approve: answer reviews")),
        (Scope.PUBLISH, _("Publish: now; pause and resume")),
        (Scope.ADMIN, _("Admin: channels, members, settings")),
    ]
    LASTS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("A year")), ("", _("Never"))]

    name = forms.CharField(label=_("What it is for"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=SCOPES, widget=forms.CheckboxSelectMultiple, initial=[Scope.READ]
    )
    lasts = forms.ChoiceField(
        label=_("Expires after"), choices=LASTS, required=False, initial=str(NEWLY_MADE_LASTS.days)
    )

    def expires_at(self, now: datetime) -> datetime | None:
        days = self.cleaned_data["lasts"]
        return now + timedelta(days=int(days)) if days else None

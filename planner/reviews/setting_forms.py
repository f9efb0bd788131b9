"""What people type about how posts are agreed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from planner.channels.models import Channel
from planner.people.models import Workspace
from planner.people.terms import AfterEdit, ReviewPolicy
from planner.reviews.policies import Asking, Policy
from planner.reviews.setting import For, TermsSaid
from planner.reviews.setting_beginnings import Kind
from planner.reviews.setting_groups import ContactSaid, GroupSaid
from planner.reviews.setting_people import People

Choices = list[tuple[Any, Any]]
NAME = pgettext_lazy("of a thing", "Name")


def number(label: Any, least: int, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=720, required=False, help_text=help_text
    )


def one_of(label: Any, help_text: Any = "") -> forms.TypedChoiceField:
    """An id from a list that the form fills in later."""
    return forms.TypedChoiceField(
        label=label, coerce=int, empty_value=None, required=False, help_text=help_text
    )


def some_of(label: Any, help_text: Any = "") -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, coerce=int, required=False, help_text=help_text, widget=forms.CheckboxSelectMultiple
    )


def offer(form: forms.Form, field: str, choices: Choices, empty: Any = None) -> None:
    """Fill a list in. `empty`: what stands for choosing nothing."""
    listed = form.fields[field]
    assert isinstance(listed, forms.ChoiceField)
    listed.choices = choices if empty is None else [("", empty), *choices]


class TermsForm(forms.Form):
    """The terms themselves."""

    MOVES = [
        ("freely", gettext_lazy("Freely")),
        ("later", gettext_lazy("Only to a later time")),
        ("within", gettext_lazy("By at most so many hours:")),
    ]
    review_policy = forms.ChoiceField(
        label=gettext_lazy("Before a post goes out"), choices=ReviewPolicy.choices, widget=forms.RadioSelect
    )
    four_eyes = forms.BooleanField(
        label=gettext_lazy("Four eyes: neither the author nor who changed it last may approve"),
        required=False,
    )
    schedules_itself = forms.BooleanField(
        label=gettext_lazy("It schedules by itself with the last yes, when a time was proposed"),
        required=False,
    )
    urgent_path = forms.BooleanField(
        label=gettext_lazy("An urgent way: one approver, a reason, and somebody looks afterwards"),
        required=False,
    )
    after_edit = forms.ChoiceField(
        label=gettext_lazy("When a post is changed after a yes"),
        choices=AfterEdit.choices,
        widget=forms.RadioSelect,
    )
    moves = forms.ChoiceField(
        label=gettext_lazy("An agreed post may be moved"), choices=MOVES, widget=forms.RadioSelect
    )
    earlier_hours = number(gettext_lazy("Hours earlier"), 0)
    later_hours = number(gettext_lazy("Hours later"), 0, gettext_lazy("Empty: as much as one likes."))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("moves") == "within" and said.get("earlier_hours") is said.get("later_hours") is None:
            self.add_error("later_hours", _("Write by how many hours, or choose “Freely”."))
        return said

    @property
    def said(self) -> TermsSaid:
        data = self.cleaned_data
        hours = {
            "freely": (None, None),
            "later": (0, None),
            "within": (data["earlier_hours"], data["later_hours"]),
        }
        earlier, later = hours[data["moves"]]
        return TermsSaid(
            data["review_policy"], data["four_eyes"], data["schedules_itself"], data["after_edit"],
            earlier, later, data["urgent_path"],
        )  # fmt: skip

    @staticmethod
    def initially(holder: Workspace | Policy) -> dict[str, Any]:
        said = TermsSaid.of(holder)
        moves = "freely" if said.earlier_hours is said.later_hours is None else "within"
        if said.earlier_hours == 0 and said.later_hours is None:
            moves = "later"
        shown = {name: getattr(said, name) for name in TermsSaid.__dataclass_fields__}
        if moves == "later":
            shown["earlier_hours"] = None
        return shown | {"moves": moves}


class BeginForm(forms.Form):
    """Begin with what many teams have."""

    begin = forms.ChoiceField(
        label=gettext_lazy("Begin with"), choices=Kind.choices, widget=forms.RadioSelect, initial=Kind.ONE
    )
    second = forms.ChoiceField(
        label=gettext_lazy("Who is asked after the editors"), required=False,
        help_text=gettext_lazy("Who reads for legal, or the client."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = people.groups.values()
        team = [(f"group:{one.pk}", one.name) for one in groups if not one.is_client]
        clients = [(f"group:{one.pk}", one.name) for one in groups if one.is_client]
        singles = [(f"user:{pk}", one.name) for pk, one in people.members.items()]
        titled = [(_("Groups"), team), (_("Clients"), clients), (_("People"), singles)]
        offer(self, "second", [(title, those) for title, those in titled if those], "–")


class PolicyForm(BeginForm):
    """Terms for some posts: which, and what to begin with."""

    about = forms.ChoiceField(label=gettext_lazy("For the posts of"))
    field_order = ("about", "begin", "second")

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, people=people, **kwargs)
        here = people.workspace
        campaigns = here.campaigns.filter(archived_at=None, policy=None)
        titled: list[tuple[Any, str, Iterable[Any]]] = [
            (_("Channels"), "channel", Channel.objects.here().filter(workspace=here, policy=None)),
            (_("Campaigns"), "campaign", campaigns),
            (_("Labels"), "tag", here.tags.filter(policy=None)),
        ]
        listed = [(title, [(f"{kind}:{one.pk}", str(one)) for one in rows]) for title, kind, rows in titled]
        offer(self, "about", [(title, those) for title, those in listed if those])

    @property
    def said_about(self) -> For:
        kind, _colon, pk = self.cleaned_data["about"].partition(":")
        return For(**{kind: int(pk)})


class AskingForm(forms.Form):
    """How people are asked: how many must agree, by when, and what happens otherwise."""

    name = forms.CharField(label=NAME, max_length=80)
    rule = forms.ChoiceField(
        label=gettext_lazy("Who must say yes"), choices=Asking.Rule.choices, widget=forms.RadioSelect,
        initial=Asking.Rule.ANY,
    )  # fmt: skip
    quorum = forms.IntegerField(
        label=gettext_lazy("How many"), min_value=1, max_value=999, required=False, initial=2,
        help_text=gettext_lazy("Only for “This many of them”."),
    )  # fmt: skip
    is_legal = forms.BooleanField(
        label=gettext_lazy("It is a legal step: it is never passed over"), required=False
    )
    deadline_hours = number(
        gettext_lazy("Deadline, in hours"), 1,
        gettext_lazy("Empty: none. Reminders go out when half and nine tenths of the time are over."),
    )  # fmt: skip
    deadline_since = forms.ChoiceField(
        label=gettext_lazy("Counted"), choices=Asking.Since.choices, widget=forms.RadioSelect,
        initial=Asking.Since.SLOT,
    )  # fmt: skip
    on_timeout = forms.ChoiceField(
        label=gettext_lazy("When nobody answers in time"), choices=Asking.Timeout.choices,
        widget=forms.RadioSelect, initial=Asking.Timeout.NOTIFY,
    )  # fmt: skip
    escalate_to = one_of(gettext_lazy("The group that is asked as well"))

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        offer(self, "escalate_to", groups_of(people), "–")

    @property
    def said_asking(self) -> dict[str, Any]:
        said = {name: self.cleaned_data[name] for name in AskingForm.base_fields}
        return said | {"quorum": said["quorum"] or 1}


class GroupForm(forms.Form):
    name = forms.CharField(label=NAME, max_length=80)
    is_client = forms.BooleanField(
        label=gettext_lazy("It is a client"), required=False,
        help_text=gettext_lazy(
            "A client sees only posts that ask for it, and no internal words. It may have contacts "
            "without an account."
        ),
    )  # fmt: skip
    users = some_of(gettext_lazy("Members"), gettext_lazy("Everybody whose role may review."))

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "users", users_of(people))

    @property
    def said(self) -> GroupSaid:
        data = self.cleaned_data
        return GroupSaid(data["name"], data["is_client"], tuple(data["users"]))


class ContactForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)

    @property
    def said(self) -> ContactSaid:
        return ContactSaid(**self.cleaned_data)


def users_of(people: People) -> Choices:
    client = _("%(name)s (client)")
    return [
        (pk, client % {"name": one.name} if one.is_client else one.name) for pk, one in people.members.items()
    ]


def groups_of(people: People) -> Choices:
    return [(pk, one.name) for pk, one in people.groups.items()]

"""What people type about a step, a rule that adds one, and an absence."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planner.channels.models import Channel
from planner.reviews.policies import Asking, ReviewStep, Route
from planner.reviews.setting_absences import AbsenceSaid
from planner.reviews.setting_forms import AskingForm, groups_of, offer, one_of, some_of, users_of
from planner.reviews.setting_people import People
from planner.reviews.setting_routes import THINGS, RouteSaid
from planner.reviews.setting_steps import AskingSaid, StepSaid
from planner.walltime import resolve


class StepForm(AskingForm):
    groups = some_of(gettext_lazy("Groups that are asked"))
    users = some_of(gettext_lazy("People who are asked"))
    field_order = ("name", "groups", "users", "rule", "quorum", "deadline_hours", "deadline_since")

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, people=people, **kwargs)
        offer(self, "users", users_of(people))
        offer(self, "groups", groups_of(people))
        if not people.groups:
            del self.fields["groups"]

    @property
    def said(self) -> StepSaid:
        data = self.cleaned_data
        return StepSaid(**self.said_asking, users=tuple(data["users"]), groups=tuple(data.get("groups", ())))

    @staticmethod
    def initially(step: ReviewStep) -> dict[str, Any]:
        return _of_asking(step) | {
            "users": list(step.users.values_list("pk", flat=True)),
            "groups": list(step.groups.values_list("pk", flat=True)),
        }


class RouteForm(AskingForm):
    """When which group is asked as well."""

    name = forms.CharField(
        label=gettext_lazy("Name of the step"), max_length=80, required=False,
        help_text=gettext_lazy("Empty: that of the group."),
    )  # fmt: skip
    when = forms.ChoiceField(label=gettext_lazy("When"))
    words = forms.CharField(
        label=gettext_lazy("Words, one on each line"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Only for “It has one of these words”. Beginnings of words are found too."),
    )  # fmt: skip
    group = one_of(gettext_lazy("Ask"))
    field_order = ("when", "words", "group", "name", "rule", "quorum", "deadline_hours", "deadline_since")

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, people=people, **kwargs)
        here = people.workspace
        things: list[tuple[str, Iterable[Any]]] = [
            (Route.When.CAMPAIGN, here.campaigns.all()),
            (Route.When.TAG, here.tags.all()),
            (Route.When.CHANNEL, Channel.objects.here().filter(workspace=here)),
        ]
        about = [
            (Route.When(when).label, [(f"{when}:{one.pk}", str(one)) for one in rows])
            for when, rows in things
        ]
        plain = [(when.value, when.label) for when in Route.When if when not in THINGS]
        offer(self, "when", [*plain, *(group for group in about if group[1])])
        offer(self, "group", groups_of(people), "–")

    @property
    def said(self) -> RouteSaid:
        when, _colon, pk = self.cleaned_data["when"].partition(":")
        own: dict[str, Any] = {when: int(pk)} if pk else {}
        own |= {"words": self.cleaned_data["words"], "group": self.cleaned_data["group"]}
        return RouteSaid(**self.said_asking, when=when, **own)

    @staticmethod
    def initially(route: Route) -> dict[str, Any]:
        pk = route.campaign_id or route.tag_id or route.channel_id
        when = f"{route.when}:{pk}" if pk else route.when
        return _of_asking(route) | {"when": when, "words": route.words, "group": route.group_id}


class AbsenceForm(forms.Form):
    """Days on the workspace's calendar; the last one is still away."""

    user = one_of(gettext_lazy("Who is away"))
    delegate = one_of(gettext_lazy("Who answers in their place"))
    first_on = forms.DateField(
        label=gettext_lazy("First day away"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last_on = forms.DateField(
        label=gettext_lazy("Last day away"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, people: People, own: int | None, **kwargs: Any) -> None:
        """`own`: whose absences alone this is about; None: anybody's."""
        super().__init__(*args, **kwargs)
        self.own, self.zone = own, people.workspace.timezone
        listed = users_of(people)
        if own is None:
            offer(self, "user", listed, "–")
        else:
            del self.fields["user"]
            self.fields["delegate"].label = _("Who answers in your place")
            mine = people.members.get(own)
            listed = [
                (pk, word)
                for pk, word in listed
                if pk != own and mine and people.members[pk].is_client == mine.is_client
            ]
        offer(self, "delegate", listed, "–")
        self.fields["delegate"].required = True
        if own is None:
            self.fields["user"].required = True

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for field in ("first_on", "last_on"):
            if (day := said.get(field)) and not 2000 <= day.year <= 2200:
                self.add_error(field, _("Choose a day between 2000 and 2200."))
        return said

    @property
    def said(self) -> AbsenceSaid:
        data = self.cleaned_data
        after = data["last_on"] + timedelta(days=1)
        return AbsenceSaid(
            user=data["user"] if self.own is None else self.own,
            delegate=data["delegate"],
            from_at=_midnight(data["first_on"], self.zone),
            until_at=_midnight(after, self.zone),
        )


def _midnight(day: date, zone: str) -> datetime:
    return resolve(datetime.combine(day, time.min), zone).at


def _of_asking(asking: Asking) -> dict[str, Any]:
    said = {name: getattr(asking, name) for name in AskingSaid.__dataclass_fields__ if name != "escalate_to"}
    return said | {"escalate_to": asking.escalate_to_id}

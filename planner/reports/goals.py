"""Goals: typed in a form, kept with an entry in the history."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planner.campaigns.models import Campaign
from planner.channels.models import Channel
from planner.days.events import Day
from planner.history.models import Actor
from planner.history.record import record
from planner.people.members import Refused
from planner.people.models import Workspace
from planner.reports.models import Goal

MOST = 50
LONGEST = 3 * 366  # days


class GoalForm(forms.Form):
    """A goal as it is typed."""

    metric = forms.ChoiceField(label=_("What is counted"), choices=Goal.Metric.choices)
    target = forms.IntegerField(label=_("How many"), min_value=1, max_value=10**12)
    of = forms.ChoiceField(label=_("Of"))
    from_on = Day(label=_("From"))
    until_on = Day(label=_("Until, its last day"))

    def __init__(self, workspace: Workspace, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.channels = {f"channel-{one.pk}": one for one in workspace.channels.here().order_by("name", "pk")}
        running = Campaign.objects.filter(workspace=workspace, archived_at=None)
        self.campaigns = {f"campaign-{one.pk}": one for one in running}
        choices: list[tuple[str, Any]] = [("", _("All channels together"))]
        choices += [(key, str(one)) for key, one in (*self.channels.items(), *self.campaigns.items())]
        of = self.fields["of"]
        assert isinstance(of, forms.ChoiceField)
        of.choices, of.required = choices, False

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last, metric = (said.get(name) for name in ("from_on", "until_on", "metric"))
        if first and last and last < first:
            self.add_error("until_on", _("The last day is before the first."))
        elif first and last and (last - first).days >= LONGEST:
            self.add_error("until_on", _("That is longer than three years."))
        if metric == Goal.Metric.FOLLOWERS and said.get("of") not in self.channels:
            self.add_error("of", _("Followers are counted by channel. Choose one."))
        if metric == Goal.Metric.ON_TIME and (said.get("target") or 0) > 100:
            self.add_error("target", _("A share is at most 100 %."))
        return said

    @property
    def channel(self) -> Channel | None:
        return self.channels.get(self.cleaned_data["of"])

    @property
    def campaign(self) -> Campaign | None:
        return self.campaigns.get(self.cleaned_data["of"])


@transaction.atomic
def add(workspace: Workspace, by: Actor, form: GoalForm) -> Goal:
    Workspace.objects.select_for_update().only("pk").get(pk=workspace.pk)
    if workspace.goals.count() >= MOST:
        raise Refused(_("This workspace has %(most)s goals. Remove one first.") % {"most": MOST})
    said = form.cleaned_data
    goal = Goal.objects.create(
        workspace=workspace, channel=form.channel, campaign=form.campaign, metric=said["metric"],
        target=said["target"], from_on=said["from_on"], until_on=said["until_on"],
    )  # fmt: skip
    record(workspace.pk, by, "goal.added", goal, **_facts(goal))
    return goal


@transaction.atomic
def remove(goal: Goal, by: Actor) -> None:
    record(goal.workspace_id, by, "goal.removed", goal, **_facts(goal))
    goal.delete()


def _facts(goal: Goal) -> dict[str, Any]:
    return {
        "metric": goal.metric,
        "target": goal.target,
        "from_on": str(goal.from_on),
        "until_on": str(goal.until_on),
        "channel": goal.channel_id,
        "campaign": goal.campaign_id,
    }

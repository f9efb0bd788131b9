"""How a workspace agrees, as its page shows it: every table read once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Model

from planner.people.groups import Absence, Contact, Group
from planner.people.models import Workspace
from planner.people.terms import ReviewPolicy
from planner.reviews.policies import Asking, Policy, ReviewStep, Route
from planner.reviews.setting import name_of
from planner.reviews.setting_people import People, Person
from planner.reviews.setting_warnings import warnings
from planner.reviews.setting_words import (
    StepWords,
    deadline,
    described,
    how_many,
    route_described,
    when_late,
)


@dataclass(frozen=True, slots=True)
class StepShown:
    step: ReviewStep
    who: tuple[str, ...]  # the groups and people that it asks, by name
    how_many: str
    deadline: str
    late: str
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class TermsShown:
    """Of the workspace, or of a policy. `kind`: "", "channel", "campaign" or "tag"."""

    holder: Workspace | Policy
    kind: str
    name: str
    sentences: list[str]  # but for those that stand with a step
    steps: list[StepShown]
    warnings: list[str]
    uses_steps: bool


@dataclass(frozen=True, slots=True)
class RouteShown:
    route: Route
    sentence: str
    late: str
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class GroupShown:
    group: Group
    members: tuple[str, ...]
    contacts: tuple[Contact, ...]
    is_empty: bool  # nobody can answer for it


@dataclass(frozen=True, slots=True)
class AbsenceShown:
    absence: Absence
    last_at: datetime  # its last moment, so that its day is the last one away
    is_now: bool


class Agreement:
    """Everything about how one workspace agrees, at this moment."""

    def __init__(self, workspace: Workspace, now: datetime) -> None:
        self.workspace, self.now = workspace, now
        self.people = People(workspace)

    def terms(self) -> TermsShown:
        """The workspace's own."""
        return self.of(self.workspace)

    def policies(self) -> list[TermsShown]:
        rows = Policy.objects.filter(workspace=self.workspace)
        return [self.of(one) for one in rows.select_related("channel", "campaign", "tag").order_by("pk")]

    def of(self, holder: Workspace | Policy) -> TermsShown:
        policy_id = holder.pk if isinstance(holder, Policy) else None
        steps = [one for one in self._steps if one.policy_id == policy_id]
        shown = [self.step(one, holder.four_eyes) for one in steps]
        lates = {one.late for one in shown}
        sentences = described(holder, [self._words(one, self._asked(one)) for one in steps])
        found: list[str] = []
        if holder.review_policy == ReviewPolicy.REQUIRED:
            found = warnings(tuple(self.people.members.values()), "any", 1, holder.four_eyes, self._away)
        return TermsShown(
            holder=holder,
            kind=kind_of(holder),
            name=name_of(holder),
            sentences=[one for one in sentences if one not in lates],
            steps=shown,
            warnings=found,
            uses_steps=holder.review_policy == ReviewPolicy.STEPS,
        )

    def step(self, step: ReviewStep, four_eyes: bool) -> StepShown:
        asked = self._asked(step)
        words = self._words(step, asked)
        groups = tuple(one.name for one in step.groups.all())
        users = tuple(
            self.people.members[one.pk].name for one in step.users.all() if one.pk in self.people.members
        )
        return StepShown(
            step=step,
            who=groups + users,
            how_many=how_many(words),
            deadline=deadline(words),
            late=when_late(words),
            warnings=warnings(asked, step.rule, step.quorum, four_eyes, self._away),
        )

    def routes(self) -> list[RouteShown]:
        rows = Route.objects.filter(workspace=self.workspace)
        rows = rows.select_related("group", "escalate_to", "channel", "campaign", "tag")
        return [self.route(one) for one in rows]

    def route(self, route: Route) -> RouteShown:
        asked = self.people.in_group(route.group_id)
        words = self._words(route, asked)
        thing = ", ".join(route.words.splitlines()) or str(route.channel or route.campaign or route.tag or "")
        return RouteShown(
            route,
            route_described(route.when, thing, words),
            when_late(words),
            warnings(asked, route.rule, route.quorum, self.workspace.four_eyes, self._away),
        )

    def groups(self) -> list[GroupShown]:
        found = []
        for pk, group in self.people.groups.items():
            people = self.people.in_group(pk)
            members = tuple(one.name for one in people if one.key.startswith("user:"))
            found.append(GroupShown(group, members, tuple(self.people.contacts.get(pk, ())), not people))
        return found

    def absences(self) -> list[AbsenceShown]:
        """Those that are not over, the nearest first."""
        rows = Absence.objects.filter(workspace=self.workspace, until_at__gt=self.now)
        return [
            AbsenceShown(one, one.until_at - timedelta(seconds=1), one.is_now(self.now))
            for one in rows.select_related("user", "delegate")
        ]

    @cached_property
    def _steps(self) -> list[ReviewStep]:
        rows = ReviewStep.objects.filter(workspace=self.workspace)
        return list(rows.select_related("escalate_to").prefetch_related("users", "groups"))

    @cached_property
    def _away(self) -> dict[str, str]:
        return dict(self.people.away(self.now))

    def _asked(self, step: ReviewStep) -> tuple[Person, ...]:
        return self.people.asked(_ids(step.users.all()), _ids(step.groups.all()))

    def _words(self, asking: Asking, asked: tuple[Person, ...]) -> StepWords:
        return StepWords(
            name=asking.name,
            of=len(asked),
            rule=asking.rule,
            quorum=asking.quorum,
            is_legal=asking.is_legal,
            deadline_hours=asking.deadline_hours,
            deadline_since=asking.deadline_since,
            on_timeout=asking.on_timeout,
            escalate_to=asking.escalate_to.name if asking.escalate_to else "",
        )


def kind_of(holder: Workspace | Policy) -> str:
    if isinstance(holder, Workspace):
        return ""
    return "channel" if holder.channel_id else "campaign" if holder.campaign_id else "tag"


def _ids(rows: Iterable[Model]) -> list[int]:
    return [one.pk for one in rows]

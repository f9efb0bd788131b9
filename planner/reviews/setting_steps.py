"""Steps of the workspace's own terms or of a policy: added, changed, put in order, removed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planner.history.models import Actor
from planner.history.record import record
from planner.people.models import User, Workspace
from planner.people.terms import ReviewPolicy
from planner.plain import plain
from planner.reviews.policies import Asking, Policy, ReviewStep
from planner.reviews.setting import MOST_HOURS, NotOurs, NotSettled, name_of, steps_of
from planner.reviews.setting_people import People, Person

MOST_STEPS = 12


@dataclass(frozen=True, slots=True)
class AskingSaid:
    """How somebody wants people to be asked; the names are those of `Asking`."""

    name: str = ""
    rule: str = Asking.Rule.ANY
    quorum: int = 1
    is_legal: bool = False
    deadline_hours: int | None = None
    deadline_since: str = Asking.Since.SLOT
    on_timeout: str = Asking.Timeout.NOTIFY
    escalate_to: int | None = None


@dataclass(frozen=True, slots=True)
class StepSaid(AskingSaid):
    users: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()


@transaction.atomic
def add_step(holder: Workspace | Policy, said: StepSaid, by: Actor) -> ReviewStep:
    """A new last step."""
    workspace = holder.workspace if isinstance(holder, Policy) else holder
    there = list(steps_of(holder).values_list("position", flat=True))
    if len(there) >= MOST_STEPS:
        raise NotSettled("name", _("That is a lot: there are %(most)s already.") % {"most": MOST_STEPS})
    columns = _columns(workspace, said)
    step = ReviewStep.objects.create(
        workspace=workspace,
        policy=holder if isinstance(holder, Policy) else None,
        position=max(there, default=0) + 1,
        **columns,
    )
    _ask(step, said)
    record(workspace.pk, by, "step.added", step, name=step.name, policy=name_of(holder))
    return step


@transaction.atomic
def change_step(step: ReviewStep, said: StepSaid, by: Actor) -> None:
    before = _shown(step)
    for name, value in _columns(step.workspace, said).items():
        setattr(step, name, value)
    step.save()
    _ask(step, said)
    after = _shown(step)
    if changed := [name for name in after if after[name] != before[name]]:
        record(step.workspace_id, by, "step.changed", step, name=step.name, changed=changed)


@transaction.atomic
def remove_step(step: ReviewStep, by: Actor) -> None:
    """Posts that wait for it wait for the next one. The last step of terms with steps stays."""
    holder = step.policy or step.workspace
    if holder.review_policy == ReviewPolicy.STEPS and steps_of(holder).count() == 1:
        raise NotSettled(
            "", _("This is the only step. Add another first, or choose that no steps are needed.")
        )
    record(step.workspace_id, by, "step.removed", step, name=step.name, policy=name_of(holder))
    step.delete()


@transaction.atomic
def forget_named(workspace: Workspace, user_id: int, by: Actor) -> None:
    """This person has changed sides: steps that named them as one of the other side ask them no longer."""
    for step in ReviewStep.objects.filter(workspace=workspace, users=user_id):
        step.users.remove(user_id)
        record(workspace.pk, by, "step.changed", step, name=step.name, changed=["users"])


@transaction.atomic
def order_steps(holder: Workspace | Policy, wanted: Sequence[int], by: Actor) -> None:
    """Put the steps in this order: every one of them, once."""
    steps = {step.pk: step for step in steps_of(holder)}
    if stray := next((pk for pk in wanted if pk not in steps), None):
        raise NotOurs(f"steps.{list(wanted).index(stray)}")
    if sorted(wanted) != sorted(steps):
        raise NotSettled("steps", _("Name every step once, in the order that they should have."))
    if list(wanted) == list(steps):
        return
    for position, pk in enumerate(wanted, start=1):
        ReviewStep.objects.filter(pk=pk).update(position=position)
    workspace_id = holder.workspace_id if isinstance(holder, Policy) else holder.pk
    names = [steps[pk].name for pk in wanted]
    record(workspace_id, by, "steps.ordered", holder, order=names, policy=name_of(holder))


def move_step(step: ReviewStep, by: Actor, places: int) -> None:
    """One place earlier (-1) or later (1); at the end nothing happens."""
    holder = step.policy or step.workspace
    order = [one.pk for one in steps_of(holder)]
    here = order.index(step.pk)
    there = min(max(here + places, 0), len(order) - 1)
    order.insert(there, order.pop(here))
    order_steps(holder, order, by)


def insist_on(
    said: AskingSaid, asked: Sequence[Person], own: Iterable[int], people: People
) -> dict[str, Any]:
    """The columns of an asking that can be kept, or NotSettled. `own`: the groups that it asks already."""
    if not (name := plain(said.name)):
        raise NotSettled("name", _("Give it a name, such as “Legal”."))
    if said.rule == Asking.Rule.QUORUM and not 1 <= said.quorum <= len(asked):
        few = ngettext(
            "%(n)s person is asked. Choose a number between 1 and %(n)s, or ask more people.",
            "%(n)s people are asked. Choose a number between 1 and %(n)s, or ask more people.",
            len(asked),
        )
        raise NotSettled("quorum", few % {"n": len(asked)})
    if said.deadline_hours is not None and not 1 <= said.deadline_hours <= MOST_HOURS:
        raise NotSettled("deadline_hours", _("Choose between 1 and %(most)s hours.") % {"most": MOST_HOURS})
    if said.on_timeout != Asking.Timeout.NOTIFY and said.deadline_hours is None:
        raise NotSettled(
            "deadline_hours", _("Say by when they must answer: without a deadline none is missed.")
        )
    if said.on_timeout == Asking.Timeout.SKIP and said.is_legal:
        raise NotSettled(
            "on_timeout", _("A legal step is never passed over. Ask another group as well instead.")
        )
    columns = {one.name: getattr(said, one.name) for one in fields(AskingSaid) if one.name != "escalate_to"}
    if said.rule != Asking.Rule.QUORUM:
        columns["quorum"] = 1
    return columns | {"name": name[:80], "escalate_to": _escalation(said, set(own), people)}


def _escalation(said: AskingSaid, own: set[int], people: People) -> Any:
    if said.on_timeout != Asking.Timeout.ESCALATE:
        return None
    if said.escalate_to is None:
        raise NotSettled("escalate_to", _("Choose the group that is asked as well when time runs out."))
    if said.escalate_to not in people.groups:
        raise NotOurs("escalate_to")
    group = people.groups[said.escalate_to]
    if group.pk in own:
        raise NotSettled(
            "escalate_to", _("This step asks “%(name)s” already. Choose another group.") % {"name": group}
        )
    if not people.in_group(group.pk):
        raise NotSettled("escalate_to", nobody_in(group.name))
    return group


def nobody_in(name: str) -> str:
    return _("Nobody in “%(name)s” can answer yet. Add people to it first.") % {"name": name}


def _columns(workspace: Workspace, said: StepSaid) -> dict[str, Any]:
    people = People(workspace)
    for position, pk in enumerate(said.users):
        if pk not in people.members:
            raise NotOurs(f"users.{position}")
    for position, pk in enumerate(said.groups):
        if pk not in people.groups:
            raise NotOurs(f"groups.{position}")
    asked = people.asked(said.users, said.groups)
    if not asked and said.groups:
        raise NotSettled("groups", nobody_in(people.groups[said.groups[0]].name))
    if not asked:
        raise NotSettled("users", _("Choose at least one person or group that can answer."))
    return insist_on(said, asked, said.groups, people)


def _ask(step: ReviewStep, said: StepSaid) -> None:
    step.users.set(User.objects.filter(pk__in=said.users))
    step.groups.set(said.groups)


def _shown(step: ReviewStep) -> dict[str, Any]:
    """What can differ between two moments of a step."""
    kept = ReviewStep.objects.get(pk=step.pk)
    shown: dict[str, Any] = {
        field.attname: getattr(kept, field.attname) for field in ReviewStep._meta.concrete_fields
    }
    shown["users"] = sorted(kept.users.values_list("pk", flat=True))
    shown["groups"] = sorted(kept.groups.values_list("pk", flat=True))
    return shown

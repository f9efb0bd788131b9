"""Set how posts are agreed: the workspace's terms, and policies that stand in their place for some posts."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from planner.campaigns.models import Campaign, Tag
from planner.channels.models import Channel
from planner.history.models import Actor
from planner.history.record import record
from planner.people.members import Refused
from planner.people.models import Workspace
from planner.people.terms import AfterEdit, ReviewPolicy, Terms
from planner.reviews.policies import Policy, ReviewStep

MOST_HOURS = 720  # thirty days
MOST_POLICIES = 200
Settled = TypeVar("Settled")


class NotSettled(Refused):
    """It cannot be so, and the text says what to do. `field` is where it was asked for."""

    def __init__(self, field: str, what: str) -> None:
        self.field = field
        super().__init__(what)


class NotOurs(NotSettled):
    """Something of this id is not in this workspace: nobody learns whether it is in another."""

    def __init__(self, field: str) -> None:
        super().__init__(field, _("There is nothing of this id here."))


@dataclass(frozen=True, slots=True)
class TermsSaid:
    """Terms as somebody sets them; the names are those of `Terms`. Hours: None is freely, 0 not at all."""

    review_policy: str = ReviewPolicy.REQUIRED
    four_eyes: bool = False
    schedules_itself: bool = True
    after_edit: str = AfterEdit.DRAFT
    earlier_hours: int | None = None
    later_hours: int | None = None
    urgent_path: bool = False

    @classmethod
    def of(cls, terms: Terms) -> "TermsSaid":
        return cls(**{name: getattr(terms, name) for name in cls.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class For:
    """Whose posts a policy is about: those of exactly one channel, campaign or label."""

    channel: int | None = None
    campaign: int | None = None
    tag: int | None = None


@transaction.atomic
def settle(workspace: Workspace, act: Callable[[], Settled]) -> Settled:
    """Do one change of how this workspace agrees. Every edge does its changes through here, one at a time."""
    Workspace.objects.select_for_update().only("pk").get(pk=workspace.pk)
    return act()


@transaction.atomic
def save_terms(holder: Workspace | Policy, said: TermsSaid, by: Actor) -> None:
    """The terms of a workspace, or of a policy. The same again changes nothing and is not told."""
    kept = type(holder)._default_manager.get(pk=holder.pk)
    _insist_on(said, steps_of(holder).exists())
    changes = {name: value for name, value in asdict(said).items() if getattr(kept, name) != value}
    if not changes:
        return
    for name, value in changes.items():
        setattr(kept, name, value)
        setattr(holder, name, value)
    kept.save(update_fields=list(changes))
    told: dict[str, Any] = {name: str(value) for name, value in changes.items()}
    workspace_id = holder.workspace_id if isinstance(holder, Policy) else holder.pk
    record(workspace_id, by, "policy.changed", holder, name=name_of(holder), **told)


@transaction.atomic
def make_policy(
    workspace: Workspace,
    about: For,
    said: TermsSaid,
    by: Actor,
    steps: Sequence[Callable[[Policy], Any]] = (),
) -> Policy:
    """Other terms for some posts. `steps` each add one to the new policy."""
    target = _target(workspace, about)
    if Policy.objects.filter(workspace=workspace, **target).exists():
        raise NotSettled("", _("It has terms of its own already. Change those."))
    if Policy.objects.filter(workspace=workspace).count() >= MOST_POLICIES:
        raise NotSettled("", _("That is a lot: there are %(most)s already.") % {"most": MOST_POLICIES})
    _insist_on(said, bool(steps))
    policy = Policy.objects.create(workspace=workspace, **target, **asdict(said))
    record(workspace.pk, by, "policy.added", policy, name=name_of(policy), mode=said.review_policy)
    for add in steps:
        add(policy)
    return policy


@transaction.atomic
def remove_policy(policy: Policy, by: Actor) -> None:
    """From now on the workspace's own terms hold for these posts. Its steps go with it."""
    record(policy.workspace_id, by, "policy.removed", policy, name=name_of(policy))
    policy.delete()


def steps_of(holder: Workspace | Policy) -> Any:
    """The steps of a policy, or of the workspace's own terms, in order."""
    steps = ReviewStep.objects.select_related("workspace", "policy").prefetch_related("users", "groups")
    if isinstance(holder, Policy):
        return steps.filter(policy=holder)
    return steps.filter(workspace=holder, policy=None)


def name_of(holder: Workspace | Policy) -> str:
    """What its terms are about; "" for the workspace itself."""
    return "" if isinstance(holder, Workspace) else str(holder.channel or holder.campaign or holder.tag)


def _target(workspace: Workspace, about: For) -> dict[str, Any]:
    """The one column that a policy of this kind fills."""
    asked = {name: pk for name, pk in asdict(about).items() if pk is not None}
    if len(asked) != 1:
        raise NotSettled("", _("Choose one: a channel, a campaign or a label."))
    ((name, pk),) = asked.items()
    return {name: target(workspace, name, pk)}


def target(workspace: Workspace, kind: str, pk: int) -> Channel | Campaign | Tag:
    """The channel, campaign or tag of this id. Raises NotOurs."""
    found: Channel | Campaign | Tag | None
    if kind == "channel":
        found = Channel.objects.here().filter(workspace=workspace, pk=pk).first()
    elif kind == "campaign":
        found = workspace.campaigns.filter(pk=pk).first()
    else:
        found = workspace.tags.filter(pk=pk).first()
    if found is None:
        raise NotOurs(kind)
    return found


def _insist_on(said: TermsSaid, has_steps: bool) -> None:
    if said.review_policy == ReviewPolicy.STEPS and not has_steps:
        raise NotSettled(
            "review_policy", _("There is no step yet. Add the first step, then choose several steps.")
        )
    for field, hours in (("earlier_hours", said.earlier_hours), ("later_hours", said.later_hours)):
        if hours is not None and not 0 <= hours <= MOST_HOURS:
            raise NotSettled(field, _("Choose between 0 and %(most)s hours.") % {"most": MOST_HOURS})

"""The API about how posts are agreed: terms, policies and their steps."""

from functools import partial
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from ninja import Query, Router, Status
from pydantic import Field

from planner.contract.paging import Where, page
from planner.contract.refusals import Missing
from planner.contract.schema import LARGEST_ID, Page
from planner.people.models import Workspace
from planner.people.request import TokenRequest
from planner.reviews import setting, setting_steps
from planner.reviews.policies import Policy, ReviewStep
from planner.reviews.setting import For, settle
from planner.reviews.setting_schemas import (
    NewStep,
    PolicyGiven,
    PolicySeen,
    StepGiven,
    StepOrder,
    StepSeen,
    TermsGiven,
    TermsSeen,
)
from planner.reviews.setting_shown import Agreement
from planner.reviews.setting_steps import StepSaid

router = Router(tags=["Agreement"])


class StepsWhere(Where):
    policy: int | None = Field(
        default=None, ge=1, le=LARGEST_ID, description="Of this policy; without it the workspace's own."
    )


@router.get("/agreement/terms", response=TermsSeen, operation_id="terms.see",
            summary="How posts of the workspace are agreed")  # fmt: skip
def see_terms(request: TokenRequest) -> TermsSeen:
    return _terms(request, request.workspace)


@router.put("/agreement/terms", response=TermsSeen, operation_id="terms.change",
            summary="Say how posts of the workspace are agreed")  # fmt: skip
def change_terms(request: TokenRequest, given: TermsGiven) -> TermsSeen:
    settle(request.workspace, lambda: setting.save_terms(request.workspace, given.said, request.actor))
    return _terms(request, request.workspace)


@router.get("/agreement/policies", response=Page[PolicySeen], operation_id="policies.list",
            summary="List the terms of channels, campaigns and tags")  # fmt: skip
def list_policies(request: TokenRequest, where: Query[Where]) -> Page[PolicySeen]:
    rows, told = Policy.objects.filter(workspace=request.workspace), _agreement(request)
    return page(rows, where, lambda policy: _policy(told, policy))


@router.post("/agreement/policies", response={201: PolicySeen}, operation_id="policies.add",
             summary="Give a channel, campaign or tag its own terms")  # fmt: skip
def add_policy(request: TokenRequest, given: PolicyGiven) -> Any:
    about = For(given.channel, given.campaign, given.tag)
    adders = [partial(setting_steps.add_step, said=_said(one), by=request.actor) for one in given.steps]
    make = partial(setting.make_policy, request.workspace, about, given.said, request.actor, adders)
    return Status(201, _policy(_agreement(request), settle(request.workspace, make)))


@router.get("/agreement/policies/{int:policy_id}", response=PolicySeen, operation_id="policies.see",
            summary="See the terms of a channel, campaign or tag")  # fmt: skip
def see_policy(request: TokenRequest, policy_id: int) -> PolicySeen:
    return _policy(_agreement(request), _found(request, policy_id))


@router.put("/agreement/policies/{int:policy_id}", response=PolicySeen, operation_id="policies.change",
            summary="Change the terms of a channel, campaign or tag")  # fmt: skip
def change_policy(request: TokenRequest, policy_id: int, given: TermsGiven) -> PolicySeen:
    policy = _found(request, policy_id)
    settle(request.workspace, lambda: setting.save_terms(policy, given.said, request.actor))
    return _policy(_agreement(request), _found(request, policy_id))


@router.delete("/agreement/policies/{int:policy_id}", response={204: None}, operation_id="policies.remove",
               summary="Let the workspace's own terms hold again")  # fmt: skip
def remove_policy(request: TokenRequest, policy_id: int) -> Any:
    policy = _found(request, policy_id)
    settle(request.workspace, lambda: setting.remove_policy(policy, request.actor))
    return Status(204, None)


@router.get(
    "/agreement/steps", response=Page[StepSeen], operation_id="steps.list", summary="List steps in order"
)
def list_steps(request: TokenRequest, where: Query[StepsWhere]) -> Page[StepSeen]:
    rows, told = ReviewStep.objects.select_related("workspace", "policy"), _agreement(request)
    rows = rows.filter(workspace=request.workspace)
    rows = rows.filter(policy_id=where.policy) if where.policy else rows.filter(policy=None)
    return page(rows, where, lambda step: _step(told, step), ("position", "id"))


@router.post(
    "/agreement/steps", response={201: StepSeen}, operation_id="steps.add", summary="Add a last step"
)
def add_step(request: TokenRequest, given: NewStep) -> Any:
    holder = _holder(request, given.policy)
    add = partial(setting_steps.add_step, holder, _said(given), request.actor)
    return Status(201, _step(_agreement(request), settle(request.workspace, add)))


@router.put("/agreement/steps", response=Page[StepSeen], operation_id="steps.order",
            summary="Put the steps in another order")  # fmt: skip
def order_steps(request: TokenRequest, given: StepOrder) -> Page[StepSeen]:
    holder = _holder(request, given.policy)
    settle(request.workspace, lambda: setting_steps.order_steps(holder, given.steps, request.actor))
    told = _agreement(request)
    return Page(items=[_step(told, step) for step in setting.steps_of(holder)])


@router.get(
    "/agreement/steps/{int:step_id}", response=StepSeen, operation_id="steps.see", summary="See a step"
)
def see_step(request: TokenRequest, step_id: int) -> StepSeen:
    return _step(_agreement(request), _found_step(request, step_id))


@router.put("/agreement/steps/{int:step_id}", response=StepSeen, operation_id="steps.change",
            summary="Change a step: as given, whole")  # fmt: skip
def change_step(request: TokenRequest, step_id: int, given: StepGiven) -> StepSeen:
    step = _found_step(request, step_id)
    settle(request.workspace, lambda: setting_steps.change_step(step, _said(given), request.actor))
    return _step(_agreement(request), _found_step(request, step_id))


@router.delete("/agreement/steps/{int:step_id}", response={204: None}, operation_id="steps.remove",
               summary="Remove a step")  # fmt: skip
def remove_step(request: TokenRequest, step_id: int) -> Any:
    step = _found_step(request, step_id)
    settle(request.workspace, lambda: setting_steps.remove_step(step, request.actor))
    return Status(204, None)


def _agreement(request: TokenRequest) -> Agreement:
    return Agreement(request.workspace, clock.now())


def _found(request: TokenRequest, policy_id: int) -> Policy:
    rows = Policy.objects.select_related("workspace", "channel", "campaign", "tag")
    return get_object_or_404(rows, workspace=request.workspace, pk=policy_id)


def _found_step(request: TokenRequest, step_id: int) -> ReviewStep:
    rows = ReviewStep.objects.select_related(
        "workspace", "policy__channel", "policy__campaign", "policy__tag"
    )
    return get_object_or_404(rows, workspace=request.workspace, pk=step_id)


def _holder(request: TokenRequest, policy_id: int | None) -> Workspace | Policy:
    if policy_id is None:
        return request.workspace
    found = (
        Policy.objects.select_related("workspace").filter(workspace=request.workspace, pk=policy_id).first()
    )
    if found is None:
        raise Missing("body.policy")
    return found


def _said(given: StepGiven) -> StepSaid:
    return StepSaid(**given.asking(), users=tuple(given.users), groups=tuple(given.groups))


def _terms(request: TokenRequest, holder: Workspace) -> TermsSeen:
    fresh = Workspace.objects.get(pk=holder.pk)
    return TermsSeen(**_columns(fresh), sentences=_agreement(request).of(fresh).sentences)


def _columns(holder: Workspace | Policy) -> dict[str, Any]:
    return {name: getattr(holder, name) for name in setting.TermsSaid.__dataclass_fields__}


def _policy(told: Agreement, policy: Policy) -> PolicySeen:
    return PolicySeen(
        id=policy.pk,
        channel=policy.channel_id,
        campaign=policy.campaign_id,
        tag=policy.tag_id,
        **_columns(policy),
        sentences=told.of(policy).sentences,
        steps=[_step(told, step) for step in setting.steps_of(policy)],
    )


def _step(told: Agreement, step: ReviewStep) -> StepSeen:
    four_eyes = (step.policy or step.workspace).four_eyes
    return StepSeen(
        id=step.pk,
        name=step.name,
        rule=step.rule,
        quorum=step.quorum,
        is_legal=step.is_legal,
        deadline_hours=step.deadline_hours,
        deadline_since=step.deadline_since,
        on_timeout=step.on_timeout,
        escalate_to=step.escalate_to_id,
        warnings=told.step(step, four_eyes).warnings,
        policy=step.policy_id,
        position=step.position,
        users=sorted(one.pk for one in step.users.all()),
        groups=sorted(one.pk for one in step.groups.all()),
    )

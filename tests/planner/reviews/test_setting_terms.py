"""The terms of a workspace, and of some of its posts."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from planner.people.groups import Group
from planner.people.models import Workspace
from planner.reviews.policies import Policy, ReviewStep
from planner.reviews.setting import (
    For,
    NotOurs,
    NotSettled,
    TermsSaid,
    make_policy,
    remove_policy,
    save_terms,
)
from planner.reviews.setting_beginnings import beginning
from planner.reviews.setting_steps import StepSaid, add_step

pytestmark = pytest.mark.django_db


def test_terms_are_kept_and_told_once(harbour: Any, by: Any, acts: Callable[[], list[str]]) -> None:
    said = TermsSaid("optional", True, False, "review", 0, 24, True)
    save_terms(harbour, said, by)
    assert TermsSaid.of(Workspace.objects.get(pk=harbour.pk)) == said
    save_terms(harbour, said, by)
    assert acts() == ["policy.changed"]


def test_steps_need_a_step(harbour: Any, by: Any, grace: Any) -> None:
    with pytest.raises(NotSettled, match="Add the first step") as refusal:
        save_terms(harbour, TermsSaid("steps"), by)
    assert refusal.value.field == "review_policy"
    add_step(harbour, StepSaid("Grace", users=(grace.pk,)), by)
    save_terms(harbour, TermsSaid("steps"), by)


@pytest.mark.parametrize(("field", "hours"), [("earlier_hours", -1), ("later_hours", 721)])
def test_the_window_is_of_a_month_at_most(harbour: Any, by: Any, field: str, hours: int) -> None:
    with pytest.raises(NotSettled, match="between 0 and 720") as refusal:
        save_terms(harbour, TermsSaid(**{field: hours}), by)
    assert refusal.value.field == field


def test_a_policy_is_for_one_thing_and_only_one_of_it(
    harbour: Any, by: Any, acts: Callable[[], list[str]]
) -> None:
    spring, label = harbour.campaigns.create(name="Spring"), harbour.tags.create(name="prices")
    policy = make_policy(harbour, For(campaign=spring.pk), TermsSaid("none"), by)
    assert (policy.campaign, policy.review_policy) == (spring, "none")
    with pytest.raises(NotSettled, match="terms of its own already"):
        make_policy(harbour, For(campaign=spring.pk), TermsSaid(), by)
    for about in (For(), For(campaign=spring.pk, tag=label.pk)):
        with pytest.raises(NotSettled, match="Choose one"):
            make_policy(harbour, about, TermsSaid(), by)
    channel = harbour.channels.first()
    make_policy(harbour, For(channel=channel.pk), TermsSaid(), by)
    make_policy(harbour, For(tag=label.pk), TermsSaid(), by)
    assert acts() == ["policy.added"] * 3


def test_a_policy_is_not_for_what_is_somebody_elses(harbour: Any, other: Any, by: Any) -> None:
    theirs = {
        "channel": other.channels.first().pk,
        "campaign": other.campaigns.create(name="Theirs").pk,
        "tag": other.tags.create(name="theirs").pk,
    }
    for kind, pk in theirs.items():
        for asked in (pk, 999_999):
            with pytest.raises(NotOurs) as refusal:
                make_policy(harbour, For(**{kind: asked}), TermsSaid(), by)
            assert refusal.value.field == kind


def test_a_policy_with_steps_begins_with_them_or_not_at_all(
    harbour: Any, by: Any, grace: Any, acts: Callable[[], list[str]]
) -> None:
    spring = harbour.campaigns.create(name="Spring")
    with pytest.raises(NotSettled, match="Add the first step"):
        make_policy(harbour, For(campaign=spring.pk), TermsSaid("steps"), by)
    wrong = partial(add_step, said=StepSaid("", users=(grace.pk,)), by=by)
    right = partial(add_step, said=StepSaid("Grace", users=(grace.pk,)), by=by)
    with pytest.raises(NotSettled, match="Give it a name"):
        make_policy(harbour, For(campaign=spring.pk), TermsSaid("steps"), by, [right, wrong])
    assert not Policy.objects.exists()
    policy = make_policy(harbour, For(campaign=spring.pk), TermsSaid("steps"), by, [right])
    assert [step.name for step in policy.steps.all()] == ["Grace"]
    save_terms(policy, TermsSaid("steps", four_eyes=True), by)
    policy.refresh_from_db()
    assert policy.four_eyes
    remove_policy(policy, by)
    assert not ReviewStep.objects.exists()
    assert acts() == ["policy.added", "step.added", "policy.changed", "policy.removed"]


# --- What to begin with -------------------------------------------------------------------------------


def test_one_editor_is_no_steps(harbour: Any, by: Any) -> None:
    assert beginning(harbour, "one", "", by).mode == "required"


def test_editors_then_legal_makes_the_group_of_editors(
    harbour: Any, by: Any, grace: Any, boris: Any, olga: Any
) -> None:
    begun = beginning(harbour, "legal", f"user:{olga.pk}", by)
    editors = Group.objects.get(name="Editors")
    assert {one.name for one in editors.users.all()} == {"Grace", "Boris"}
    first, last = begun.steps
    assert (begun.mode, first.groups, last.users) == ("steps", (editors.pk,), (olga.pk,))
    assert (last.name, last.is_legal, first.is_legal) == ("Legal", True, False)
    beginning(harbour, "legal", f"user:{olga.pk}", by)
    assert Group.objects.count() == 1


def test_without_editors_the_team_is_asked(harbour: Any, by: Any, olga: Any, clara: Any, vera: Any) -> None:
    beginning(harbour, "legal", f"user:{olga.pk}", by)
    assert {one.name for one in Group.objects.get().users.all()} == {"Olga", "Adam"}


def test_editors_then_the_client(harbour: Any, by: Any, grace: Any, ferries: Group) -> None:
    begun = beginning(harbour, "client", f"group:{ferries.pk}", by)
    assert [step.name for step in begun.steps] == ["Editors", "Northern Ferries"]


def test_who_comes_second_must_be_there_and_of_the_right_side(
    harbour: Any, other: Any, by: Any, grace: Any, ferries: Group, editors: Group, mallory: Any
) -> None:
    theirs = other.groups.create(name="Theirs", is_client=True)
    strays = ["", "nonsense", f"user:{mallory.pk}", f"group:{theirs.pk}", "group:99999"]
    for kind, wrong in (("client", f"group:{editors.pk}"), ("legal", f"group:{ferries.pk}")):
        for second in (*strays, wrong):
            with pytest.raises(NotSettled, match="Choose"):
                beginning(harbour, kind, second, by)

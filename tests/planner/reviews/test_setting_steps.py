"""Steps: who is asked, how many, by when; and what cannot be."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from planner.people.groups import Group
from planner.reviews.policies import ReviewStep
from planner.reviews.setting import NotOurs, NotSettled, TermsSaid, save_terms, steps_of
from planner.reviews.setting_steps import (
    StepSaid,
    add_step,
    change_step,
    move_step,
    order_steps,
    remove_step,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused(harbour: Any, by: Any) -> Callable[..., str]:
    """Which field refuses a step: refused("Give it", name="")."""

    def why(words: str, **said: Any) -> str:
        with pytest.raises(NotSettled, match=words) as refusal:
            add_step(harbour, StepSaid(**({"name": "Editors"} | said)), by)
        assert not ReviewStep.objects.exists()
        return refusal.value.field

    return why


def test_a_step_is_added_changed_and_removed(
    harbour: Any, by: Any, editors: Group, grace: Any, acts: Callable[[], list[str]]
) -> None:
    said = StepSaid(
        name=" Two  editors ",
        rule="quorum",
        quorum=2,
        deadline_hours=24,
        groups=(editors.pk,),
        users=(grace.pk,),
    )
    step = add_step(harbour, said, by)
    assert (step.name, step.quorum, step.position, step.policy) == ("Two editors", 2, 1, None)
    assert list(step.users.all()) == [grace]
    change_step(step, StepSaid(name="Two editors", quorum=2, deadline_hours=24, groups=(editors.pk,)), by)
    step.refresh_from_db()
    assert (step.rule, step.quorum, list(step.users.all())) == ("any", 1, [])
    change_step(step, StepSaid(name="Two editors", deadline_hours=24, groups=(editors.pk,)), by)
    remove_step(step, by)
    assert acts() == ["group.added", "step.added", "step.changed", "step.removed"]


def test_somebody_must_be_able_to_answer(
    refused: Any, harbour: Any, by: Any, ada: Any, vera: Any, mallory: Any
) -> None:
    assert refused("at least one person") == "users"
    empty = Group.objects.create(workspace=harbour, name="Nobody")
    empty.users.add(vera)  # who may not review
    assert refused("Nobody in “Nobody” can answer", groups=(empty.pk,)) == "groups"
    for who in (ada, vera, mallory):
        assert refused("nothing of this id", users=(who.pk,)) == "users.0"


def test_a_client_answers_by_a_contact_or_a_member(harbour: Any, by: Any, ferries: Group, clara: Any) -> None:
    add_step(harbour, StepSaid("Client", groups=(ferries.pk,)), by)
    add_step(harbour, StepSaid("Clara", users=(clara.pk,)), by)


def test_groups_of_others_are_nowhere(refused: Any, other: Any, editors: Group) -> None:
    theirs = Group.objects.create(workspace=other, name="Theirs")
    assert refused("nothing of this id", groups=(editors.pk, theirs.pk)) == "groups.1"
    late = {"groups": (editors.pk,), "deadline_hours": 2, "on_timeout": "escalate"}
    assert refused("nothing of this id", escalate_to=theirs.pk, **late) == "escalate_to"


def test_a_quorum_is_of_the_people_who_are_asked(refused: Any, editors: Group, grace: Any) -> None:
    """Grace is in the group and named besides: she is one person."""
    asked = {"rule": "quorum", "groups": (editors.pk,), "users": (grace.pk,)}
    assert refused("2 people are asked. Choose a number between 1 and 2", quorum=3, **asked) == "quorum"
    assert refused("between 1 and 2", quorum=0, **asked) == "quorum"


def test_deadlines_are_between_an_hour_and_a_month(refused: Any, editors: Group) -> None:
    for hours in (0, 721):
        where = refused("between 1 and 720", groups=(editors.pk,), deadline_hours=hours)
        assert where == "deadline_hours"
    where = refused("without a deadline none is missed", groups=(editors.pk,), on_timeout="skip")
    assert where == "deadline_hours"


def test_a_legal_step_is_never_passed_over(refused: Any, harbour: Any, editors: Group) -> None:
    late = {"groups": (editors.pk,), "deadline_hours": 24, "is_legal": True, "on_timeout": "skip"}
    assert refused("A legal step is never passed over", **late) == "on_timeout"
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewStep.objects.create(workspace=harbour, name="x", position=1, is_legal=True, on_timeout="skip")


def test_an_escalation_goes_to_another_group(
    refused: Any, harbour: Any, by: Any, editors: Group, olga: Any
) -> None:
    late = {"groups": (editors.pk,), "deadline_hours": 24, "on_timeout": "escalate"}
    assert refused("Choose the group that is asked as well", **late) == "escalate_to"
    assert refused("asks “Editors” already", escalate_to=editors.pk, **late) == "escalate_to"
    chiefs = Group.objects.create(workspace=harbour, name="Chiefs")
    assert refused("Nobody in “Chiefs”", escalate_to=chiefs.pk, **late) == "escalate_to"
    chiefs.users.add(olga)
    step = add_step(harbour, StepSaid("Editors", escalate_to=chiefs.pk, **late), by)
    assert step.escalate_to == chiefs
    change_step(step, StepSaid("Editors", escalate_to=chiefs.pk, groups=(editors.pk,)), by)
    assert ReviewStep.objects.get().escalate_to is None  # it does not escalate any more


def test_steps_are_put_in_order(
    harbour: Any, other: Any, by: Any, editors: Group, acts: Callable[[], list[str]]
) -> None:
    a, b, c = (add_step(harbour, StepSaid(name, groups=(editors.pk,)), by) for name in "ABC")
    move_step(c, by, -1)
    assert [one.name for one in steps_of(harbour)] == ["A", "C", "B"]
    move_step(a, by, -1)
    move_step(b, by, 1)
    order_steps(harbour, [b.pk, a.pk, c.pk], by)
    assert [one.name for one in steps_of(harbour)] == ["B", "A", "C"]
    for wrong in ([a.pk, b.pk], [a.pk, a.pk, b.pk]):
        with pytest.raises(NotSettled, match="Name every step once"):
            order_steps(harbour, wrong, by)
    theirs = ReviewStep.objects.create(workspace=other, name="Theirs", position=1)
    with pytest.raises(NotOurs):
        order_steps(harbour, [b.pk, a.pk, theirs.pk], by)
    assert acts().count("steps.ordered") == 2


def test_the_only_step_of_terms_with_steps_stays(harbour: Any, by: Any, editors: Group) -> None:
    step = add_step(harbour, StepSaid("Editors", groups=(editors.pk,)), by)
    save_terms(harbour, TermsSaid("steps"), by)
    step.refresh_from_db()
    with pytest.raises(NotSettled, match="the only step"):
        remove_step(ReviewStep.objects.get(pk=step.pk), by)
    save_terms(harbour, TermsSaid("required"), by)
    remove_step(ReviewStep.objects.get(pk=step.pk), by)

"""How posts are agreed, in sentences; and what could leave a step without its yeses."""

from types import SimpleNamespace
from typing import Any

import pytest

from planner.reviews.setting_people import Person
from planner.reviews.setting_warnings import warnings
from planner.reviews.setting_words import StepWords, described, route_described, when_late, window

EDITORS = StepWords("Editors", 3, "quorum", 2, deadline_hours=24)
LEGAL = StepWords("Legal", 2, "all", is_legal=True, deadline_hours=24)


def terms(mode: str, **more: Any) -> Any:
    plain = {
        "review_policy": mode, "four_eyes": False, "schedules_itself": True, "after_edit": "draft",
        "earlier_hours": None, "later_hours": None, "urgent_path": False,
    }  # fmt: skip
    return SimpleNamespace(**plain | more)


def first(mode: str, *steps: StepWords) -> str:
    return described(terms(mode), steps)[0]


def test_steps_read_like_a_sentence() -> None:
    said = "Posts need a yes from Editors (2 of 3), then Legal (all), by 24 hours before their time."
    assert first("steps", EDITORS, LEGAL) == said


def test_each_step_says_its_own_deadline_where_they_differ() -> None:
    one = StepWords("Client", 1, deadline_hours=1, deadline_since="asked")
    free = StepWords("Ada", 1)
    assert first("steps", EDITORS, one, free) == (
        "Posts need a yes from Editors (2 of 3) by 24 hours before their time, "
        "then Client within 1 hour of being asked, then Ada."
    )


def test_one_of_several_and_nobody_are_counted() -> None:
    assert first("steps", StepWords("Editors", 3)) == "Posts need a yes from Editors (one of 3)."
    assert first("steps", StepWords("Legal", 0)) == "Posts need a yes from Legal (nobody can answer)."
    assert "no step" in first("steps")


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("none", "Posts need nobody’s yes."),
        ("optional", "Posts need nobody’s yes; who wants one may ask for it."),
        ("required", "Posts need a yes from one person who may review."),
    ],
)
def test_every_mode_has_its_sentence(mode: str, said: str) -> None:
    assert first(mode) == said
    assert len(described(terms(mode), [])) == (1 if mode == "none" else 4)


def test_the_other_terms_are_said_too() -> None:
    said = described(
        terms("required", four_eyes=True, schedules_itself=False, after_edit="review", urgent_path=True), []
    )
    text = " ".join(said)
    assert "Neither the author nor who changed a post last" in text
    assert "somebody puts the post on the calendar" in text
    assert "asked for again at once" in text
    assert "one approver is enough" in text


@pytest.mark.parametrize(
    ("earlier", "later", "said"),
    [
        (None, None, "freely"),
        (0, None, "only be moved to a later time"),
        (0, 0, "may not be moved"),
        (1, 1, "by at most 1 hour."),
        (24, 24, "by at most 24 hours."),
        (0, 24, "earlier not at all, later by at most 24 hours"),
        (2, None, "earlier by at most 2 hours, later freely"),
    ],
)
def test_the_window_is_said_in_words(earlier: int | None, later: int | None, said: str) -> None:
    assert said in window(earlier, later)


def test_what_happens_when_time_runs_out() -> None:
    def late(**more: Any) -> str:
        return when_late(StepWords("Editors", 3, deadline_hours=24, **more))

    assert when_late(StepWords("Editors", 3)) == ""
    assert "everybody concerned is told" in late()
    assert "“Chiefs” is asked as well" in late(on_timeout="escalate", escalate_to="Chiefs")
    assert "it is passed over" in late(on_timeout="skip")
    assert "passed over" not in late(on_timeout="skip", is_legal=True)


def test_a_rule_is_a_sentence() -> None:
    said = "When a post names a price, Legal (all) must agree too, by 24 hours before the post’s time."
    assert route_described("price", "", LEGAL) == said
    client = route_described("campaign", "Spring", StepWords("Ferries", 1))
    assert client == "When a post belongs to the campaign “Spring”, Ferries must agree too."


# --- Warnings -------------------------------------------------------------------------------------

GRACE, BORIS = Person("user:1", "Grace", writes=True), Person("user:2", "Boris", writes=True)
NINA = Person("contact:1", "Nina", is_client=True)


def test_nobody_is_warned_about_what_is_well() -> None:
    assert warnings((GRACE, BORIS), "all", 1, False, {}) == []
    assert warnings((GRACE, BORIS), "any", 1, True, {}) == []
    assert warnings((NINA,), "any", 1, True, {}) == []  # she writes no posts


def test_a_delegate_in_the_same_step_counts_once() -> None:
    twice, few = warnings((GRACE, BORIS), "all", 1, False, {"user:1": "user:2"})
    assert twice == "Boris stands in for Grace and is asked here as well: their yes counts once."
    assert few == "2 must say yes, but only 1 person can just now. Ask more people, or wait."
    assert len(warnings((GRACE, BORIS), "any", 1, False, {"user:1": "user:2"})) == 1


def test_somebody_else_in_their_place_leaves_enough() -> None:
    assert warnings((GRACE, BORIS), "quorum", 2, False, {"user:1": "user:9"}) == []


def test_who_stands_in_for_somebody_may_be_away_too() -> None:
    (few,) = warnings((GRACE, BORIS), "quorum", 2, False, {"user:1": "user:9", "user:9": "user:8"})
    assert "only 1 person" in few


def test_four_eyes_may_leave_nobody() -> None:
    (alone,) = warnings((GRACE,), "any", 1, True, {})
    assert "Grace is the only one asked here" in alone
    (few,) = warnings((GRACE, BORIS), "quorum", 2, True, {})
    assert "too few are left" in few


def test_a_step_that_everybody_left_is_named() -> None:
    (nobody,) = warnings((), "any", 1, True, {})
    assert "Nobody can answer here any more" in nobody

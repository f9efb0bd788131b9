"""Does it still serve? The design's examples, and what must hold of every score."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from planner.freshness import attention
from planner.freshness.known import LINKS, Curve, Known, Link, Used
from planner.freshness.parts import WEIGHTS
from planner.freshness.score import CAPS, Action, judge
from planner.posts.likeness import likeness
from tests.floors import meets
from tests.worked import VECTORS

GIVEN = {  # what the design says of the case besides its inputs
    "evergreen, all fine": {"percentile": 80.0, "days_since_said": 90.0},
}
seen: Counter[str] = Counter()


def vectors(name: str) -> list[Any]:
    return list(json.loads(VECTORS.read_text())[name]) if VECTORS.exists() else []


def known_of(case: dict[str, Any]) -> Known:
    given = case["inputs"]
    plain = {
        "days_left": given.get("days_left"),
        "days_overdue": given.get("overdue"),
        "days_since_review": given.get("since_review"),
        "hours_out": given.get("age_h"),
        "likeness": given.get("sim"),
        "gap_days": given.get("gap", 0.0),
    }
    return Known(
        given["kind"],
        is_out="h" in given and "age_h" in given,
        links=[Link(f"https://example.org/{n}", state) for n, state in enumerate(given.get("links", []))],
        facts=[Used("Price", days, ttl, changed) for days, ttl, changed in given.get("facts", [])],
        lifts=given.get("logr", ()),
        curve=Curve(given.get("h", 6.0), given.get("k", 0.85)),
        **plain,
        **GIVEN.get(case["case"], {}),
    )


@pytest.mark.skipif(not vectors("freshness"), reason="the design's vectors are not here")
def test_every_example_of_the_design() -> None:
    cases = vectors("freshness")
    assert len(cases) >= 10
    for case in cases:
        found = judge(known_of(case))
        assert found.score == pytest.approx(case["score"], abs=0.05), case["case"]
        assert found.raw == pytest.approx(case["raw"], abs=0.05), case["case"]
        assert {part.name: part.worth for part in found.parts} == pytest.approx(
            case["components"], abs=0.00005
        ), case["case"]
        assert list(found.caps) == case["caps"], case["case"]
        assert found.action == case["action"], case["case"]


@pytest.mark.skipif(not vectors("jaccard"), reason="the design's vectors are not here")
def test_likeness_is_the_design_s() -> None:
    for case in vectors("jaccard"):
        assert likeness(case["a"], case["b"]) == pytest.approx(case["j"], abs=0.00005)


FINE = Known("evergreen", days_overdue=0, days_since_review=20, links=[Link("https://example.org/")])


def test_a_review_overdue_by_thirty_days_costs_half_its_weight_and_says_so() -> None:
    found = judge(
        replace(FINE, days_overdue=30, days_since_review=210, links=[Link("a"), Link("b", "moved")])
    )
    assert found.score == pytest.approx(69.0, abs=0.05)
    assert found.action is Action.REVIEW
    assert [(line.code, line.points) for line in found.lines] == [("review", 17), ("age", 11), ("links", 3)]
    assert found.lines[0].values == {"days": 30}


def test_expired_is_nothing_however_well_all_else_is() -> None:
    found = judge(replace(FINE, days_left=-1))
    assert (found.score, found.caps, found.action) == (0, ["expired"], "retire")
    assert found.raw is not None
    assert found.raw > 50


def test_the_most_pressing_action_comes_first() -> None:
    changed, broken = Used("Price", 5, 30, has_changed=True), Link("https://example.org/", "broken")
    all_of_it = replace(
        FINE, days_left=-1, facts=[changed], links=[broken], likeness=0.95, gap_days=1, days_overdue=9
    )
    assert judge(all_of_it).action == "retire"
    assert judge(replace(all_of_it, days_left=None)).action == "fix"
    twice = replace(all_of_it, days_left=None, facts=(), links=())
    assert judge(twice).action == "hold"
    assert judge(replace(twice, likeness=None)).action == "review"
    worn = replace(
        FINE, days_overdue=None, links=[Link("https://example.org/", "soft_404")], days_since_review=900
    )
    assert judge(replace(worn, percentile=80.0)).action == "refresh"
    assert judge(replace(worn, percentile=20.0)).action == "retire"
    assert judge(worn).action == "review", "nobody has measured it, so a person is asked"
    strong = replace(FINE, percentile=80.0, days_since_said=60.0)
    assert judge(strong).action == "recycle"
    for less in (
        {"percentile": 50.0},
        {"days_since_said": 1.0},
        {"least_gap_days": 90.0},
        {"is_repeating": True},
    ):
        assert judge(replace(strong, **less)).action == "keep", less  # type: ignore[arg-type]


def test_what_was_for_its_day_and_had_it_is_over_and_no_task() -> None:
    spent = Known("timely", is_out=True, hours_out=2000)
    assert judge(spent).action == "keep"
    assert judge(replace(spent, facts=[Used("Price", 1, 30, has_changed=True)])).action == "fix"


def test_out_of_season_it_sleeps_and_a_month_before_somebody_reads_it() -> None:
    sleeping = Known("seasonal", season="out", days_since_review=300)
    found = judge(sleeping)
    assert (found.score, found.action, [line.code for line in found.lines]) == (None, "dormant", ["dormant"])
    assert judge(replace(sleeping, season="soon")).action == "review"
    assert judge(replace(sleeping, season="in")).score is not None
    planned = judge(replace(sleeping, is_planned=True))
    assert planned.action == "hold"
    assert "out_of_season" in [line.code for line in planned.lines]


def test_where_nothing_applies_that_is_what_is_said() -> None:
    found = judge(Known("timely"))
    assert (found.score, found.action, [line.code for line in found.lines]) == (None, "keep", ["nothing"])


def test_attention_is_the_design_s() -> None:
    curve = Curve(6.0, 0.85)
    gone = [1 - attention.left(hours, curve) for hours in (1, 3, 6, 12, 24, 72)]
    assert gone == pytest.approx([0.14028, 0.31924, 0.5, 0.71332, 0.89482, 0.99675], abs=0.000005)
    assert attention.nearly_over(curve) == pytest.approx(33.574, abs=0.0005)
    assert attention.left(-5, curve) == 1
    assert attention.typical("x").half_life == 2
    assert attention.typical("nobody-knows").half_life > 0


# --- What holds of every post -----------------------------------------------------------------------


WORSE = (
    "days_left", "days_overdue", "days_since_review", "hours_out", "likeness", "lifts", "facts", "links",
)  # fmt: skip
days = some.floats(-400, 4000, allow_nan=False)
maybe_days = some.none() | days


@some.composite
def anything(draw: some.DrawFn) -> Known:
    states = some.lists(some.sampled_from(sorted(LINKS)), max_size=3)
    fact = some.tuples(some.floats(0, 900), some.sampled_from([30.0, 90.0, 365.0]), some.booleans())
    return Known(
        draw(some.sampled_from(["timely", "seasonal", "evergreen"])),
        is_planned=draw(some.booleans()),
        is_out=draw(some.booleans()),
        days_left=draw(maybe_days),
        days_overdue=draw(maybe_days),
        days_since_review=draw(some.none() | some.floats(0, 4000)),
        hours_out=draw(some.none() | some.floats(0, 90000)),
        links=[Link(f"https://example.org/{n}", state) for n, state in enumerate(draw(states))],
        facts=[Used(f"Fact {n}", *one) for n, one in enumerate(draw(some.lists(fact, max_size=3)))],
        lifts=draw(some.lists(some.floats(-5, 5), max_size=4)),
        likeness=draw(some.none() | some.sampled_from([0.0, 0.3, 0.9, 0.95, 1.0])),
        gap_days=draw(some.floats(0, 30)),
        curve=Curve(draw(some.floats(0.1, 3000)), draw(some.floats(0.5, 1.5))),
        percentile=draw(some.none() | some.floats(0, 100)),
        days_since_said=draw(some.none() | some.floats(0, 500)),
    )


examples = settings(
    max_examples=300, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)


@meets(seen, ran=300, **dict.fromkeys(CAPS, 15), **dict.fromkeys(WEIGHTS, 30))
@examples
@given(anything())
def test_it_is_never_above_a_cap_and_its_lines_add_up(known: Known) -> None:
    found = judge(known)
    seen["ran"] += 1
    seen.update(found.caps)
    seen.update(part.name for part in found.parts)
    if found.score is None or found.raw is None:
        assert not found.parts
        return
    assert 0 <= found.score <= min([100, found.raw, *(CAPS[cap] for cap in found.caps)]) + 1e-9
    assert all(0 <= part.worth <= 1 for part in found.parts)
    lost = sum(line.points for line in found.lines)
    assert lost == round(100 - found.raw) or abs(lost - (100 - found.raw)) <= 0.5 + 1e-6
    assert {line.code for line in found.lines if line.most is not None} == set(found.caps)


@meets(seen, **dict.fromkeys(WORSE, 30))
@examples
@given(anything(), some.floats(0, 500))
def test_more_of_what_is_bad_never_makes_it_better(known: Known, more: float) -> None:
    before = judge(known).score
    worse = {
        "days_left": known.days_left is not None and known.days_left - more,
        "days_overdue": known.days_overdue is not None and known.days_overdue + more,
        "days_since_review": known.days_since_review is not None and known.days_since_review + more,
        "hours_out": known.hours_out is not None and known.hours_out + more,
        "likeness": known.likeness is not None and min(1.0, known.likeness + more / 500),
        "lifts": bool(known.lifts) and [one - more for one in known.lifts],
        "facts": bool(known.facts) and [replace(one, days=one.days + more) for one in known.facts],
        "links": bool(known.links) and [*known.links, Link("https://example.org/x", "broken")],
    }
    for name, value in worse.items():
        if value is not False and before is not None:
            seen[name] += 1
            after = judge(replace(known, **{name: value})).score  # type: ignore[arg-type]
            assert after is not None
            assert after <= before + 1e-9, name


@meets(seen, compared=100, better=10)
@examples
@given(anything(), some.floats(0, 30))
def test_a_longer_gap_never_makes_a_repeat_worse(known: Known, more: float) -> None:
    before, after = judge(known).score, judge(replace(known, gap_days=known.gap_days + more)).score
    if before is not None and after is not None:
        seen["compared"] += 1
        seen["better"] += after > before
        assert after >= before - 1e-9

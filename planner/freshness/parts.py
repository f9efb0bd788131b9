"""The parts of a post's freshness: what each is worth, from 0 to 1, and what to say where it is less. Pure.

A part that does not apply is left out, and the others weigh more. The formulas and their figures stand in
docs/freshness.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import exp

from planner.freshness import attention
from planner.freshness.known import LINKS, Known

WEIGHTS = {  # of 100, where all apply
    "validity": 25.0,
    "review": 15.0,
    "age": 15.0,
    "links": 15.0,
    "facts": 15.0,
    "performance": 10.0,
    "repetition": 5.0,
}
RUNS_OUT = {"timely": 7.0, "seasonal": 30.0, "evergreen": 30.0}  # days before its end in which it counts down
OVERDUE_HALF = 30.0  # days
AGE_HALF = {"seasonal": 90.0, "evergreen": 365.0}  # days since the last review
REPEAT_HALF = 7.0  # days
PRIOR, NOISE = 0.25, 1.0  # variances: of true effects of saying it again, and of one measured effect

Values = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    worth: float  # 0 to 1
    values: Values = field(default_factory=dict)  # what its sentence needs


def parts(known: Known) -> Iterator[Part]:
    """Those that apply, in the order of WEIGHTS."""
    found = (_validity, _review, _age, _links, _facts, _performance, _repetition)
    for part in (one(known) for one in found):
        if part is not None:
            yield part


def _validity(known: Known) -> Part | None:
    if known.days_left is None:
        return None
    worth = min(1.0, max(0.0, known.days_left / RUNS_OUT[known.kind]))
    return Part("validity", worth, {"days": max(0, int(known.days_left))})


def _review(known: Known) -> Part | None:
    if known.days_overdue is None:
        return None
    late = max(0.0, known.days_overdue)
    return Part("review", float(2 ** -(late / OVERDUE_HALF)), {"days": int(late)})


def _age(known: Known) -> Part | None:
    """What is timely ages from the moment it is out; what lasts ages from its last review."""
    if known.kind == "timely":
        if known.hours_out is None:
            return None
        hours = max(0.0, known.hours_out)
        return Part("age", attention.left(hours, known.curve), {"hours": int(hours)})
    if known.days_since_review is None:
        return None
    days = max(0.0, known.days_since_review)
    return Part("age", float(2 ** -(days / AGE_HALF[known.kind])), {"days": int(days)})


def _links(known: Known) -> Part | None:
    if not known.links:
        return None
    worst = min(known.links, key=lambda link: LINKS[link.state])
    return Part("links", LINKS[worst.state], {"address": worst.address, "state": worst.state})


def _facts(known: Known) -> Part | None:
    """A fact that has changed is worth nothing; one that nobody confirmed in time loses half in each ttl."""
    if not known.facts:
        return None

    def worth(one: "tuple[float, float, bool]") -> float:
        days, ttl, has_changed = one
        return 0.0 if has_changed else float(2 ** -(max(0.0, days - ttl) / ttl))

    worst = min(known.facts, key=lambda fact: worth((fact.days, fact.ttl, fact.has_changed)))
    values: Values = {
        "name": worst.name,
        "days": int(worst.days),
        "changed": int(worst.has_changed),
        "changes": sum(fact.has_changed for fact in known.facts),
    }
    return Part("facts", worth((worst.days, worst.ttl, worst.has_changed)), values)


def _performance(known: Known) -> Part | None:
    """Does saying it again still work? The mean effect, drawn towards none while there are few."""
    if not known.lifts:
        return None
    mean = sum(known.lifts) / len(known.lifts)
    drawn = PRIOR / (PRIOR + NOISE / len(known.lifts)) * mean
    return Part("performance", min(1.0, exp(drawn)), {"percent": round(100 * (1 - min(1.0, exp(drawn))))})


def _repetition(known: Known) -> Part | None:
    if known.likeness is None:
        return None
    worth = 1 - known.likeness * 2 ** -(max(0.0, known.gap_days) / REPEAT_HALF)
    return Part("repetition", worth, {"percent": round(100 * known.likeness), "days": int(known.gap_days)})

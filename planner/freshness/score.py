"""Does it still serve? A score from 0 to 100, a line for each lost point, and what to do. Pure.

    score = min(100 * sum(w * c) / sum(w), caps)

over the parts c that apply, judged at the moment t*: the planned time, or now. The design, its vectors and
where the product departs from it: docs/freshness.md and docs/decisions/0026-freshness.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import floor

from planner.freshness import attention
from planner.freshness.known import Known
from planner.freshness.parts import WEIGHTS, Part, Values, parts
from planner.posts.likeness import SAME

CAPS = {"expired": 0.0, "fact_changed": 30.0, "broken_link": 40.0, "duplicate_too_soon": 50.0}
WORN = 40.0  # below, it does not serve as it is
GOOD = 70.0  # from here it may be said again
STRONG, ABOVE = 75.0, 60.0  # percentiles: worth renewing, worth repeating
OVER = 0.05  # of the attention left


class Action(StrEnum):
    """What to do, the most pressing first."""

    RETIRE = "retire"
    FIX = "fix"
    HOLD = "hold"
    REVIEW = "review"
    REFRESH = "refresh"
    RECYCLE = "recycle"
    KEEP = "keep"
    DORMANT = "dormant"  # out of season: nothing to do, and no score


@dataclass(frozen=True, slots=True)
class Line:
    """Points lost and why, or a cap (`most` is then the highest score it leaves)."""

    code: str
    points: int
    values: Values = field(default_factory=dict)
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """`score` is None where nothing applies, or out of season: then there is nothing to count."""

    score: float | None
    raw: float | None  # before the caps
    parts: Sequence[Part]
    caps: Sequence[str]
    lines: Sequence[Line]
    action: Action


def judge(known: Known) -> Judgement:
    """Score, sentences and action of a post at one moment."""
    found = list(parts(known))
    if known.season in {"out", "soon"} and not known.is_planned and known.days_left is None:
        action = Action.REVIEW if known.season == "soon" else Action.DORMANT
        lines = [Line("season_soon", 0)] if known.season == "soon" else [Line("dormant", 0)]
        return Judgement(None, None, found, (), lines, action)
    caps = list(_caps(known, found))
    raw = _raw(found)
    if raw is None:
        return Judgement(None, None, (), (), [Line("nothing", 0)], Action.KEEP)
    score = min([raw, *(CAPS[cap] for cap in caps)])
    return Judgement(score, raw, found, caps, _lines(known, found, caps), _action(known, score, caps))


def _raw(found: Sequence[Part]) -> float | None:
    weight = sum(WEIGHTS[part.name] for part in found)
    return 100 * sum(WEIGHTS[part.name] * part.worth for part in found) / weight if found else None


def _caps(known: Known, found: Sequence[Part]) -> Iterator[str]:
    worth = {part.name: part.worth for part in found}
    if known.days_left is not None and known.days_left <= 0:
        yield "expired"
    if any(fact.has_changed for fact in known.facts):
        yield "fact_changed"
    if worth.get("links") == 0:
        yield "broken_link"
    is_same = known.likeness is not None and known.likeness >= SAME
    if is_same and known.gap_days * 24 < attention.nearly_over(known.curve):
        yield "duplicate_too_soon"


def _lines(known: Known, found: Sequence[Part], caps: Sequence[str]) -> list[Line]:
    """The caps first, then what each part lost; together as many points as the raw score lost."""
    values = {part.name: part.values for part in found}
    about = {
        "expired": values.get("validity", {}),
        "fact_changed": values.get("facts", {}),
        "broken_link": values.get("links", {}),
        "duplicate_too_soon": values.get("repetition", {}),
    }
    capped = [Line(cap, 0, about[cap], int(CAPS[cap])) for cap in caps]
    if known.is_planned and known.season in {"out", "soon"}:
        capped.append(Line("out_of_season", 0))
    return capped + _lost(found)


def _lost(found: Sequence[Part]) -> list[Line]:
    """Whole points by the largest remainder, so that they add up; the most lost first."""
    weight = sum(WEIGHTS[part.name] for part in found)
    exact = {part.name: 100 * WEIGHTS[part.name] * (1 - part.worth) / weight for part in found}
    points = {name: floor(lost) for name, lost in exact.items()}
    missing = round(sum(exact.values())) - sum(points.values())
    for name in sorted(exact, key=lambda name: points[name] - exact[name])[:missing]:
        points[name] += 1
    ordered = sorted(found, key=lambda part: -exact[part.name])
    return [Line(part.name, points[part.name], part.values) for part in ordered if points[part.name]]


def _action(known: Known, score: float, caps: Sequence[str]) -> Action:
    """The first that holds, in the order in which it matters."""
    if "expired" in caps:
        return Action.RETIRE
    if "fact_changed" in caps or "broken_link" in caps:
        return Action.FIX
    if "duplicate_too_soon" in caps or (known.is_planned and known.season in {"out", "soon"}):
        return Action.HOLD
    if known.days_overdue is not None and known.days_overdue > 0:
        return Action.REVIEW
    if score < WORN:
        return _of_worn(known)
    return Action.RECYCLE if _may_come_again(known, score) else Action.KEEP


def _of_worn(known: Known) -> Action:
    """What was strong is worth renewing. Of what nobody has measured, a person is asked.

    What was for its day and had it is over, not stale: it owes nobody anything.
    """
    if known.kind == "timely" and known.is_out and known.days_left is None:
        return Action.KEEP
    if known.percentile is None:
        return Action.REVIEW
    return Action.REFRESH if known.percentile >= STRONG else Action.RETIRE


def _may_come_again(known: Known, score: float) -> bool:
    """It lasts, it was liked, readers have had time to forget it, and it does not come again by itself."""
    if known.kind == "timely" or known.is_repeating or known.days_since_said is None:
        return False
    hours = known.days_since_said * 24
    gap = max(attention.nearly_over(known.curve), known.least_gap_days * 24)
    liked = known.percentile is not None and known.percentile >= ABOVE
    return score >= GOOD and liked and attention.left(hours, known.curve) < OVER and hours >= gap

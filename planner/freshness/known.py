"""What is known of a post at the moment at which it is judged. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["timely", "seasonal", "evergreen"]
Season = Literal["", "in", "soon", "out"]

LINKS = {"ok": 1.0, "redirect": 0.9, "moved": 0.9, "unsure": 0.7, "soft_404": 0.3, "broken": 0.0}  # worth


@dataclass(frozen=True, slots=True)
class Link:
    """An address of the post, and what was seen there (one of LINKS)."""

    address: str
    state: str = "ok"


@dataclass(frozen=True, slots=True)
class Used:
    """A fact that the post states: days since somebody last said it is right, and how long that holds."""

    name: str
    days: float
    ttl: float
    has_changed: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """How fast readers turn away: half of the attention is gone after `half_life` hours; `shape` is k."""

    half_life: float = 6.0
    shape: float = 0.85


@dataclass(frozen=True, slots=True)
class Known:
    """Days and hours are counted to the moment t* and may be fractions; None is "does not apply here".

    `hours_out` is 0 for what is not out yet. `likeness` (0 to 1) and `gap_days` are those of the most alike
    post before it on one of its channels. `lifts` are log(lift of a re-share) - log(lift of the first time).
    `percentile` (0 to 100) is how its numbers compare with those of the workspace's other posts.
    """

    kind: Kind
    is_planned: bool = False  # has a time ahead, at which it is judged
    is_out: bool = False
    days_left: float | None = None  # until it is no longer valid
    days_overdue: float | None = None  # of its review; 0 or less: not yet
    days_since_review: float | None = None
    hours_out: float | None = None
    season: Season = ""
    links: Sequence[Link] = ()
    facts: Sequence[Used] = ()
    lifts: Sequence[float] = ()
    likeness: float | None = None
    gap_days: float = 0.0
    curve: Curve = field(default_factory=Curve)
    percentile: float | None = None
    days_since_said: float | None = None  # since it last went out
    least_gap_days: float = 0.0  # that is kept between repeats on a channel
    is_repeating: bool = False  # it comes again by itself already

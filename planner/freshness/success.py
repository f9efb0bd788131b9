"""What is known of how well posts did: the place where the numbers are joined to freshness.

Nothing is measured here. Where nothing is known, nothing is claimed: the part is left out of the score, and
what depends on it (renew, say again) is not offered by itself.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from statistics import fmean

from planner.freshness import attention
from planner.freshness.known import Curve
from planner.insights import findings
from planner.insights.models import Fitted, Outcome
from planner.queues.models import Evergreen

LEAST = 10  # posts that make the usual; with fewer a place among them says nothing


@dataclass(frozen=True, slots=True)
class Success:
    """`percentile` (0 to 100) of its best channel; `lifts`: each repeat's log lift less that of the first."""

    percentile: float | None = None
    lifts: tuple[float, ...] = ()


NOTHING = Success()


def of_posts(workspace_id: int, post_ids: Collection[int]) -> dict[int, Success]:
    """By post; those of which nothing is known are left out. Two queries."""
    repeats: defaultdict[int, list[int]] = defaultdict(list)
    patterns = Evergreen.objects.filter(workspace=workspace_id, pattern__in=post_ids, repeats__isnull=False)
    for pattern, repeat in patterns.values_list("pattern_id", "repeats"):
        repeats[pattern].append(repeat)
    asked = {*post_ids, *(repeat for those in repeats.values() for repeat in those)}
    lifts: defaultdict[int, list[float]] = defaultdict(list)
    best: dict[int, float] = {}
    rows = Outcome.objects.filter(
        workspace=workspace_id, delivery__post__in=asked, lift_posts__gte=LEAST, log_lift__isnull=False
    )
    for post, lift, percentile in rows.values_list("delivery__post", "log_lift", "percentile"):
        lifts[post].append(lift or 0.0)
        if percentile is not None:
            best[post] = max(best.get(post, 0.0), percentile)
    return {
        post: Success(best.get(post), _since(lifts, post, repeats[post]))
        for post in post_ids
        if post in lifts or any(one in lifts for one in repeats[post])
    }


def curves(workspace_id: int) -> dict[int, Curve]:
    """Of those channels whose half-life was measured. One query."""
    found: dict[int, Curve] = {}
    rows = Fitted.objects.filter(workspace=workspace_id, channel__isnull=False)
    for channel, stored in rows.values_list("channel_id", "found"):
        life = findings.read(stored).half_life
        if life is not None and life.is_measured:
            found[channel] = Curve(life.hours, life.shape)
    return found


def curve_of(channels: Collection[tuple[int, str]], measured: Mapping[int, Curve]) -> Curve:
    """The slowest of a post's channels, each as (id, network): while it still brings readers."""
    own = [measured.get(pk) or attention.typical(network) for pk, network in channels]
    return max(own, key=lambda one: one.half_life, default=attention.typical(""))


def _since(lifts: Mapping[int, list[float]], first: int, repeats: Collection[int]) -> tuple[float, ...]:
    """How each repeat did beside the first time, channels taken together."""
    if first not in lifts:
        return ()
    return tuple(fmean(lifts[one]) - fmean(lifts[first]) for one in repeats if one in lifts)

"""Will the networks take all that is planned? The schedule against what each takes in a time. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from publishers.limits import Budget
from publishers.message import Allowance


@dataclass(frozen=True, slots=True)
class Overflow:
    """Something is planned for `at` that the network will not take then; it would from `free_at` on."""

    at: datetime
    free_at: datetime
    most: int  # posts in the time
    seconds: int


def overflows(times: Iterable[datetime], budgets: Sequence[Budget], since: datetime) -> list[Overflow]:
    """Each planned time that is too much, with the first moment at which it would be taken.

    `times` are those of posts already out and of posts planned; only times from `since` on are judged. What
    is moved makes room for what follows it: each time counts as if the ones before had been moved.
    """
    found: dict[datetime, Overflow] = {}
    ordered = sorted(times)
    for budget in budgets:
        most, span = budget.most // budget.each, timedelta(seconds=budget.seconds)
        taken: list[datetime] = []  # when the network takes them, in order
        for at in ordered:
            free_at = max(at, taken[-most] + span) if len(taken) >= most else at
            taken.append(free_at)
            worse = at not in found or free_at > found[at].free_at
            if free_at > at >= since and worse:
                found[at] = Overflow(at, free_at, most, budget.seconds)
    return [found[at] for at in sorted(found)]


def beyond(times: Iterable[datetime], allowance: Allowance, since: datetime) -> list[Overflow]:
    """What is planned before the network counts anew, beyond what it says is left."""
    soon = [at for at in sorted(times) if since <= at < allowance.resets_at]
    seconds = int((allowance.resets_at - since).total_seconds())
    return [Overflow(at, allowance.resets_at, allowance.left, seconds) for at in soon[allowance.left :]]


def by_channel(
    rows: Iterable[tuple[int, datetime]], budgets: Mapping[int, Sequence[Budget]], since: datetime
) -> dict[int, list[Overflow]]:
    """(channel, time) pairs judged by each channel's budgets; a budget of the app counts all its channels.

    `budgets` gives each channel's budgets; channels of one network share the same tuple.
    """
    times: dict[int, list[datetime]] = {}
    for channel, at in rows:
        times.setdefault(channel, []).append(at)
    found: dict[int, list[Overflow]] = {}
    for channel, own in times.items():
        mine = [budget for budget in budgets.get(channel, ()) if not budget.of_app]
        shared = [budget for budget in budgets.get(channel, ()) if budget.of_app]
        together = [
            at for other, their in times.items() if budgets.get(other) == budgets.get(channel) for at in their
        ]
        over = {one.at: one for one in overflows(own, mine, since)}
        ours = set(own)
        over |= {one.at: one for one in overflows(together, shared, since) if shared and one.at in ours}
        if over:
            found[channel] = [over[at] for at in sorted(over)]
    return found

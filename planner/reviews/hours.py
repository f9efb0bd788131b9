"""The hours in which a workspace answers: a clock that runs while people do, and rests when they rest. Pure.

Reviewers who answer from nine to six on weekdays make every wait over a night or a weekend long without being
slow. So waits are measured on a clock that runs through each hour of the week as quickly as answers came in
it: the weekday's share times the hour's share, each drawn towards even by one answer a bin, so that a handful
of answers says little. A week has 168 hours on it as on the wall. Holidays it does not know.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from zoneinfo import ZoneInfo

HOURS, DAYS = 24, 7
WEEK = HOURS * DAYS
EVEN = 1.0  # answers that each bin is given before any is counted
ENOUGH = 24  # answers: with fewer it is the clock on the wall


@dataclass(frozen=True, slots=True)
class Hours:
    """`passed[n]`: what the clock shows n hours after Monday's midnight."""

    zone: ZoneInfo
    passed: tuple[float, ...]

    def at(self, moment: datetime) -> float:
        """What the clock shows, in hours since a Monday long ago."""
        local = moment.astimezone(self.zone)
        weeks, day = divmod(local.toordinal() - 1, DAYS)  # the first day of all was a Monday
        hour = day * HOURS + local.hour
        start = self.passed[hour]
        part = (local.minute * 60 + local.second) / 3600
        return weeks * WEEK + start + part * (self.passed[hour + 1] - start)

    def between(self, since: datetime, until: datetime) -> float:
        return self.at(until) - self.at(since)


def hours_of(answers: Iterable[datetime], zone: ZoneInfo) -> Hours:
    """From when answers were given; of too few, the clock on the wall."""
    local = [one.astimezone(zone) for one in answers]
    if len(local) < ENOUGH:
        return Hours(zone, tuple(map(float, range(WEEK + 1))))
    days, hours = Counter(one.weekday() for one in local), Counter(one.hour for one in local)
    runs = [(days[day] + EVEN) * (hours[hour] + EVEN) for day in range(DAYS) for hour in range(HOURS)]
    scale = WEEK / sum(runs)
    return Hours(zone, (0.0, *accumulate(run * scale for run in runs)))

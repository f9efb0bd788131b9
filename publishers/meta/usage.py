"""How much of Meta's bounds is used up: headers on every answer, and quotas that can be asked for."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from publishers.answer import Answer
from publishers.message import Allowance

HEADERS = ("x-app-usage", "x-business-use-case-usage", "x-ad-account-usage")
SHARES = ("call_count", "total_cputime", "total_time")  # in percent of what is allowed
REGAINED = "estimated_time_to_regain_access"  # minutes


@dataclass(frozen=True, slots=True)
class Quota:
    """Posts in a time that moves: those of the last `seconds` count."""

    used: int
    most: int
    seconds: int

    def after_one_more(self, now: datetime) -> Allowance:
        """Room comes again post by post, and we do not see when; at the end all of it is there."""
        return Allowance(max(self.most - self.used - 1, 0), now + timedelta(seconds=self.seconds))


def quota_of(body: Mapping[str, Any], used: str, config: str) -> Quota | None:
    """From `content_publishing_limit` or `threads_publishing_limit`; None where it does not say."""
    data = body.get("data")
    one = data[0] if isinstance(data, list) and data and isinstance(data[0], dict) else {}
    said = one.get(config)
    said = said if isinstance(said, dict) else {}
    numbers: list[Any] = [one.get(used), said.get("quota_total"), said.get("quota_duration", 86400)]
    if any(type(number) is not int or number < 0 for number in numbers):
        return None
    return Quota(*numbers)


def facts_of(quota: Quota | None, name: str = "quota") -> tuple[tuple[str, str], ...]:
    """For the account: how many posts it may make a day, and how many of them it had made."""
    return () if quota is None else ((name, str(quota.most)), (f"{name}_used", str(quota.used)))


def used_up(answer: Answer) -> Allowance | None:
    """Nothing left, where the headers say that all is used; how many posts they mean is not said."""
    if any(_share(one, name) >= 100 for one in _said(answer) for name in SHARES):
        now = answer.date or datetime.now(UTC)
        return Allowance(0, now + timedelta(seconds=regained_in(answer) or 3600))
    return None


def regained_in(answer: Answer) -> float:
    """Seconds until Meta expects to answer again; 0 where it does not say."""
    return max((_share(one, REGAINED) for one in _said(answer)), default=0.0) * 60


def _said(answer: Answer) -> Iterator[Mapping[str, Any]]:
    """Some headers hold one object, others lists of them by the account."""
    for name in HEADERS:
        try:
            found = json.loads(answer.headers.get(name, "{}"))
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            yield found
            for those in found.values():
                if isinstance(those, list):
                    yield from (one for one in those if isinstance(one, dict))


def _share(one: Mapping[str, Any], name: str) -> float:
    value: Any = one.get(name)
    return float(value) if type(value) in (int, float) and 0 <= value < 10**6 else 0.0

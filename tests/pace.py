"""Where the time of a run goes: seconds by file, all of its tests and their fixtures together."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

MOST = 25  # files that are told
LONG = 120.0  # seconds: a shorter run tells nothing


@dataclass
class Pace:
    seconds: Counter[str] = field(default_factory=Counter)

    def hear(self, report: pytest.TestReport) -> None:
        self.seconds[report.location[0]] += report.duration

    def lines(self) -> Iterator[str]:
        total = sum(self.seconds.values())
        if total < LONG:
            return
        for name, spent in self.seconds.most_common(MOST):
            yield f"{spent:7.1f}s {100 * spent / total:5.1f}%  {name}"

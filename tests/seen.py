"""What every network was seen to do: collected while the tests run, and held against docs/networks.json.

A test with `@pytest.mark.row("edit")` that passes for a network is evidence for one cell of the table in
docs/networks.md. At the end of a run in which all of them ran, a cell that says more than was seen fails it.
"""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

EVIDENCE = Path(__file__).parents[1] / "docs" / "networks.json"
Seen = dict[str, dict[str, set[str]]]  # network → row → against what


class Watching:
    """Collects (network, row, against) of tests as they end, in the process that hears of all of them."""

    def __init__(self) -> None:
        self.passed: Seen = defaultdict(lambda: defaultdict(set))
        self.failed: set[tuple[str, str]] = set()
        self.rows_run: set[str] = set()

    def hear(self, report: pytest.TestReport) -> None:
        about = dict(report.user_properties).get("row")
        if about is None or (report.when != "call" and report.passed):
            return
        network, row, against = str(about).split("|")
        if report.passed:
            self.passed[network][row].add(against)
            if against == "fake":  # real servers are not started in every run
                self.rows_run.add(row)
        elif report.failed:
            self.failed.add((network, row))

    def seen(self) -> dict[str, dict[str, list[str]]]:
        return {
            network: {
                row: sorted(against)
                for row, against in sorted(rows.items())
                if (network, row) not in self.failed
            }
            for network, rows in sorted(self.passed.items())
        }

    def claimed_but_not_seen(self) -> list[str]:
        """Cells of the page that this run should have seen, and did not."""
        claims: dict[str, Any] = json.loads(EVIDENCE.read_text()) if EVIDENCE.exists() else {}
        seen = self.seen()
        return [
            f"{network}: {row}"
            for network, rows in claims.items()
            for row, against in rows.items()
            if "fake" in against and row in self.rows_run and "fake" not in seen.get(network, {}).get(row, [])
        ]


def note(item: pytest.Item) -> None:
    """Put on a test what it is evidence for, so that its report carries it here."""
    marker = item.get_closest_marker("row")
    asked = getattr(getattr(item, "callspec", None), "params", {})
    name = asked.get("there") or asked.get("hurried")
    if marker and not name:
        name = marker.kwargs.get("network")
    if marker and isinstance(name, str):
        against = marker.kwargs.get("against", "fake")
        item.user_properties.append(("row", f"{name}|{marker.args[0]}|{against}"))

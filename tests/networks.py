"""Writes docs/networks.md and docs/networks.json: what the code declares, and what a test run has seen.

python -m tests.networks            run the tests of networks against the fakes, and write
python -m tests.networks --real     the real servers too (make test-real), and write
"""

import argparse
import dataclasses
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import publishers
from publishers.base import Priced, Publisher, SignsIn
from tests.seen import EVIDENCE, Watching

PAGE = EVIDENCE.with_suffix(".md")
ROWS = (
    "connect", "text", "pictures", "thread", "first comment", "edit", "delete", "metrics", "comments",
    "mentions", "look-up", "once", "faults",
)  # fmt: skip
HEAD = """# Networks

Made by `python -m tests.networks` from what the code declares and from what a run of the tests has seen. At
the end of every full run of the tests, a cell that says more than that run saw fails it. *fake*: a server of
our own that behaves as the network's documentation says. *real*: a server that nobody here wrote, started on
this machine by `make test-real`. An empty cell: the network cannot do it, or we do not.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", action="store_true")
    options = parser.parse_args()
    watching = _run(["tests/publishers"])
    if options.real:
        _merge(watching, _run(["tests/real", "-m", "real"]))
    seen = watching.seen()
    for network, row in sorted(watching.failed):
        print(f"failed: {network}: {row}", file=sys.stderr)
    today = datetime.now(UTC).date().isoformat()
    before: dict[str, Any] = json.loads(EVIDENCE.read_text()) if EVIDENCE.exists() else {}
    evidence = {
        network: {
            row: _older(before, network, row) | dict.fromkeys(against, today) for row, against in rows.items()
        }
        for network, rows in seen.items()
    }
    EVIDENCE.write_text(json.dumps(evidence, indent=1, sort_keys=True) + "\n")
    PAGE.write_text(page(evidence))
    return 1 if watching.failed else 0


def page(evidence: dict[str, Any]) -> str:
    """docs/networks.md of this evidence. The same evidence and code give the same page."""
    lines = [HEAD, f"| network | {' | '.join(ROWS)} |", f"|---|{'---|' * len(ROWS)}"]
    for name in publishers.NAMES:  # those of the product: tests add networks of their own
        kind = publishers.get(name)
        cells = [_cell(evidence.get(name, {}).get(row, {})) for row in ROWS]
        lines.append(f"| [{kind.title}](#{name}) | {' | '.join(cells)} |")
    days = sorted({day for rows in evidence.values() for row in rows.values() for day in row.values()})
    lines.append(f"\nLast seen: {', '.join(days)}.\n")
    lines += [_section(name, publishers.get(name)) for name in publishers.NAMES]
    return "\n".join(lines).rstrip() + "\n"


def _cell(against: dict[str, str]) -> str:
    return " ".join(sorted(against))


def _older(before: dict[str, Any], network: str, row: str) -> dict[str, str]:
    """What an earlier run saw on a real server: those are not started each time."""
    known: dict[str, str] = before.get(network, {}).get(row, {})
    return {kind: day for kind, day in known.items() if kind == "real"}


def _section(name: str, kind: type[Publisher]) -> str:
    said = [
        f'<a id="{name}"></a>\n\n## {kind.title}\n',
        f"**Promise.** {kind.guarantee.sentence}\n",
    ]
    if kind.steps or issubclass(kind, SignsIn):
        said.append("**To connect:**\n")
        if issubclass(kind, SignsIn):
            scopes = ", ".join(f"`{scope}`" for scope in kind.scopes)
            said.append(f"- Sign in from Almanac's page; it asks for {scopes}.")
            said.append(f"- The redirect address of an application of yours: `<address>/signed-in/{name}/`.")
        said += [f"{number}. {step}" for number, step in enumerate(kind.steps, 1)]
        said.append("")
    said.append(f"**Limits.** {_limits(kind)}\n")
    if kind.options:
        labels = ", ".join(str(option.label).lower() for option in kind.options)
        said.append(f"**For each post:** {labels}.\n")
    if issubclass(kind, Priced):
        said.append("**Costs money**; the preview of a post says how much.\n")
    return "\n".join(said)


def _limits(kind: type[Publisher]) -> str:
    """Every bound that is declared, in words."""
    limits = kind.limits
    said = []
    for field in dataclasses.fields(limits):
        value = getattr(limits, field.name)
        if type(value) is int and value and field.name != "thread_parts":
            said.append(f"{field.name.replace('_', ' ')} {value:,}")
    if limits.video_required:
        said.append("one video in each post")
    if limits.thread_parts != 1:
        said.append(f"thread parts {limits.thread_parts or 'without bound'}")
    for budget in limits.budgets:
        whose = " (of the app)" if budget.of_app else ""
        said.append(f"{budget.most // budget.each:,} posts in {_span(budget.seconds)}{whose}")
    return f"counted in {limits.unit}: {', '.join(said)}." if said else "None of its own."


def _span(seconds: int) -> str:
    for unit, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds % unit == 0:
            number = seconds // unit
            return name if number == 1 else f"{number} {name}s"
    return f"{seconds} seconds"


class _Plugin:
    def __init__(self) -> None:
        self.watching = Watching()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.watching.hear(report)


def _run(arguments: list[str]) -> Watching:
    plugin = _Plugin()
    root = Path(__file__).parents[1]
    pytest.main(
        [*arguments, "-q", "-n", "2", "-p", "no:cacheprovider", "--rootdir", str(root)], plugins=[plugin]
    )
    return plugin.watching


def _merge(into: Watching, other: Watching) -> None:
    for network, rows in other.passed.items():
        for row, against in rows.items():
            into.passed[network][row] |= against
    into.failed |= other.failed


if __name__ == "__main__":
    sys.exit(main())

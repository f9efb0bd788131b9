"""Measure in one run, on this machine, against the limit that this machine sets.

    python -m tests.bench.run            # everything; --only sending, pages, pictures, browser, evidence …

The limit of sending: the same requests, already prepared, from a bare thread pool of the same size to the
same network on the loopback. Times are of a shared machine; the ratios are what can be compared.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

PARTS = (
    "start",
    "sending",
    "pages",
    "pictures",
    "browser",
    "evidence",
    "forecast",
    "insights",
    "collecting",
    "reports",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--posts", type=int, default=1000, help="due in the same second")
    parser.add_argument("--sizes", default="1000,10000,100000", help="of the calendar")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="almanac-bench-") as home:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "planner.settings",
            "ALMANAC_HOME": home,
            "ALMANAC_ALLOW_PRIVATE_HOSTS": "127.0.0.1:*",
            "ALMANAC_LOG": "ERROR",
        }
        import django

        django.setup()
        from django.core.management import call_command

        from tests.bench import (
            browser,
            collecting,
            evidence,
            forecast,
            insights,
            pages,
            pictures,
            reports,
            sending,
            start,
        )  # fmt: skip

        if options.only in {None, "start"}:
            _print("Start and rest", start.measure(Path(home) / "fresh"))
        call_command("migrate", verbosity=0)
        if options.only in {None, "sending"}:
            _print("Sending", sending.measure(options.posts, Path(home)))
        if options.only in {None, "pages"}:
            _print("Pages", pages.measure([int(size) for size in options.sizes.split(",")]))
        if options.only in {None, "browser"}:
            _print("In a browser", browser.measure())
        if options.only in {None, "pictures"}:
            _print("Pictures", pictures.measure(Path(home)))
        if options.only in {None, "evidence"}:
            _print("Evidence", evidence.measure())
        if options.only in {None, "forecast"}:
            _print("Forecast", forecast.measure())
        if options.only in {None, "insights"}:
            _print("Insights", insights.measure())
        if options.only in {None, "collecting"}:
            _print("Collecting", collecting.measure(Path(home)))
        if options.only in {None, "reports"}:
            _print("Reports", reports.measure())
    return 0


def _print(title: str, rows: list[tuple[str, str]]) -> None:
    print(f"\n## {title}\n\n| what | measured |\n|---|---|")
    for what, measured in rows:
        print(f"| {what} | {measured} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""Kill the real worker again and again while it publishes to a network that fails; then count.

    python -m tests.torture.run --kills 200 --deliveries 400 --seed 1

Workers are forked from this process, which has the product loaded, so that a new one is up in
milliseconds. Prints one table, and exits 1 unless every count of harm is 0.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

FAULTY = 0.4  # share of posts that meet a fault
FAULTS = (
    "error_500_before_accept,error_502_after_accept,error_503_after_accept,rst_before_accept,rst_after_accept,"
    "rst_at_half,fin_after_accept,hang_before_accept,hang_after_accept,malformed_json,empty_body,busy_negative,"
    "created_without_id,html_page"
)
NAMES = ("mastodon", "torture-readable", "torture-blind")  # a network of its own for each promise
PATIENCE = 0.02  # of the product's waits for lost answers, which are minutes


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="almanac-torture-") as home:
        _set_up_environment(Path(home), options)
        import django

        django.setup()
        from tests.torture.session import torture

        with contextlib.ExitStack() as stack:
            fakes = [stack.enter_context(_fake(Path(home), options, name)) for name in NAMES]
            return torture(options, fakes)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--deliveries", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="worker processes at once")
    parser.add_argument("--baselines", action="store_true", help="run the two naive shapes beside it")
    return parser.parse_args()


def _set_up_environment(home: Path, options: argparse.Namespace) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "planner.settings",
        "ALMANAC_HOME": str(home),
        "ALMANAC_ALLOW_PRIVATE_HOSTS": "127.0.0.1:*",
        "ALMANAC_PATIENCE": str(PATIENCE),
        "ALMANAC_REQUEST_TIMEOUT": "1.5",
        "ALMANAC_LEASE": "6",
        "ALMANAC_CATCH_UP_APART": str(300 * PATIENCE * 0.05),  # a long torture leaves a backlog that is late
        "ALMANAC_LOG": "ERROR",
    }


@contextlib.contextmanager
def _fake(home: Path, options: argparse.Namespace, name: str) -> Iterator[tuple[str, Path]]:
    """A network in a process of its own: its address, and the file in which it writes what arrived."""
    state = home / f"{name}.jsonl"
    command = [sys.executable, "-m", "tests.fakes.mastodon", "--state", str(state), "--delay", "0.01"]
    command += ["--chaos", str(FAULTY), "--seed", str(options.seed), "--faults", FAULTS]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        line = process.stdout.readline()
        yield line.split()[-1].rstrip("/"), state
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    sys.exit(main())

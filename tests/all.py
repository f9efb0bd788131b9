"""Everything that `make test` runs: what needs a database on PostgreSQL first, then the whole on SQLite.

In CI the real servers that install quickly come before both.

Words after the command go to pytest (`python -m tests.all -k torture`). Ends in pytest's own summary line.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

BOTH = ["tests/planner", "tests/torture"]  # what stands or falls with the database
ONCE = (  # these ask the database nothing that another would answer differently
    "tests/planner/safekeeping",
    "tests/planner/serving",
    "tests/planner/days/test_hostile_files.py",
    "tests/planner/deliveries/test_faults_on_the_road.py",
    "tests/planner/deliveries/test_faults_on_every_network.py",
    "tests/planner/deliveries/test_pictures_that_fit.py",
    "tests/planner/insights/test_calibration.py",
    "tests/planner/insights/test_worked_examples.py",
    "tests/planner/library/test_page_words.py",
    "tests/planner/people/test_passkeys_in_a_browser.py",
    "tests/planner/posts/test_days_said.py",
    "tests/planner/test_queue.py",
    "tests/planner/test_wall_time.py",
    "tests/planner/test_zones.py",
)
# Servers that nobody here wrote and that are there within a minute or two; all of them: make test-real.
REAL = tuple(f"tests/real/test_{name}.py" for name in ("wordpress", "ghost", "matrix", "nostr", "slack"))
PROCESSES = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal", "--durations=25"]
BY_FILE = ["-n", "2", "--dist", "loadfile", "--durations=5"]  # each file starts its server once
PATIENCE = 40 * 60  # seconds for either half: who waits for it should hear which tests failed, not nothing


def main() -> int:
    os.chdir(Path(__file__).resolve().parent.parent)
    words = sys.argv[1:]
    if words:
        return _pytest("sqlite", words)
    real = _pytest("sqlite", [*BY_FILE, "-m", "real", "-rs", *REAL]) if os.environ.get("CI") else 0
    first = _pytest("postgres", [*PROCESSES, *BOTH, *(f"--ignore={path}" for path in ONCE)])
    second = _pytest("sqlite", [*PROCESSES, "tests"])
    if first:
        print("The tests on PostgreSQL failed: see above.", file=sys.stderr)
    if real:
        print("The tests on real servers failed: see above.", file=sys.stderr)
    return first or second or real


def _pytest(database: str, words: list[str]) -> int:
    print(f"--- on {database}", flush=True)
    environment = os.environ | {"ALMANAC_TEST_DATABASE": database}
    with subprocess.Popen([sys.executable, "-m", "pytest", *words], env=environment) as running:
        try:
            return running.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            print(f"--- on {database}: stopped after {PATIENCE // 60} minutes", file=sys.stderr, flush=True)
            running.send_signal(signal.SIGINT)  # pytest tells what it knows by now
        try:
            running.wait(60)
        except subprocess.TimeoutExpired:
            running.kill()
        return 1


if __name__ == "__main__":
    sys.exit(main())

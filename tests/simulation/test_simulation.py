"""The simulation, at the size that a push can wait for. `make simulate SEEDS=500` is the long one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SEEDS = int(os.environ.get("SEEDS", "24"))
AT_ONCE = 8  # in one test: each is given to whoever is free


@pytest.mark.timeout(900)
@pytest.mark.parametrize("first", range(1, SEEDS + 1, AT_ONCE))
def test_every_invariant_holds_for_every_seed(first: int) -> None:
    plain = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "ALMANAC_HOME"}
    }
    command = [sys.executable, "-m", "tests.simulation.run", "--processes", "1"]
    command += ["--first", str(first), "--seeds", str(min(AT_ONCE, SEEDS + 1 - first))]
    run = subprocess.run(
        command, cwd=ROOT, env=plain, capture_output=True, text=True, timeout=800, check=False
    )
    print(run.stdout[-4000:], run.stderr[-4000:])
    assert run.returncode == 0

"""The torture, at the size of the gate. `make torture KILLS=1000` is the long one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres import NoPostgres, cluster

ROOT = Path(__file__).resolve().parents[2]
KILLS, DELIVERIES = os.environ.get("KILLS", "200"), os.environ.get("DELIVERIES", "400")


@pytest.mark.timeout(1000)
def test_nothing_is_lost_doubled_or_told_falsely_however_often_the_workers_are_killed() -> None:
    if os.environ.get("ALMANAC_TEST_DATABASE") == "postgres":
        try:
            with cluster() as url:
                _torture({"DATABASE_URL": url})
        except NoPostgres as none:
            if os.environ.get("CI"):
                raise
            pytest.skip(str(none))
    else:
        _torture({}, "--baselines")


def _torture(environment: dict[str, str], *more: str) -> None:
    plain = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "ALMANAC_HOME"}
    }
    command = [sys.executable, "-m", "tests.torture.run", "--kills", KILLS, "--deliveries", DELIVERIES, *more]
    run = subprocess.run(
        command, cwd=ROOT, env=plain | environment, capture_output=True, text=True, timeout=900, check=False
    )
    print(run.stdout[-4000:], run.stderr[-4000:])
    assert run.returncode == 0
    for must in ("no_answer", "lease_over", "found", "held", "intent"):  # floors: it did torture
        assert must in run.stdout

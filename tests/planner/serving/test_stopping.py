"""A worker that is told to stop, and told again."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings


def test_a_second_term_breaks_nothing_off(tmp_path: Path) -> None:
    home, log = tmp_path / "home", tmp_path / "log"
    ours = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    ours |= {"ALMANAC_HOME": str(home)}
    run = [sys.executable, "manage.py"]
    subprocess.run([*run, "prepare"], cwd=settings.BASE_DIR, env=ours, check=True, capture_output=True)
    with log.open("w") as out:
        worker = subprocess.Popen([*run, "work"], cwd=settings.BASE_DIR, env=ours, stdout=out, stderr=out)
        try:
            _wait_for_its_heart(home / "almanac.sqlite3")
            cores = os.sched_getaffinity(worker.pid) if sys.platform == "linux" else {0}
            worker.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            worker.send_signal(signal.SIGTERM)
            code = worker.wait(20)
        finally:
            worker.kill()
    assert code == 0, log.read_text()
    assert "Traceback" not in log.read_text()
    assert len(cores) == 1  # its threads run one at a time anyway


def _wait_for_its_heart(database: Path) -> None:
    until = time.monotonic() + 60
    with sqlite3.connect(database) as connection:
        while not connection.execute("SELECT COUNT(*) FROM planner_heartbeat").fetchone()[0]:
            assert time.monotonic() < until, "the worker did not start"
            time.sleep(0.1)
    time.sleep(0.5)  # the hands come a moment after the clock

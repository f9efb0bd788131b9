"""Pictures are made behind what publishes: the worker keeps to one core, and its benches do not."""

import os
import subprocess
import sys
import time

import pytest

from media.workshop import HERE


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux binds a process to a core")
def test_a_bench_leaves_the_core_of_its_worker_and_is_polite() -> None:
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        bench = subprocess.Popen(
            [sys.executable, "-m", "media.bench", "render"],
            cwd=HERE,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    finally:
        os.sched_setaffinity(0, cores)
    try:
        until = time.monotonic() + 20
        while not _stands_back(bench.pid, cores) and time.monotonic() < until:
            time.sleep(0.05)
        assert _stands_back(bench.pid, cores)
    finally:
        bench.kill()
        bench.wait()


def _stands_back(pid: int, cores: set[int]) -> bool:
    return os.sched_getaffinity(pid) == cores and os.getpriority(os.PRIO_PROCESS, pid) >= 10

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
        while os.sched_getaffinity(bench.pid) != cores and time.monotonic() < until:
            time.sleep(0.05)
        assert os.sched_getaffinity(bench.pid) == cores
        assert os.getpriority(os.PRIO_PROCESS, bench.pid) >= 10
    finally:
        bench.kill()
        bench.wait()

"""Marks of what is being prepared: many threads at once, and a process that dies in the middle."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings as constants

from planner.deliveries import keys, preparing

DIES = """
import os, signal, django
django.setup()
from planner.deliveries import keys, preparing
with preparing.preparing(41), preparing.preparing(42):
    with preparing.preparing(43):
        pass
    print(keys.me(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_sixteen_threads_that_begin_at_once_share_one_file(settings: Any, tmp_path: Any) -> None:
    settings.HOME = tmp_path
    start = Barrier(16)

    def mark(number: int) -> bool:
        start.wait()
        with preparing.preparing(number):
            return preparing.died_while_preparing(number, keys.me())

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(mark, range(1, 17)))
    assert not any(preparing.died_while_preparing(number, keys.me()) for number in range(1, 17))


def test_what_a_killed_process_had_in_its_hands_is_known_and_told_once() -> None:
    ours = {"DJANGO_SETTINGS_MODULE": "planner.settings", "ALMANAC_HOME": str(constants.HOME)}
    died = subprocess.run(
        [sys.executable, "-c", DIES],
        cwd=constants.BASE_DIR,
        env=os.environ | ours,
        capture_output=True,
        text=True,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    owner = died.stdout.strip()
    assert preparing.died_while_preparing(41, owner)
    assert not preparing.died_while_preparing(41, owner)
    assert preparing.died_while_preparing(42, owner)
    assert not preparing.died_while_preparing(43, owner)
    assert not preparing.died_while_preparing(42, "elsewhere:1:1")


@pytest.mark.parametrize("owner", ["", "../../etc/passwd:1:1", "host:1:"])
def test_a_strange_owner_is_no_file_elsewhere(owner: str) -> None:
    assert not preparing.died_while_preparing(1, owner)

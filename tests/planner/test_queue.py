"""huey's storage: a short way within the process that has hands, a file from all others."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from planner.queue import LOOK_EVERY, BellStorage

PUT = """
import sys
from huey.storage import SqliteStorage
SqliteStorage("almanac", sys.argv[1]).enqueue(b"far")
"""


@pytest.fixture
def storage(tmp_path: Path) -> BellStorage:
    return BellStorage("almanac", filename=str(tmp_path / "queue.sqlite3"))


def test_who_has_no_hands_leaves_the_message_in_the_file_for_who_has(storage: BellStorage) -> None:
    storage.enqueue(b"one")
    assert storage.queue_size() == 1
    assert storage.dequeue() == b"one"
    assert storage.queue_size() == 0


def test_who_has_hands_rings_for_them_without_a_file(storage: BellStorage) -> None:
    storage.has_hands = True
    storage.enqueue(b"near")
    assert storage.queue_size() == 0
    assert storage.dequeue() == b"near"


def test_what_another_process_asks_is_seen_and_a_backlog_is_not_waited_for(storage: BellStorage) -> None:
    storage.has_hands = True
    assert storage.dequeue() is None  # it has just looked
    for _ in range(5):
        subprocess.run([sys.executable, "-c", PUT, storage.filename], check=True, timeout=30)
    found, began = [], time.monotonic()
    while len(found) < 5 and time.monotonic() - began < 20:
        if (message := storage.dequeue()) is not None:
            found.append(message)
    assert found == [b"far"] * 5
    assert time.monotonic() - began < 3 * LOOK_EVERY  # one look, not five

"""huey's storage: a short way within the process that has hands, a file from all others."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from planner.queue import LOOK_EVERY, BellHuey, BellStorage

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


def test_a_task_of_our_own_comes_back_as_it_is_and_one_of_others_unpacked(tmp_path: Path) -> None:
    far, near = (BellHuey("almanac", filename=str(tmp_path / "queue.sqlite3")) for _ in range(2))
    ask_far, ask_near = (huey.task(name="ask")(lambda number: None) for huey in (far, near))
    near.storage.has_hands = True
    own = ask_near.s(1)
    near.enqueue(own)
    assert near.dequeue() is own
    ask_far(2)
    until = time.monotonic() + 5
    while (came := near.dequeue()) is None and time.monotonic() < until:
        continue
    assert came is not None
    assert came.args == (2,)


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

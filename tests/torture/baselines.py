"""The two naive shapes, in the same torture: if they come out clean, the torture does nothing.

*At least once* marks a post as published after the call and tries again whatever went wrong.
*At most once* marks it before the call and calls everything failed that brought no receipt.
"""

import contextlib
import os
import random
import signal
import sqlite3
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from publishers.errors import PublisherError
from publishers.mastodon import Credentials, Mastodon
from publishers.message import Account, Message, Parcel
from publishers.web import Web

TABLE = (
    "CREATE TABLE post (id INTEGER PRIMARY KEY, text TEXT, state TEXT DEFAULT 'due', tries INTEGER DEFAULT 0)"
)


@dataclass(frozen=True)
class Harm:
    """What a naive shape did with the same kills and the same faults."""

    duplicates: int
    false_failed: int
    stuck: int


def torture_naive(
    shape: str, instance: str, state: Path, home: Path, kills: int, posts: int, seed: int
) -> Harm:
    """Kill a naive worker of this shape; count its harm."""
    store = home / f"{shape}.sqlite3"
    with contextlib.closing(_open(store)) as database:
        database.execute(TABLE)
        rows = [(f"{shape} {number}",) for number in range(posts)]
        database.executemany("INSERT INTO post (text) VALUES (?)", rows)
    luck = random.Random(seed)
    for _ in range(kills):
        pid = _fork(shape, store, instance)
        time.sleep(luck.uniform(0.05, 0.35))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    _let_finish(_fork(shape, store, instance), store)
    return _count(store, state, shape)


def _fork(shape: str, store: Path, instance: str) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        _work(shape, store, instance)
    finally:
        os._exit(0)


def _work(shape: str, store: Path, instance: str) -> None:
    network = Mastodon(
        Credentials(instance, "token"), Account("1"), Web(frozenset({"127.0.0.1:*"}), timeout=1.5)
    )
    database = _open(store)
    before = "sending" if shape == "at_most_once" else "due"
    while row := database.execute(
        "SELECT id, text FROM post WHERE state = 'due' AND tries < 6 ORDER BY id LIMIT 1"
    ).fetchone():
        number, text = row
        database.execute("UPDATE post SET state = ?, tries = tries + 1 WHERE id = ?", (before, number))
        part = network.prepare(Message(text)).parts[0]
        try:
            network.commit(Parcel(part), "", time.monotonic() + 10)
        except PublisherError:
            after = "failed" if shape == "at_most_once" else "due"
        else:
            after = "published"
        database.execute("UPDATE post SET state = ? WHERE id = ?", (after, number))


def _let_finish(pid: int, store: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and os.waitpid(pid, os.WNOHANG)[0] == 0:
        time.sleep(0.2)
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _count(store: Path, state: Path, shape: str) -> Harm:
    from tests.torture.verdict import arrivals

    came = Counter(one["text"] for one in arrivals([state]) if one["text"].startswith(shape))
    with contextlib.closing(_open(store)) as database:
        rows = database.execute("SELECT text, state FROM post").fetchall()
    return Harm(
        duplicates=sum(count - 1 for count in came.values()),
        false_failed=sum(told == "failed" and text in came for text, told in rows),
        stuck=sum(told == "sending" for _text, told in rows),
    )


def _open(store: Path) -> sqlite3.Connection:
    return sqlite3.connect(store, timeout=20, isolation_level=None)

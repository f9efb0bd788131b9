"""Durable writes, several to one fsync.

SQLite has one writer, and a durable commit costs milliseconds. When sixteen threads each want one, a single
thread that commits them together is both faster and fairer than sixteen racing for the lock
(docs/decisions/0004). Each act runs in its own savepoint: one that fails does not take the others along.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from django.db import connection, transaction

Result = TypeVar("Result")
_MOST = 64

_acts: "queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None]" = queue.SimpleQueue()
_clerk: threading.Thread | None = None


def write(act: Callable[[], Result]) -> Result:
    """Run `act` in a transaction that is on disk when this returns; raise what it raised."""
    if _clerk is None or not _clerk.is_alive() or threading.current_thread() is _clerk:
        with transaction.atomic(durable=True):
            return act()
    promise: Future[Result] = Future()
    _acts.put((act, promise))
    return promise.result()


def open_books() -> None:
    """Start the clerk where the database has one writer. PostgreSQL needs none."""
    global _clerk
    if connection.vendor == "sqlite" and (_clerk is None or not _clerk.is_alive()):
        _clerk = threading.Thread(target=_keep_books, name="ledger", daemon=True)
        _clerk.start()


def close_books() -> None:
    """Let the clerk finish what it has and go home."""
    global _clerk
    if _clerk is not None:
        _acts.put(None)
        _clerk.join(timeout=25)
        _clerk = None


def _keep_books() -> None:
    while (first := _acts.get()) is not None:
        batch, last = [first], False
        while len(batch) < _MOST and not _acts.empty():
            following = _acts.get()
            if following is None:
                last = True
                break
            batch.append(following)
        _commit(batch)
        if last:
            break
    connection.close()


def _commit(batch: list[tuple[Callable[[], Any], "Future[Any]"]]) -> None:
    answers: list[tuple[Future[Any], Any, BaseException | None]] = []
    try:
        with transaction.atomic(durable=True):
            for act, promise in batch:
                try:
                    with transaction.atomic():
                        answers.append((promise, act(), None))
                except Exception as trouble:
                    answers.append((promise, None, trouble))
    except Exception as trouble:  # the commit itself failed: nothing of the batch is written
        answers = [(promise, None, trouble) for _act, promise in batch]
    for promise, answer, problem in answers:
        if problem is None:
            promise.set_result(answer)
        else:
            promise.set_exception(problem)

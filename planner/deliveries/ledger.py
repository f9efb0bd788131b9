"""Durable writes, several to one fsync.

SQLite has one writer, and a durable commit costs milliseconds. When sixteen threads each want one, a single
thread that commits them together is both faster and fairer than sixteen racing for the lock
(docs/decisions/0004). An act that finds itself too late raises WrongState before it has written anything;
one that fails in any other way undoes the batch, and each act of it is then tried alone.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from django.db import connection, transaction

from planner.states import WrongState

Result = TypeVar("Result")
_MOST = 64

_acts: "queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None]" = queue.SimpleQueue()
_clerk: threading.Thread | None = None
_here = threading.local()


def write(act: Callable[[], Result]) -> Result:
    """Run `act` in a transaction that is on disk when this returns; raise what it raised."""
    if getattr(_here, "writing", False):
        return act()  # part of a write that is under way; it is on disk when that one is
    if _clerk is None or not _clerk.is_alive():
        _here.writing = True
        try:
            with transaction.atomic(durable=True):
                return act()
        finally:
            _here.writing = False
    promise: Future[Result] = Future()
    _acts.put((act, promise))
    return promise.result()


def write_alone(act: Callable[[], Result]) -> Result:
    """As `write`, and never as a part of another write: when this returns, it is on disk for certain."""
    if getattr(_here, "writing", False):
        raise RuntimeError("An intent cannot be written inside another write: it might be undone with it.")
    return write(act)


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
    _here.writing = True
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


def _commit(batch: "list[tuple[Callable[[], Any], Future[Any]]]") -> None:
    """All of them in one transaction; when one breaks it, each in its own."""
    answers: list[tuple[Future[Any], Any, Exception | None]] = []
    try:
        with transaction.atomic(durable=True):
            for act, promise in batch:
                answers.append((promise, *_outcome(act)))
    except Exception as trouble:
        answers = (
            [(promise, *_alone(act)) for act, promise in batch]
            if len(batch) > 1
            else [(batch[0][1], None, trouble)]
        )
    for promise, answer, problem in answers:
        if problem is None:
            promise.set_result(answer)
        else:
            promise.set_exception(problem)


def _outcome(act: Callable[[], Any]) -> "tuple[Any, Exception | None]":
    """What it answered, or WrongState: an act that comes too late has written nothing."""
    try:
        return act(), None
    except WrongState as late:
        return None, late


def _alone(act: Callable[[], Any]) -> "tuple[Any, Exception | None]":
    try:
        with transaction.atomic(durable=True):
            return act(), None
    except Exception as trouble:
        return None, trouble

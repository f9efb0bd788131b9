"""Durable writes, several to one fsync.

SQLite has one writer, and a durable commit costs milliseconds. When sixteen threads each want one, a single
thread that commits them together is both faster and fairer than sixteen racing for the lock
(docs/decisions/0004). What many threads want at the same time (intents, receipts) is written with one
statement for all of them. An act that finds itself too late raises WrongState before it has written anything;
one that fails in any other way undoes the batch, and each act of it is then tried alone.
"""

import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection, transaction

from planner.states import WrongState

Item = TypeVar("Item")
Result = TypeVar("Result")
MOST = 64  # acts of one transaction
ENOUGH = 24  # receipts that are worth a transaction of their own while threads wait
PATIENCE = 0.05  # seconds that a receipt may wait behind them


@dataclass(slots=True)
class Asked:
    """One thing to be written by `many`, which writes all that are asked of it at the same time."""

    many: Callable[[Sequence[Any]], Sequence[Any]]
    item: Any
    outcome: Any = None
    trouble: Exception | None = None
    waiting: Any = field(default_factory=threading.Lock)  # held until it is answered
    or_else: Callable[[Exception], None] | None = None  # nobody waits: who to tell when it went wrong

    def __post_init__(self) -> None:
        self.waiting.acquire()


_asked: "queue.SimpleQueue[Asked | None]" = queue.SimpleQueue()
_clerk: threading.Thread | None = None
_here = threading.local()


def write(act: Callable[[], Result]) -> Result:
    """Run `act` in a transaction that is on disk when this returns; raise what it raised."""
    if getattr(_here, "writing", False):
        return act()  # part of a write that is under way; it is on disk when that one is
    outcome: Result | WrongState = _write(Asked(_each_in_turn, act))
    if isinstance(outcome, WrongState):
        raise outcome
    return outcome


def write_with_others(many: Callable[[Sequence[Item]], Sequence[Result]], item: Item) -> Result:
    """Have `many` write this item, with whatever else is asked of it now; on disk when this returns.

    Never a part of another write, with which it might be undone.
    """
    if getattr(_here, "writing", False):
        raise RuntimeError("An intent cannot be written inside another write: it might be undone with it.")
    outcome: Result = _write(Asked(many, item))
    return outcome


def write_soon(
    many: Callable[[Sequence[Item]], Sequence[Any]], item: Item, or_else: Callable[[Exception], None]
) -> None:
    """As `write_with_others`, without waiting where there is a clerk. `or_else` hears of any trouble."""
    asked = Asked(many, item, or_else=or_else)
    if _is_at_work():
        _asked.put(asked)
        return
    try:
        _carry_out([asked])
    except Exception as trouble:
        or_else(trouble)


def if_undone(act: Callable[[], None]) -> None:
    """Inside a write: call `act` when the write does not come about after all."""
    undo: list[Callable[[], None]] | None = getattr(_here, "undo", None)
    if undo is not None:
        undo.append(act)


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
        _asked.put(None)
        _clerk.join(timeout=25)
        _clerk = None


def _write(asked: Asked) -> Any:
    if not _is_at_work():
        return _carry_out([asked])[0]
    _asked.put(asked)
    asked.waiting.acquire()
    if asked.trouble is not None:
        raise asked.trouble
    return asked.outcome


def _is_at_work() -> bool:
    return _clerk is not None and _clerk.is_alive()


def _keep_books() -> None:
    """First what threads wait for; what is only to be written soon when there is time, or enough of it."""
    soon: list[Asked] = []
    since, home = 0.0, False
    while not home:
        asked, home = _come_in(wait=not soon)
        urgent = [one for one in asked if one.or_else is None]
        if urgent:
            _answer(urgent)
        if not soon:
            since = time.monotonic()
        soon += [one for one in asked if one.or_else is not None]
        if soon and (home or not urgent or len(soon) >= ENOUGH or time.monotonic() - since > PATIENCE):
            _answer(soon)
            soon = []
    connection.close()


def _come_in(*, wait: bool) -> tuple[list[Asked], bool]:
    """What is asked by now, and whether it is time to go home after it."""
    asked: list[Asked] = []
    while len(asked) < MOST and (wait or not _asked.empty()):
        one = _asked.get()
        if one is None:
            return asked, True
        asked.append(one)
        wait = False
    return asked, False


def _answer(batch: list[Asked]) -> None:
    """All of them in one transaction; when one breaks it, each in its own."""
    try:
        outcomes = _carry_out(batch)
    except Exception as trouble:
        if len(batch) == 1:
            _tell(batch[0], trouble)
            return
        for asked in batch:
            _answer([asked])
    else:
        for asked, outcome in zip(batch, outcomes, strict=True):
            asked.outcome = outcome
            asked.waiting.release()


def _tell(asked: Asked, trouble: Exception) -> None:
    if asked.or_else is not None:  # it may take long, and others wait for us
        threading.Thread(target=asked.or_else, args=[trouble], name="ledger trouble").start()
        return
    asked.trouble = trouble
    asked.waiting.release()


def _carry_out(batch: list[Asked]) -> list[Any]:
    """What each of them answered, once it is on disk."""
    alike: dict[Callable[[Sequence[Any]], Sequence[Any]], list[int]] = defaultdict(list)
    for place, asked in enumerate(batch):
        alike[asked.many].append(place)
    outcomes: dict[int, Any] = {}
    _here.writing, _here.undo = True, []
    try:
        with transaction.atomic(durable=True):
            for many, places in alike.items():
                answers = many([batch[place].item for place in places])
                outcomes |= zip(places, answers, strict=True)
    except BaseException:
        for undo in reversed(_here.undo):
            undo()
        raise
    finally:
        _here.writing, _here.undo = False, None
    return [outcomes[place] for place in range(len(batch))]


def _each_in_turn(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each answered, or its WrongState: an act that comes too late has written nothing."""
    return [_outcome(act) for act in acts]


def _outcome(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except WrongState as late:
        return late

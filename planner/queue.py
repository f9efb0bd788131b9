"""huey, the hands: a queue that carries ids and nothing else. Losing all of it costs one lease."""

import contextlib
import threading
import time
from queue import Empty, SimpleQueue
from typing import Any

from django.conf import settings
from huey.api import PriorityRedisHuey, SqliteHuey, Task
from huey.serializer import SignedSerializer
from huey.storage import SqliteStorage

LOOK_EVERY = 1.0  # seconds after which a message from another process is seen; our own ring the bell


class BellStorage(SqliteStorage):
    """huey's SQLite queue, with a short way for what a worker tells itself: kept in memory.

    The clock claims in the database and then rings for its own threads, so a message of theirs that is lost
    with the process is one whose claim is lost with it too; a file would only make each delivery wait for
    three more commits. What another process asks for still comes through the file, with synchronous=NORMAL:
    what a power cut takes is found again in the product's database.
    """

    blocking = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.has_hands = False  # whether worker threads run in this process
        self.here: SimpleQueue[Any] = SimpleQueue()
        self.looking = threading.Lock()
        self.looked = 0.0
        super().__init__(*args, **kwargs)

    def _create_connection(self) -> Any:
        connection = super()._create_connection()
        connection.execute("pragma synchronous=normal")
        return connection

    def enqueue(self, data: Any, priority: float | None = None) -> None:
        if self.has_hands:
            self.here.put(data)
        else:
            super().enqueue(data, priority)

    def dequeue(self) -> Any:
        """The next message, packed if it came through the file; None after a while without one."""
        with contextlib.suppress(Empty):
            return self.here.get(timeout=max(self._rest(), 0.001))
        with self.looking:
            if self._rest() > 0:  # another thread has just looked into the file for all of us
                return None
            self.looked = time.monotonic()
        found = super().dequeue()
        if found is not None:
            self.looked = 0.0  # there may be more
        return found

    def _rest(self) -> float:
        return self.looked + LOOK_EVERY - time.monotonic()


class BellHuey(SqliteHuey):
    storage_class = BellStorage

    def serialize_task(self, task: Task) -> Any:
        """What stays in this process is neither packed nor signed."""
        return task if self.storage.has_hands else super().serialize_task(task)

    def deserialize_task(self, data: Any) -> Task:
        return data if isinstance(data, Task) else super().deserialize_task(data)

    def is_revoked(self, task: Any, timestamp: Any = None, peek: bool = True) -> bool:
        """Never: whether something is still to be done is asked of its row, not of the queue."""
        return False

    def delete(self, key: str) -> bool:
        """Nothing is kept for a task, so there is nothing to take away after it."""
        return False


def open_queue() -> Any:
    """Redis where REDIS_URL is set, else a file of its own in the data folder."""
    common = {
        "serializer": SignedSerializer(secret=settings.SECRET_KEY),
        "results": False,
        "immediate": False,
    }
    if settings.REDIS_URL:
        return PriorityRedisHuey("almanac", url=settings.REDIS_URL, **common)
    return BellHuey("almanac", filename=str(settings.QUEUE_FILE), **common)


queue = open_queue()


def work_here() -> None:
    """This process has hands: what it asks for itself takes the short way."""
    if isinstance(queue.storage, BellStorage):
        queue.storage.has_hands = True

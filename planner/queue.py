"""huey, the hands: a queue that carries ids and nothing else. Losing all of it costs one lease."""

import threading
from typing import Any

from django.conf import settings
from huey.api import PriorityRedisHuey, SqliteHuey
from huey.serializer import SignedSerializer
from huey.storage import SqliteStorage

POLL = 1.0  # seconds after which a message from another process is seen; our own ring the bell


class BellStorage(SqliteStorage):
    """huey's SQLite queue with a bell: idle workers wait for it instead of asking again and again.

    synchronous=NORMAL is right here: what is lost in a power cut is found again in the product's database.
    """

    blocking = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.bell = threading.Condition()
        self.rung = 0
        super().__init__(*args, **kwargs)

    def _create_connection(self) -> Any:
        connection = super()._create_connection()
        connection.execute("pragma synchronous=normal")
        return connection

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        super().enqueue(data, priority)
        with self.bell:
            self.rung += 1
            self.bell.notify()

    def dequeue(self) -> bytes | None:
        heard = self.rung
        data: bytes | None = super().dequeue()
        if data is not None:
            return data
        with self.bell:
            if self.rung == heard:
                self.bell.wait(POLL)
        found: bytes | None = super().dequeue()
        return found


class BellHuey(SqliteHuey):
    storage_class = BellStorage


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

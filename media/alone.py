"""Work that one process at a time may do, whichever machine it runs on. A process that dies lets go of it."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection


@contextmanager
def alone(what: str) -> Iterator[bool]:
    """Whether this process has `what` to itself until the end of the block; it does not wait.

    PostgreSQL keeps the lock where several machines share it, else a file in the data folder does.
    """
    if connection.vendor == "postgresql":
        number = int.from_bytes(hashlib.sha256(f"almanac {what}".encode()).digest()[:7])
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
            ours = bool(cursor.fetchone()[0])
        try:
            yield ours
        finally:
            if ours:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
        return
    with (Path(settings.HOME) / f"{what}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True

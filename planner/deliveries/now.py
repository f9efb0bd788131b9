"""One clock: the database server's, or this host's where the database is a file.

`source` and `ticking` are replaced by the simulation, which turns time by hand; the product never sets them.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection

source: Callable[[], datetime] | None = None
ticking: Callable[[], float] = time.monotonic


def database_now() -> datetime:
    """The moment that due times and leases are compared with. Aware, UTC."""
    if source is not None:
        return source()
    if connection.vendor == "sqlite":
        return datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(UTC)


def monotonic() -> float:
    """Seconds that never jump; for deadlines within this process."""
    return ticking()

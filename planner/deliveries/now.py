"""One clock: the database server's, or this host's where the database is a file."""

from datetime import UTC, datetime

from django.db import connection


def database_now() -> datetime:
    """The moment that due times and leases are compared with. Aware, UTC."""
    if connection.vendor == "sqlite":
        return datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(UTC)

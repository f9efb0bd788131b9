"""Django's own command; only an empty database begins with today's tables."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from planner import tables

PARTS = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune")


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if not any(options.get(part) for part in PARTS) and tables.are_missing(connection):
            tables.make(connection)
        super().handle(*args, **options)

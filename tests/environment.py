"""Where tests happen: a data folder of their own and the chosen database, before Django reads its settings.

ALMANAC_TEST_DATABASE=sqlite (the default) or postgres. With xdist only the first process starts a server.
"""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import django
from django.db import connections, transaction
from django.test import TransactionTestCase

from tests.postgres import NoPostgres, cluster

until_the_end = ExitStack()
missing = ""  # why the chosen database is not here
FILLED = {"django_content_type", "auth_permission", "django_site"}  # when Django migrates


def prepare() -> None:
    global missing
    home = Path(tempfile.mkdtemp(prefix="almanac-test-"))
    until_the_end.callback(shutil.rmtree, home, ignore_errors=True)
    os.environ["ALMANAC_HOME"] = str(home)
    os.environ["EMAIL_URL"] = "memorymail://"
    is_first = "PYTEST_XDIST_WORKER" not in os.environ
    if is_first:
        os.environ.pop("DATABASE_URL", None)  # never somebody's real database
    if wants_postgres() and is_first:
        try:
            os.environ["DATABASE_URL"] = until_the_end.enter_context(cluster())
        except NoPostgres as none:
            missing = str(none)
    os.environ["DJANGO_SETTINGS_MODULE"] = "planner.settings"
    django.setup()
    # Otherwise pytest-django in xdist's processes would read the settings before they come by here.
    del os.environ["DJANGO_SETTINGS_MODULE"]


def wants_postgres() -> bool:
    return os.environ.get("ALMANAC_TEST_DATABASE", "sqlite") == "postgres"


def let_tests_empty_the_tables() -> None:
    """After a test with real transactions every row goes, past the triggers that rightly refuse it.

    Django empties all tables and fills in its own once more; we empty those that hold something. That is most
    of the time that such a test takes.
    """
    TransactionTestCase._fixture_teardown = _emptied  # type: ignore[attr-defined]


def _emptied(case: TransactionTestCase) -> None:
    for name in case._databases_names(include_mirrors=False):  # type: ignore[attr-defined]
        with transaction.atomic(using=name), connections[name].cursor() as cursor:
            full = _full(cursor, connections[name])
            if full and connections[name].vendor == "sqlite":
                _delete_without_triggers(cursor, full)
            elif full:
                cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers, no constraints
                for table in full:
                    cursor.execute(f'DELETE FROM "{table}"')


def _full(cursor: Any, connection: Any) -> list[str]:
    """The tables that hold rows, but for those that Django fills when it migrates."""
    tables = sorted(set(connection.introspection.django_table_names(include_views=False)) - FILLED)
    asked = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in tables
    )
    cursor.execute(asked)
    return [table for (table,) in cursor.fetchall()]


def _delete_without_triggers(cursor: Any, tables: list[str]) -> None:
    cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
    triggers = [(name, sql) for name, sql, table in cursor.fetchall() if table in tables]
    for name, _sql in triggers:
        cursor.execute(f'DROP TRIGGER "{name}"')
    for table in tables:
        cursor.execute(f'DELETE FROM "{table}"')
    for _name, sql in triggers:
        cursor.execute(sql)

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
from django.db.backends.sqlite3.base import DatabaseWrapper

from tests.postgres import NoPostgres, cluster

until_the_end = ExitStack()
missing = ""  # why the chosen database is not here


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
    """After a test with real transactions Django deletes every row, which our triggers rightly refuse.

    So on SQLite they are taken away for that moment and put back. (PostgreSQL truncates, past row triggers.)
    """
    operations = DatabaseWrapper.ops_class
    plain = operations.execute_sql_flush

    def without_triggers(self: Any, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drops = [f'DROP TRIGGER "{name}"' for name, _sql in triggers]
        plain(self, [*drops, *sql_list, *(sql for _name, sql in triggers)])

    operations.execute_sql_flush = without_triggers  # type: ignore[method-assign]

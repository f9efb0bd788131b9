"""An empty database that is made at once is the one that the migrations make."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.commands.migrate import Command as OneByOne
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from planner import tables

NUMBERED = re.compile("__|fk_")  # by SQLite, as they stand in its tables
# Django's own migrations give it eight bytes, its own model four. Nobody here is in a group.
WIDER = ("auth_group_permissions", "id")
TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    " UNION ALL SELECT proname, prosrc FROM pg_proc WHERE prosrc LIKE '%RAISE EXCEPTION%rows%'",
}


@contextmanager
def another(name: str, folder: Path) -> Iterator[Any]:
    """A connection to an empty database beside the tests' own; gone afterwards."""
    there = connection.settings_dict | {"NAME": str(folder / name)}
    if connection.vendor == "postgresql":
        there["NAME"] = f"{connection.settings_dict['NAME']}_{name}"
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{there["NAME"]}"')
    connections.databases[name] = there
    try:
        yield connections[name]
    finally:
        connections[name].close()
        del connections.databases[name], connections[name]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{there["NAME"]}"')


@pytest.fixture
def empty(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Any]:
    with django_db_blocker.unblock(), another("empty", tmp_path) as made:
        yield made


def described(there: Any) -> dict[str, Any]:
    """Columns, constraints and indexes by table; triggers; which migrations count as applied."""
    with there.cursor() as cursor:
        found: dict[str, Any] = {}
        for table in there.introspection.table_names(cursor):
            columns = there.introspection.get_table_description(cursor, table)
            said = [str(one) for one in columns if (table, one.name) != WIDER]
            found[table] = sorted(said), _constraints(there, cursor, table)
        cursor.execute(TRIGGERS[there.vendor])
        found["triggers"] = sorted(cursor.fetchall())
    return found | {"applied": set(MigrationExecutor(there).loader.applied_migrations)}


def _constraints(there: Any, cursor: Any, table: str) -> list[str]:
    """By name and what they say; a name that is a mere number says nothing."""
    found = there.introspection.get_constraints(cursor, table)
    return sorted(f"{'' if NUMBERED.match(name) else name} {facts}" for name, facts in found.items())


def test_at_once_and_one_by_one_they_are_the_same(empty: Any, tmp_path: Path) -> None:
    call_command("migrate", database="empty", verbosity=0)
    with another("grown", tmp_path) as grown:
        call_command(OneByOne(), database="grown", verbosity=0)
        ours, theirs = described(empty), described(grown)
    assert len(ours) > 90
    assert ours["triggers"]
    for name in ours | theirs:
        assert ours.get(name) == theirs.get(name), name


def test_only_an_empty_database_is_made_at_once(empty: Any) -> None:
    assert tables.are_missing(empty)
    with empty.cursor() as cursor:
        cursor.execute("CREATE TABLE somebody_elses (id integer)")
    assert not tables.are_missing(empty)


def test_what_fails_on_the_way_leaves_nothing(empty: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the power goes: the next start begins anew."""
    monkeypatch.setattr(tables, "GUARDS", "tests.planner.test_tables")
    with pytest.raises(DatabaseError):
        call_command("migrate", database="empty", verbosity=0)
    assert tables.are_missing(empty)
    monkeypatch.undo()
    call_command("migrate", database="empty", verbosity=0)
    assert not tables.are_missing(empty)


def put_up(_apps: Any, editor: Any) -> None:
    editor.execute("SELECT nothing FROM nowhere")


def test_who_asks_for_a_part_gets_a_part(empty: Any) -> None:
    call_command("migrate", "contenttypes", database="empty", verbosity=0)
    assert set(empty.introspection.table_names()) == {"django_content_type", "django_migrations"}


def test_who_asks_what_would_be_done_changes_nothing(empty: Any) -> None:
    call_command("migrate", database="empty", verbosity=0, plan=True, stdout=StringIO())
    with pytest.raises(SystemExit):
        call_command("migrate", database="empty", verbosity=0, check_unapplied=True)
    assert tables.are_missing(empty)

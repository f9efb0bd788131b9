"""Rows changed or added by one plain statement for all of them.

For the writes that hundreds of deliveries a second wait for: the ORM builds each statement anew, which takes
ten times as long as the database needs to run it, and each statement gives the interpreter lock away
(docs/decisions/0004). Values go through the fields, so both databases store what the ORM would have stored.
"""

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

Row = TypeVar("Row", bound=models.Model)
SQLITE_NEEDED = (3, 35)


@dataclass(frozen=True, slots=True)
class Change:
    """Set the columns `to`, while those in `still` hold their values."""

    pk: int
    still: Mapping[str, Any]
    to: Mapping[str, Any]


def read(model: type[Row], name: str, values: Collection[Any]) -> list[Row]:
    """The rows whose column `name` holds one of these values, in no order."""
    if not values:
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    statement, names, converting = _reading(model)
    held = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} WHERE {_field(model, name).column} IN ({held})", [*values])
        found = [list(row) for row in cursor.fetchall()]
    for row in found:
        for place, convert, column in converting:
            if row[place] is not None:
                row[place] = convert(row[place], column, connection)
    return [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in found]


@cache
def _reading(model: type[models.Model]) -> tuple[str, list[str], list[tuple[int, Callable[..., Any], Any]]]:
    """How a model is read: the statement, its columns' names, and what makes Python's values of them."""
    connection, table = connections[DEFAULT_DB_ALIAS], model._meta
    columns = [field.get_col(table.db_table) for field in table.concrete_fields]
    converting = [
        (place, convert, column)
        for place, column in enumerate(columns)
        for convert in connection.ops.get_db_converters(column) + column.get_db_converters(connection)
    ]
    names = ", ".join(str(column.target.column) for column in columns)
    return f"SELECT {names} FROM {table.db_table}", [one.target.attname for one in columns], converting  # noqa: S608


def change(model: type[models.Model], pk: int, still: Mapping[str, Any], to: Mapping[str, Any]) -> bool:
    """Change one row. False when its columns no longer hold what they did."""
    return bool(change_each(model, [Change(pk, still, to)]))


def change_each(model: type[models.Model], changes: Sequence[Change]) -> set[int]:
    """Change rows that all name the same columns. Gives the ids of those that still held their values."""
    connection = connections[DEFAULT_DB_ALIAS]
    tested = [_field(model, name) for name in changes[0].still]
    written = [_field(model, name) for name in changes[0].to]
    table = model._meta.db_table
    sets = ", ".join(f"{one.column} = {_typed(f'v.new_{one.column}', one, connection)}" for one in written)
    tests = [f"{table}.{one.column} = {_typed(f'v.old_{one.column}', one, connection)}" for one in tested]
    where = " AND ".join([f"{table}.id = v.id", *tests])
    columns = ["id", *[f"old_{one.column}" for one in tested], *[f"new_{one.column}" for one in written]]
    given = f"WITH v({', '.join(columns)}) AS (VALUES {marks(len(columns), len(changes))})"
    statement = f"{given} UPDATE {table} SET {sets} FROM v WHERE {where} RETURNING {table}.id"  # noqa: S608 - our names
    values: list[Any] = []
    for one in changes:
        values.append(one.pk)
        values += [_prepared(field, one.still[field.name], connection) for field in tested]
        values += [_prepared(field, one.to[field.name], connection) for field in written]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {pk for (pk,) in cursor.fetchall()}


def add_each(rows: Sequence[models.Model]) -> None:
    """Insert rows of one table whose every column but the id is set already. Their ids stay unknown."""
    connection = connections[DEFAULT_DB_ALIAS]
    table = rows[0]._meta
    fields = [field for field in table.concrete_fields if not field.primary_key]
    values = [_prepared(field, getattr(row, field.attname), connection) for row in rows for field in fields]
    columns = ", ".join(str(field.column) for field in fields)
    statement = f"INSERT INTO {table.db_table} ({columns}) VALUES {marks(len(fields), len(rows))}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def check_sqlite(**_: Any) -> list[checks.Error]:
    """UPDATE … FROM … RETURNING needs SQLite 3.35 of March 2021."""
    found = sqlite3.sqlite_version
    if connections[DEFAULT_DB_ALIAS].vendor != "sqlite" or sqlite3.sqlite_version_info >= SQLITE_NEEDED:
        return []
    return [checks.Error(f"SQLite {found} is too old: Python needs one of 3.35 or later.", id="almanac.E003")]


def marks(width: int, count: int) -> str:
    """The marks of `count` rows of `width` values: "(%s, %s), (%s, %s)"."""
    return ", ".join(["(" + ", ".join(["%s"] * width) + ")"] * count)


def _field(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


def _prepared(field: "models.Field[Any, Any]", value: Any, connection: BaseDatabaseWrapper) -> Any:
    if type(value) in (int, str) and not isinstance(field, models.JSONField):
        return value  # as the field would give it, at a twentieth of the cost
    return field.get_db_prep_save(value.pk if isinstance(value, models.Model) else value, connection)


def _typed(name: str, field: "models.Field[Any, Any]", connection: BaseDatabaseWrapper) -> str:
    """PostgreSQL takes what stands in VALUES for text until it is told."""
    return f"{name}::{field.rel_db_type(connection)}" if connection.vendor == "postgresql" else name

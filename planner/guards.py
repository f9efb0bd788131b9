"""Triggers that keep the promises even from a careless hand in a database shell.

Written for SQLite and PostgreSQL. The allowed moves are frozen here as they were when the migration was
written; tests/planner/deliveries/test_the_database_refuses.py compares them with the code.
"""

from collections.abc import Iterable, Mapping


def moves_guard(vendor: str, table: str, moves: Mapping[str, Iterable[str]]) -> list[str]:
    """Refuse every change of `state` that is not in `moves`."""
    allowed = " OR ".join(
        f"(OLD.state = '{state}' AND NEW.state IN ({', '.join(repr(to) for to in sorted(tos))}))"
        for state, tos in sorted(moves.items())
        if tos
    )
    name, message = f"{table}_moves", f"{table}: this move is not allowed"
    if vendor == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE UPDATE OF state ON {table} "
            f"WHEN OLD.state <> NEW.state AND NOT ({allowed}) BEGIN SELECT RAISE(ABORT, '{message}'); END",
        ]
    return _postgres(name, table, "UPDATE OF state", f"OLD.state <> NEW.state AND NOT ({allowed})", message)


def append_only_guard(vendor: str, table: str, updates: bool = True, deletes: bool = True) -> list[str]:
    """Refuse to change or delete a row."""
    statements: list[str] = []
    for verb in (["UPDATE"] if updates else []) + (["DELETE"] if deletes else []):
        name, message = f"{table}_no_{verb.lower()}", f"{table}: rows are only added"
        if vendor == "sqlite":
            statements += [
                f"DROP TRIGGER IF EXISTS {name}",
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END",
            ]
        else:
            statements += _postgres(name, table, verb, "TRUE", message)
    return statements


def _postgres(name: str, table: str, event: str, condition: str, message: str) -> list[str]:
    body = f"BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN ({condition}) "
        f"EXECUTE FUNCTION {name}()",
    ]

"""A small SQLite file for the publishers that keep what they published themselves."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publishers.errors import Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _


@contextmanager
def opened(folder: str, name: str, schema: str) -> Iterator[sqlite3.Connection]:
    """A connection that holds the only right to write, also among processes, until the block ends.

    What the block did is kept, and on the disk, when it ends well; nothing of it when it raises.
    """
    path = Path(folder).expanduser()
    try:
        path.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path / name, timeout=20, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise Rejected(
            Sentence(_("The folder {folder} cannot be written."), {"folder": folder}), code="folder"
        ) from error
    connection.row_factory = sqlite3.Row
    try:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("BEGIN IMMEDIATE")
        for statement in schema.split(";"):
            connection.execute(statement)
        yield connection
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise Unreachable(
            Sentence(_("The folder {folder} is busy or full."), {"folder": folder}), code="ledger"
        ) from error
    finally:
        connection.close()  # without a COMMIT this takes everything back


def fingerprint(key: str, length: int = 20) -> str:
    """A name made of a key that does not give the key away."""
    return hashlib.sha256(key.encode()).hexdigest()[:length]

"""Put a backup in place of what is here. Everything is checked before anything is touched."""

import hashlib
import json
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from planner.safekeeping import postgres
from planner.safekeeping.pack import FORMAT, MANIFEST, POSTGRES, SQLITE, Manifest, folders


class Unfit(Exception):
    """This backup cannot be restored here; nothing was touched."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup that was read and found whole."""

    manifest: Manifest
    folder: Path

    @property
    def made_at(self) -> datetime:
        return datetime.fromisoformat(self.manifest.made_at)

    @property
    def database(self) -> Path:
        return self.folder / self.manifest.database


@contextmanager
def unpacked(file: Path) -> Iterator[Unpacked]:
    """Beside the data, checked in every byte, gone afterwards. Raises Unfit."""
    space = Path(tempfile.mkdtemp(prefix=".restore-", dir=settings.HOME))
    try:
        yield _checked(file, space)
    finally:
        shutil.rmtree(space, ignore_errors=True)


def put_in_place(backup: Unpacked, now: datetime) -> Path:
    """Swap the data; what was here lies in the folder that is returned."""
    before = Path(settings.HOME) / f"before-restore-{now:%Y%m%dT%H%M%S}"
    before.mkdir(mode=0o700)
    connections.close_all()
    if backup.manifest.database == SQLITE:
        _pause(backup.database, now)
        _swap_sqlite(backup.database, before)
    else:
        postgres.load(backup.database)
    for name, folder in folders().items():
        if folder.exists():
            shutil.move(folder, before / name)
        if (backup.folder / name).exists():
            shutil.move(backup.folder / name, folder)
    for queue in Path(settings.HOME).glob(f"{Path(settings.QUEUE_FILE).name}*"):
        shutil.move(queue, before / queue.name)
    call_command("migrate", verbosity=0, interactive=False)
    return before


def _pause(database: Path, now: datetime) -> None:
    """Before it is swapped in: if we are killed after that, it still does not publish."""
    opened = sqlite3.connect(database)
    opened.execute("UPDATE planner_installation SET paused_at = ?", (now.isoformat(" "),))
    opened.commit()
    opened.close()


def _swap_sqlite(database: Path, before: Path) -> None:
    place = Path(settings.DATABASES["default"]["NAME"])
    for suffix in ("", "-wal", "-shm"):
        old = place.with_name(place.name + suffix)
        if old.exists():
            shutil.move(old, before / old.name)
    shutil.move(database, place)
    place.chmod(0o600)


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, space: Path) -> None:
    """Its bytes alone, under a name that was looked at. (`extract` has its filters from Python 3.11.4 on.)"""
    target = space / member.name
    target.parent.mkdir(parents=True, exist_ok=True)
    source = tar.extractfile(member)
    if source is None:
        raise tarfile.TarError(member.name)
    with source, target.open("xb") as file:
        shutil.copyfileobj(source, file)


def _checked(file: Path, space: Path) -> Unpacked:
    try:
        with tarfile.open(file, "r:gz") as tar:
            for member in tar:
                if not member.isfile() or not _is_ours(member.name):
                    raise Unfit(f"{file} holds {member.name!r}, which no backup of Almanac does.")
                _take(tar, member, space)
        manifest = Manifest(**json.loads((space / MANIFEST).read_text()))
    except (OSError, EOFError, zlib.error, tarfile.TarError, ValueError, TypeError) as trouble:
        raise Unfit(f"{file} is not a whole backup of Almanac ({type(trouble).__name__}).") from trouble
    if manifest.format > FORMAT:
        raise Unfit("A newer Almanac made this backup. Restore it with that one.")
    _compare(manifest, space)
    backup = Unpacked(manifest, space)
    _refuse_other_database(manifest)
    if manifest.database == SQLITE:
        _refuse_broken_sqlite(backup.database)
    elif not postgres.is_readable(backup.database):
        raise Unfit("pg_restore cannot read the database in this backup.")
    return backup


def _is_ours(name: str) -> bool:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        return False
    return name in {MANIFEST, SQLITE, POSTGRES} or (len(path.parts) > 1 and path.parts[0] in folders())


def _compare(manifest: Manifest, space: Path) -> None:
    there = {path.relative_to(space).as_posix() for path in space.rglob("*") if path.is_file()} - {MANIFEST}
    if there != set(manifest.files) or manifest.database not in there:
        raise Unfit("The backup does not hold the files that its manifest names.")
    for name, digest in manifest.files.items():
        with (space / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise Unfit(f"{name} in the backup is not what was backed up: it is damaged.")


def _refuse_other_database(manifest: Manifest) -> None:
    here = SQLITE if connection.vendor == "sqlite" else POSTGRES
    if manifest.database != here:
        kind = "SQLite" if manifest.database == SQLITE else "PostgreSQL"
        raise Unfit(f"This is a backup of {kind}. Set DATABASE_URL to one of the same kind.")


def _refuse_broken_sqlite(database: Path) -> None:
    try:
        opened = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        try:
            whole = opened.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            applied = set(opened.execute("SELECT app, name FROM django_migrations"))
        finally:
            opened.close()
    except sqlite3.Error as trouble:
        raise Unfit(f"The database in the backup cannot be read ({trouble}).") from trouble
    if not whole:
        raise Unfit("The database in the backup is damaged.")
    known = set(MigrationLoader(None).disk_migrations)
    ours = {step for step in applied if step[0] in {"planner", "media"}}
    if ours - known:
        raise Unfit("A newer Almanac made this backup. Restore it with that one.")

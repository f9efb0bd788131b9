"""Everything in one file: the database, the pictures, the site and the sandbox; never the keys."""

import hashlib
import hmac
import io
import json
import os
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from planner.safekeeping import postgres

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE, POSTGRES = "database.sqlite3", "database.dump"


@dataclass
class Manifest:
    """What a backup holds. `secret` tells, without telling the key, whether it is the same."""

    made_at: str
    database: str
    secret: str
    format: int = FORMAT
    files: dict[str, str] = field(default_factory=dict)  # name to SHA-256


def folders() -> dict[str, Path]:
    """What is kept besides the database, by its name in the backup."""
    return {
        "media": Path(settings.MEDIA_ROOT),
        "site": Path(settings.SITE_ROOT),
        "sandbox": Path(settings.SANDBOX_ROOT),
    }


def pack(target: Path, now: datetime) -> Manifest:
    """Write the backup, whole or not at all. The database comes first: what it names is there when copied."""
    name = SQLITE if connection.vendor == "sqlite" else POSTGRES
    manifest = Manifest(now.isoformat(), name, secret_mark())
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=".backup-")  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz") as tar, tempfile.TemporaryDirectory() as space:
                for kept, path in _files(Path(space), name):
                    manifest.files[kept] = _add(tar, kept, path)
                _add_bytes(tar, MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(target)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return manifest


def secret_mark() -> str:
    """Differs when the secret key does. The keys by which networks know our posts are made from it."""
    return hmac.new(settings.SECRET_KEY.encode(), b"almanac backup", hashlib.sha256).hexdigest()[:16]


def _files(space: Path, database: str) -> Iterator[tuple[str, Path]]:
    copy = space / database
    if database == SQLITE:
        copy_sqlite(Path(settings.DATABASES["default"]["NAME"]), copy)
    else:
        postgres.dump(copy)
    yield database, copy
    for name, folder in folders().items():
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_file() or path.name.startswith(".new-"):
                continue
            kept = f"{name}/{path.relative_to(folder).as_posix()}"
            if path.suffix == ".sqlite3":
                yield kept, copy_sqlite(path, space / "ledger.sqlite3")
            elif not path.name.endswith(("-wal", "-shm", "-journal")):
                yield kept, path


def copy_sqlite(source: Path, target: Path) -> Path:
    """A consistent copy of a database that is in use (SQLite's online backup)."""
    target.unlink(missing_ok=True)
    opened, copy = sqlite3.connect(f"file:{source}?mode=ro", uri=True), sqlite3.connect(target)
    try:
        opened.backup(copy)
    finally:
        copy.close()
        opened.close()
    return target


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    """The file as it is now; its SHA-256."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        facts = tarfile.TarInfo(name)
        facts.size, facts.mode, facts.mtime = os.fstat(file.fileno()).st_size, 0o600, path.stat().st_mtime
        tar.addfile(facts, file)
    return digest


def _add_bytes(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    facts = tarfile.TarInfo(name)
    facts.size, facts.mode = len(data), 0o600
    tar.addfile(facts, io.BytesIO(data))


Trouble = (OSError, sqlite3.Error, subprocess.CalledProcessError)

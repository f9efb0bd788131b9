"""PostgreSQL's own programs, for backup and restore."""

import os
import shutil
import subprocess
from pathlib import Path

from django.conf import settings


def dump(target: Path) -> None:
    """Everything of the database, in pg_dump's own format. Consistent, while others write."""
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def load(source: Path) -> None:
    """Put a dump in place of what is there, in one transaction."""
    _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction",
         "--exit-on-error", f"--dbname={settings.DATABASES['default']['NAME']}", str(source))  # fmt: skip


def is_readable(source: Path) -> bool:
    """Whether pg_restore can list what the dump holds."""
    listed = subprocess.run([_program("pg_restore"), "--list", str(source)], capture_output=True, check=False)  # noqa: S603
    return listed.returncode == 0


def _run(program: str, *arguments: str) -> None:
    subprocess.run([_program(program), *arguments], env=_environment(), check=True, capture_output=True)  # noqa: S603


def _program(name: str) -> str:
    """In the path, or the newest of a Debian system."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    found = shutil.which(name) or (str(places[-1]) if places else "")
    if not found:
        raise FileNotFoundError(f"{name} is not on this machine (apt: postgresql-client).")
    return found


def _environment() -> dict[str, str]:
    """The password goes by the environment, where other users cannot read it."""
    database = settings.DATABASES["default"]
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    given = {name: str(database[key]) for name, key in names.items() if database.get(key)}
    return {**os.environ, **given}

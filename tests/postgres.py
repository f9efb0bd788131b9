"""A PostgreSQL server of our own, for tests and scripts: in a temporary folder, gone afterwards.

Uses the machine's binaries. PostgreSQL refuses to run as root, so root hands it to `postgres` or `nobody`.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "almanac"
# A test's rows are in a transaction that nobody else sees: autovacuum would count none and teach the planner
# plans for empty tables, by luck of the minute, and a query over many rows would not end.
OPTIONS = (
    "-c listen_addresses=127.0.0.1 -c max_connections=200 -c autovacuum=off"
    " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
)


class NoPostgres(Exception):
    """There are no server binaries here."""


@contextmanager
def cluster() -> Iterator[str]:
    """The DATABASE_URL of a fresh server with an empty database. Raises NoPostgres."""
    binaries = find_binaries()
    home = Path(tempfile.mkdtemp(prefix="almanac-pg-"))
    runner = _runner(home)
    port = _free_port()
    data, log = home / "data", home / "log"
    options = f"-p {port} -k {home} {OPTIONS}"
    try:
        _run(runner, binaries / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C")
        _run(runner, binaries / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", log, "-o", options, "start")
        try:
            _run(runner, binaries / "createdb", "-h", home, "-p", port, "-U", USER, "almanac")
            yield f"postgres://{USER}@127.0.0.1:{port}/almanac"
        finally:  # pg_ctl stops the one process whose id stands in the folder
            _run(runner, binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def find_binaries() -> Path:
    """The newest installed version's folder."""
    root = Path("/usr/lib/postgresql")
    found = sorted(root.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    if path := shutil.which("initdb"):
        return Path(path).parent
    raise NoPostgres("No PostgreSQL server binaries on this machine (apt: postgresql).")


def _runner(home: Path) -> list[str]:
    if os.geteuid() != 0:
        return []
    person = next(name for name in ("postgres", "nobody") if _exists(name))
    shutil.chown(home, person)
    return ["setpriv", f"--reuid={person}", f"--regid={pwd.getpwnam(person).pw_gid}", "--clear-groups"]


def _exists(name: str) -> bool:
    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False


def _run(runner: list[str], *command: object) -> None:
    words = [*runner, *map(str, command)]
    done = subprocess.run(words, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}:\n{(done.stdout + done.stderr).decode(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""All of Bluesky on this machine, the app among it: likes, answers and mentions are counted and shown."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.fakes.bucket import free_port
from tests.postgres import NoPostgres, cluster
from tests.real import node
from tests.real.pds import Pds, with_account

PACKAGES = {"@atproto/dev-env": "0.6.7", "better-sqlite3": "12.11.1"}
PATIENCE = 120.0  # seconds to start


@contextmanager
def running() -> Iterator[tuple[Pds, Pds]]:
    """Ada and Grace, each with an account. Raises node.NotInstalled."""
    packages = node.installed("bluesky-app", PACKAGES, ("better-sqlite3",))
    script = Path(__file__).with_suffix(".mjs")
    try:
        with cluster() as database, _redis() as redis:
            environment = {"DB_POSTGRES_URL": database, "REDIS_HOST": redis, "LOG_ENABLED": "false"}
            with node.serving(script, packages, environment, PATIENCE) as (directory, url):
                yield with_account(url, directory, "ada.test"), with_account(url, directory, "grace.test")
    except NoPostgres as error:
        raise node.NotInstalled(str(error)) from error


@contextmanager
def _redis() -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        raise node.NotInstalled("no Redis server on this machine (apt: redis-server)")
    port = free_port()
    with tempfile.TemporaryDirectory() as home:
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", home]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            yield f"127.0.0.1:{port}"
        finally:
            node.stop(server)

"""nostr-relay, a Nostr relay in Python, from PyPI into a folder of its own, on this machine."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.fakes.bucket import free_port
from tests.real.node import stop
from tests.real.pypi import programs, wait_for

VERSION = "1.14"
PATIENCE = 60.0  # seconds to start
SETTINGS = """
storage:
  sqlalchemy.url: sqlite+aiosqlite:///{folder}/nostr.sqlite3
  validators: [nostr_relay.validators.is_not_too_large, nostr_relay.validators.is_signed,
    nostr_relay.validators.is_recent]
gunicorn: {{bind: "127.0.0.1:{port}", workers: 1, loglevel: info}}
authentication: {{enabled: false}}
"""


@contextmanager
def running() -> Iterator[str]:
    """Its ws:// address. Raises NotInstalled."""
    program = programs("nostr-relay", VERSION) / "nostr-relay"
    with tempfile.TemporaryDirectory(prefix="relay") as folder, (Path(folder) / "log").open("wb") as log:
        port, settings = free_port(), Path(folder) / "settings.yaml"
        settings.write_text(SETTINGS.format(folder=folder, port=port))
        run = [str(program), "-c", str(settings), "serve"]
        home = os.environ | {"HOME": folder}
        server = subprocess.Popen(run, cwd=folder, env=home, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}", PATIENCE)
            yield f"ws://127.0.0.1:{port}"
        finally:
            stop(server)

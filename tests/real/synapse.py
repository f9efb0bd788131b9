"""Synapse, Matrix's own homeserver, from PyPI into a folder of its own, on this machine."""

import json
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.fakes.bucket import free_port
from tests.real.node import stop
from tests.real.pypi import programs, wait_for

VERSION = "1.163.2"
PATIENCE = 180.0  # seconds to start
RATES = """
rc_message: {per_second: 1000, burst_count: 1000}
rc_joins: {local: {per_second: 100, burst_count: 100}}
rc_room_creation: {per_second: 100, burst_count: 100}
rc_invites:
  per_room: {per_second: 100, burst_count: 100}
  per_user: {per_second: 100, burst_count: 100}
  per_issuer: {per_second: 100, burst_count: 100}
max_upload_size: 1M
enable_registration: true
enable_registration_without_verification: true
rc_registration: {per_second: 100, burst_count: 100}
rc_login: {address: {per_second: 100, burst_count: 100}, account: {per_second: 100, burst_count: 100}}
"""


@dataclass(frozen=True, slots=True)
class Homeserver:
    url: str
    tokens: dict[str, str]  # of almanac and ada
    room: str
    alias: str

    def ask(self, who: str, method: str, path: str, body: Any = None) -> Any:
        return ask(self.url, self.tokens[who], method, path, body)


@contextmanager
def running() -> Iterator[Homeserver]:
    """With two people in one room that is not encrypted. Raises NotInstalled."""
    python = programs("matrix-synapse", VERSION) / "python"
    with tempfile.TemporaryDirectory(prefix="synapse") as folder, (Path(folder) / "log").open("wb") as log:
        home, port = Path(folder), free_port()
        settings = home / "homeserver.yaml"
        generate = ["--server-name", "localhost", "--generate-config", "--report-stats=no"]
        run = [str(python), "-m", "synapse.app.homeserver", "--config-path", str(settings)]
        made = subprocess.run([*run, *generate], cwd=home, capture_output=True, check=False, timeout=PATIENCE)
        if made.returncode:
            raise RuntimeError(f"no configuration was made: {made.stderr[-600:]!r}")
        settings.write_text(settings.read_text().replace("port: 8008", f"port: {port}") + RATES)
        server = subprocess.Popen(run, cwd=home, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/_matrix/client/versions", PATIENCE)
            yield _furnished(url)
        finally:
            stop(server)


def ask(url: str, token: str, method: str, path: str, body: Any = None) -> Any:
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url + path, data, headers, method=method)) as answer:
        return json.loads(answer.read())


def _furnished(url: str) -> Homeserver:
    tokens = {name: _registered(url, name) for name in ("almanac", "ada")}
    made = ask(
        url,
        tokens["ada"],
        "POST",
        "/_matrix/client/v3/createRoom",
        {"room_alias_name": "harbour", "name": "Harbour", "invite": ["@almanac:localhost"]},
    )
    return Homeserver(url, tokens, made["room_id"], "#harbour:localhost")


def _registered(url: str, name: str) -> str:
    body = {"username": name, "password": "a sentence for tests", "auth": {"type": "m.login.dummy"}}
    return str(ask(url, "", "POST", "/_matrix/client/v3/register", body)["access_token"])


def in_room(room: str, path: str) -> str:
    return f"/_matrix/client/v3/rooms/{quote(room, safe='')}{path}"

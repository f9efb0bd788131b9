"""A personal data server of Bluesky's own making, with a directory of identities, on this machine."""

import json
import secrets
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes.bucket import free_port
from tests.real import node

PACKAGES = {"@atproto/pds": "0.5.35", "@did-plc/server": "0.0.1", "better-sqlite3": "12.11.1"}
PATIENCE = 60.0  # seconds to start
PASSWORD = "a-password-for-a-test"


@dataclass(frozen=True, slots=True)
class Pds:
    """Where it is, and an account on it that may be used for anything."""

    url: str
    directory: str  # where DIDs are looked up
    did: str
    handle: str
    app_password: str


@contextmanager
def running() -> Iterator[Pds]:
    """Raises node.NotInstalled where this machine cannot have it."""
    packages = node.installed("bluesky", PACKAGES, ("better-sqlite3",))
    port = free_port()
    with tempfile.TemporaryDirectory() as home:
        script, environment = Path(__file__).with_suffix(".mjs"), _environment(Path(home), port)
        with node.serving(script, packages, environment, PATIENCE) as (directory,):
            yield with_account(f"http://localhost:{port}", directory, "ada.test")


def call(url: str, method: str, body: Any = None, token: str = "", **params: str) -> Any:
    """One procedure (with a body) or query of its API. Raises urllib's HTTPError."""
    address = f"{url}/xrpc/{method}"
    if params:
        address += "?" + "&".join(f"{name}={value}" for name, value in params.items())
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(address, data, headers), timeout=20) as answer:
        raw = answer.read()
        return json.loads(raw) if raw else None


def _environment(home: Path, port: int) -> dict[str, str]:
    return {
        "PDS_PORT": str(port),
        "PDS_HOSTNAME": "localhost",
        "PDS_DEV_MODE": "true",
        "PDS_DATA_DIRECTORY": str(home),
        "PDS_BLOBSTORE_DISK_LOCATION": str(home / "blobs"),
        "PDS_INVITE_REQUIRED": "false",
        "PDS_SERVICE_HANDLE_DOMAINS": ".test",
        "PDS_RATE_LIMITS_ENABLED": "true",
        "PDS_DISABLE_SSRF_PROTECTION": "true",
        "PDS_JWT_SECRET": secrets.token_hex(16),
        "PDS_DPOP_SECRET": secrets.token_hex(32),
        "PDS_ADMIN_PASSWORD": secrets.token_hex(16),
        "PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX": secrets.token_hex(32),
    }


def with_account(url: str, directory: str, handle: str) -> Pds:
    """A new account there, and an app password for it."""
    new = {"handle": handle, "email": f"{handle}@example.org", "password": PASSWORD}
    account = call(url, "com.atproto.server.createAccount", new)
    app = call(url, "com.atproto.server.createAppPassword", {"name": "almanac"}, account["accessJwt"])
    return Pds(url, directory, account["did"], handle, app["password"])

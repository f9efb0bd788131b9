"""The installation's keys: taken from the environment, or made once in the data folder, mode 0600."""

import base64
import os
import secrets
from pathlib import Path
from typing import Any

import environ


def make_home(home: Path) -> None:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)


def secret_key(env: Any, home: Path) -> str:
    """Django's key: sessions, signatures, delivery keys."""
    return _given(env, "ALMANAC_SECRET_KEY") or _kept(home / "secret.key", lambda: secrets.token_urlsafe(48))


def vault_keys(env: Any, home: Path) -> dict[str, bytes]:
    """Keys for the credentials at rest, by key id, the current one first. 32 bytes each."""
    text = _given(env, "ALMANAC_VAULT_KEY") or _kept(home / "vault.key", lambda: new_vault_line() + "\n")
    keys: dict[str, bytes] = {}
    for line in text.split():
        name, _, value = line.rpartition(":")
        raw = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
        if len(raw) != 32:
            raise SystemExit(
                "The vault key must be 32 bytes, base64 (make one: manage.py rotate_keys --print)."
            )
        keys[name or "env"] = raw
    return keys


def reread(home: Path) -> dict[str, bytes]:
    """The vault keys as they are now: another process may have put a new one first."""
    return vault_keys(environ.Env(), home)  # type: ignore[no-untyped-call]


def is_in_environment() -> bool:
    """Whether somebody else keeps the vault key, so that we cannot write a new one."""
    return any(os.environ.get(name) for name in ("ALMANAC_VAULT_KEY", "ALMANAC_VAULT_KEY_FILE"))


def put_first(home: Path, line: str) -> None:
    """Make this the current vault key. The old ones stay in the file, to open what they sealed."""
    path = home / "vault.key"
    beside = path.with_suffix(".new")
    handle = os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(f"{line}\n{path.read_text()}")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def new_vault_line() -> str:
    """`id:base64` of a fresh random key."""
    return f"k{secrets.token_hex(3)}:{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip('=')}"


def read_file(path: str) -> str:
    """A secret that somebody else keeps in a file; empty when none is named."""
    return Path(path).read_text().strip() if path else ""


def _given(env: Any, name: str) -> str:
    path = env.str(f"{name}_FILE", default="")
    return read_file(path) if path else str(env.str(name, default=""))


def _kept(path: Path, make: Any) -> str:
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _read_when_written(path)
    with os.fdopen(handle, "w") as file:
        text = str(make())
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return text.strip()


def _read_when_written(path: Path) -> str:
    """Another process may have made the file a moment ago and still be writing it."""
    import time

    for _ in range(100):
        if text := path.read_text().strip():
            return text
        time.sleep(0.02)
    raise SystemExit(f"{path} is empty. Restore it from a backup; a new key cannot read old credentials.")

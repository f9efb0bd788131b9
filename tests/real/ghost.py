"""Ghost as it is published, with SQLite, on this machine."""

import http.cookiejar
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes.bucket import free_port
from tests.real import node

GHOST, PNPM = "ghost@6.65.0", "pnpm@12.4.2"
COMPILED = "better-sqlite3"
PATIENCE = 90.0  # seconds to start
EMAIL, PASSWORD = "ada@example.org", "fog over the harbour 9"


@dataclass(frozen=True, slots=True)
class Site:
    url: str
    key: str  # of a custom integration, as a person makes one
    owner: Any  # opens addresses as who is signed in


@contextmanager
def running() -> Iterator[Site]:
    """Raises node.NotInstalled where this machine cannot have it."""
    package = _installed()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="ghost") as folder:
        home = Path(folder)
        shutil.copytree(package / "content", home / "content")
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(
                [str(node.unpacked_node() / "bin" / "node"), "index.js"],
                cwd=package,
                env=_environment(home, url, port),
                stdout=log,
                stderr=log,
            )
        try:
            _wait(server, url, home / "log")
            yield _set_up(url)
        finally:
            node.stop(server)


def _installed() -> Path:
    """The folder of Ghost. Nothing of its packages' own scripts is run; SQLite is built from its source."""
    folder = node.cache() / "ghost"
    package, done = folder / "package", folder / "installed"
    with node.alone(folder):
        wanted = f"{GHOST} {PNPM} {node.NODE}"
        if not done.exists() or done.read_text() != wanted:
            home = node.unpacked_node()
            npm = str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
            words = [str(home / "bin" / "node"), npm]
            (folder / "package.json").write_text('{"private": true}')
            quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            node.run([*words, "install", *quiet, PNPM], folder, home)
            node.run([*words, "pack", "--loglevel=error", GHOST], folder, home)
            [packed] = folder.glob("ghost-*.tgz")
            shutil.rmtree(package, ignore_errors=True)
            shutil.unpack_archive(packed, folder)
            packed.unlink()
            pnpm = [words[0], str(folder / "node_modules" / "pnpm" / "bin" / "pnpm.mjs")]
            node.run([*pnpm, "install", "--prod", "--frozen-lockfile", "--ignore-scripts"], package, home)
            node.compile_package(home, (package / "node_modules" / COMPILED).resolve())
            done.write_text(wanted)
    return package


def _environment(home: Path, url: str, port: int) -> dict[str, str]:
    """Nothing of it asks the world for anything."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "NODE_ENV": "production",
        "url": url,
        "server__host": "127.0.0.1",
        "server__port": str(port),
        "database__client": "better-sqlite3",
        "database__connection__filename": str(home / "ghost.db"),
        "database__useNullAsDefault": "true",
        "paths__contentPath": str(home / "content"),
        "privacy__useUpdateCheck": "false",
        "privacy__useGravatar": "false",
        "explore__update_url": f"{url}/nobody/",
        "updateCheck__url": f"{url}/nobody/",
        "security__staffDeviceVerification": "false",
        "mail__transport": "stub",
        "logging__transports": '["stdout"]',
    }


def _wait(server: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/ghost/api/admin/site/", timeout=20):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"Ghost did not start: {log.read_text(errors='replace')[-600:]}")


def _set_up(url: str) -> Site:
    """An owner, signed in; comments for everybody; and a custom integration with its key."""
    cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    owner = urllib.request.build_opener(cookies)
    new = {"name": "Ada", "email": EMAIL, "password": PASSWORD, "blogTitle": "Harbour"}
    call(owner, url, "POST", "/authentication/setup/", {"setup": [new]})
    call(owner, url, "POST", "/session/", {"username": EMAIL, "password": PASSWORD})
    call(owner, url, "PUT", "/settings/", {"settings": [{"key": "comments_enabled", "value": "all"}]})
    asked = {"integrations": [{"name": "Almanac"}]}
    made = call(owner, url, "POST", "/integrations/?include=api_keys", asked)["integrations"][0]
    [key] = [one["secret"] for one in made["api_keys"] if one["type"] == "admin"]
    return Site(url, key, owner)


def call(owner: Any, url: str, method: str, path: str, body: Any = None) -> Any:
    """One request as the owner. Raises urllib's HTTPError."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json", "origin": url}
    request = urllib.request.Request(f"{url}/ghost/api/admin{path}", data, headers, method=method)
    with owner.open(request, timeout=20) as answer:
        raw = answer.read()
        return json.loads(raw) if raw[:1] in (b"{", b"[") else None

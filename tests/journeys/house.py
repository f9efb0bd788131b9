"""The whole product as processes, set up by command: what journeys visit."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.start import _free_port

ROOT = Path(__file__).resolve().parents[2]
OWNER, PASSWORD = "olga@example.org", "a sentence that only tests know"


@dataclass(frozen=True, slots=True)
class House:
    """Where it is served, and a token of its owner."""

    address: str
    token: str

    def ask(self, method: str, path: str, **body: Any) -> Any:
        request = urllib.request.Request(
            f"{self.address}/api/v1{path}",
            json.dumps(body).encode() if body or method == "POST" else None,
            {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")


@contextmanager
def house(folder: Path, *private: str) -> Iterator[House]:
    """Set up, served with a worker of its own, stopped at the end. It may connect to `private` hosts too."""
    theirs = {"DATABASE_URL", "ALMANAC_URL"}
    plain = {name: value for name, value in os.environ.items() if name not in theirs}
    home = plain | {
        "ALMANAC_HOME": str(folder / "home"),
        "ALMANAC_ALLOW_PRIVATE_HOSTS": ",".join(("127.0.0.1:*", *private)),
        "ALMANAC_LOG": "ERROR",
    }
    token = _set_up(home)
    port = _free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=home, stdout=subprocess.DEVNULL)
    try:
        found = House(f"http://127.0.0.1:{port}", token)
        until(lambda: found.ask("GET", "/health")["status"] == "ok", 60)
        yield found
    finally:
        server.terminate()
        server.wait(timeout=15)


def until(done: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            if done():
                return
        except OSError:
            pass
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.2)


def _set_up(home: dict[str, str]) -> str:
    """The first owner with a password, and a token."""
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=home, check=True)
    command = [sys.executable, "manage.py", "setup", "--email", OWNER, "--workspace", "Harbour"]
    command += ["--timezone", "Europe/Moscow", "--token", "read,write,schedule,approve,publish,admin"]
    command += ["--password-stdin"]
    said = subprocess.run(
        command, cwd=ROOT, env=home, check=True, capture_output=True, text=True, input=f"{PASSWORD}\n"
    )
    return str(json.loads(said.stdout)["token"])

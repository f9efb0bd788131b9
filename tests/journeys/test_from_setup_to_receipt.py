"""The whole product as processes: set up by command, then the API alone, a real worker, one arrival."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.bench.sending import network
from tests.bench.start import _free_port

ROOT = Path(__file__).resolve().parents[2]
AHEAD = 10.0  # seconds


class Caller:
    """A program with a token."""

    def __init__(self, address: str, token: str) -> None:
        self.address, self.token = address, token

    def ask(self, method: str, path: str, **body: Any) -> Any:
        request = urllib.request.Request(
            f"{self.address}/api/v1{path}",
            json.dumps(body).encode() if body or method == "POST" else None,
            {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return plain | {
        "ALMANAC_HOME": str(tmp_path / "home"),
        "ALMANAC_ALLOW_PRIVATE_HOSTS": "127.0.0.1:*",
        "ALMANAC_LOG": "ERROR",
    }


@pytest.fixture
def mastodon(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    state = tmp_path / "arrivals.jsonl"
    with network(state) as address:
        yield address, state


def test_a_post_made_through_the_api_is_published_within_a_second_and_arrives_once(
    home: dict[str, str], mastodon: tuple[str, Path]
) -> None:
    token = _set_up(home)
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=ROOT,
        env=home,
        stdout=subprocess.DEVNULL,
    )
    try:
        caller = Caller(f"http://127.0.0.1:{port}", token)
        _until(lambda: caller.ask("GET", "/health")["status"] == "ok", 60)
        delivery = _publish(caller, mastodon[0])
    finally:
        server.terminate()
        stopped = time.monotonic()
        server.wait(timeout=15)
    came = [json.loads(line) for line in mastodon[1].read_text().splitlines()]
    due = datetime.fromisoformat(delivery["due_at"]).timestamp()
    assert [one["text"] for one in came] == ["Some words for the harbour"]
    assert 0 <= came[0]["wall"] - due <= 1
    assert delivery["receipt_id"] == came[0]["id"]
    assert delivery["url"].endswith(came[0]["id"])
    assert time.monotonic() - stopped < 10


def _publish(caller: Caller, instance: str) -> Any:
    """Connect, write, approve, schedule; then wait for the delivery's end."""
    channel = caller.ask(
        "POST",
        "/channels",
        network="mastodon",
        name="Harbour",
        credentials={"instance": instance, "access_token": "token"},
    )
    post = caller.ask("POST", "/posts", text="Some **words** for the harbour", channels=[channel["id"]])
    caller.ask("POST", f"/posts/{post['id']}/submit")
    caller.ask("POST", f"/posts/{post['id']}/approve", version=1)
    at = (datetime.now(UTC) + timedelta(seconds=AHEAD)).isoformat()
    caller.ask("POST", f"/posts/{post['id']}/schedule", at=at)
    found: list[Any] = []

    def over() -> bool:
        found[:] = caller.ask("GET", "/deliveries")["items"]
        return found[0]["state"] == "published"

    _until(over, AHEAD + 20)
    return caller.ask("GET", f"/deliveries/{found[0]['id']}")


def _set_up(home: dict[str, str]) -> str:
    """The first owner and a token, without a browser."""
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=home, check=True)
    scopes = "read,write,schedule,approve,publish,admin"
    command = [sys.executable, "manage.py", "setup", "--email", "olga@example.org", "--workspace", "Harbour"]
    command += ["--timezone", "Europe/Moscow", "--token", scopes]
    said = subprocess.run(command, cwd=ROOT, env=home, check=True, capture_output=True, text=True)
    return str(json.loads(said.stdout)["token"])


def _until(done: Any, seconds: float) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            if done():
                return
        except OSError:
            pass
        assert time.monotonic() < until
        time.sleep(0.2)

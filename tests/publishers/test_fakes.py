"""The fakes also run apart from the product, for torture and benchmarks."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publishers.errors import PublisherError
from publishers.mastodon import Credentials, Mastodon
from publishers.message import Account, Message, Parcel
from publishers.web import Web
from tests.publishers.places import LOOPBACK


def test_arrivals_are_written_down_and_keys_outlive_the_process(tmp_path: Path) -> None:
    state, port = tmp_path / "arrivals.jsonl", free_port()
    with running(port, state):
        first = send(port, "key-1")
        assert send(port, "key-1") == first
    with running(port, state):
        assert send(port, "key-1") == first
        assert send(port, "key-2") != first
    lines = [json.loads(line) for line in state.read_text().splitlines()]
    assert [line["repeat"] for line in lines] == [False, True, True, False]
    assert {"id", "key", "text", "monotonic", "wall"} <= set(lines[0])


def test_chaos_by_chance_never_publishes_one_key_twice(tmp_path: Path) -> None:
    state, port = tmp_path / "arrivals.jsonl", free_port()
    names = "rst_before_accept,rst_after_accept,error_502_after_accept,busy_seconds"
    with running(port, state, "--chaos", "0.5", "--seed", "7", "--faults", names):
        for number in range(20):
            while not send(port, f"key-{number}"):
                pass
    lines = [json.loads(line) for line in state.read_text().splitlines()]
    assert sum(not line["repeat"] for line in lines) == 20
    assert any(line["repeat"] for line in lines)


def send(port: int, key: str) -> str:
    publisher = Mastodon(
        Credentials(f"http://127.0.0.1:{port}", "token"), Account("1"), Web(LOOPBACK, timeout=5)
    )
    try:
        part = publisher.prepare(Message(key)).parts[0]
        return publisher.commit(Parcel(part), key, time.monotonic() + 5).id
    except PublisherError:
        return ""


@contextmanager
def running(port: int, state: Path, *more: str) -> Iterator[None]:
    command = [
        sys.executable,
        "-m",
        "tests.fakes.mastodon",
        "--port",
        str(port),
        "--state",
        str(state),
        *more,
    ]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2]) as process:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield
        process.kill()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])

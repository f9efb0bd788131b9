"""From the last step of `make run` to the first page, and what everything takes when nothing happens."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

REST = 8.0  # seconds before memory is read


def measure(home: Path) -> list[tuple[str, str]]:
    port = _free_port()
    environment = os.environ | {"ALMANAC_HOME": str(home)}
    began = time.monotonic()
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        first_page = _until_it_answers(port, began)
        time.sleep(REST)
        sizes = {name: _memory(pid) for pid, name in _family(server.pid)}
        began = time.monotonic()
    finally:
        server.terminate()
        server.wait()
    stopped = time.monotonic() - began
    listed = ", ".join(f"{name} {size:.0f}" for name, size in sizes.items())
    return [
        ("first page after", f"{first_page:.1f} s (a fresh data folder, migrations included)"),
        ("memory of all processes at rest (PSS)", f"{sum(sizes.values()):.0f} MB ({listed})"),
        ("stopped after TERM", f"{stopped:.1f} s"),
    ]


def _until_it_answers(port: int, began: float) -> float:
    while time.monotonic() - began < 120:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                if answer.status == 200:
                    return time.monotonic() - began
        except OSError:
            time.sleep(0.05)
    raise SystemExit("The server did not answer within two minutes.")


def _family(pid: int) -> list[tuple[int, str]]:
    """The process and all below it, with a short name for each."""
    found = [(pid, _name(pid))]
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found += _family(int(child))
    return found


def _name(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    known = next(
        (word for word in ("serve", "work", "granian") if any(word == one for one in words)), "other"
    )
    return f"{known} {pid}"


def _memory(pid: int) -> float:
    """Proportional set size in MB: shared pages count by share."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""`manage.py serve`: the web server and the worker under one light supervisor. No Django in here."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

HERE = Path(__file__).resolve().parent.parent
APPLICATION = "planner.web:application"
PORTS = range(8000, 8010)  # the first that is free, where none is asked for: two can stand side by side
STOP_WITHIN = 9.5  # seconds from TERM until whoever is left is killed
RESTART_AFTER = (0.3, 1, 2, 5, 10)  # seconds; a child that keeps dying is restarted more and more slowly


@dataclass
class Child:
    """A process that must run, and is started again when it dies."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    deaths: int = 0
    again_at: float = field(default=0.0)

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, cwd=HERE, start_new_session=True)  # noqa: S603
        self.started = time.monotonic()

    def look_after(self) -> None:
        """Start it, or start it again when it has died and its pause is over."""
        if self.process is None:
            if time.monotonic() >= self.again_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.deaths = 0 if time.monotonic() - self.started > 60 else self.deaths + 1
        pause = RESTART_AFTER[min(self.deaths, len(RESTART_AFTER) - 1)]
        print(f"almanac: the {self.name} stopped ({code}); starting it again in {pause} s", flush=True)
        self.process, self.again_at = None, time.monotonic() + pause

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tell(self, number: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    if reason := _choose_port(options):
        print(f"almanac: {reason}", file=sys.stderr)
        return 1
    here = "127.0.0.1" if options.host in {"0.0.0.0", "::"} else options.host  # noqa: S104 - compared only
    os.environ.setdefault("ALMANAC_URL", f"http://{here}:{options.port}")
    print("almanac: starting", flush=True)
    prepared = subprocess.run(_manage("prepare"), cwd=HERE, check=False, stdout=subprocess.PIPE, text=True)  # noqa: S603
    if prepared.returncode:
        print(prepared.stdout, flush=True)
        return prepared.returncode
    children = [Child("web server", _web(options)), Child("worker", _worker(options))]
    return _supervise(children, (here, options.port), prepared.stdout)


def _supervise(children: list[Child], door: tuple[str, int], greeting: str) -> int:
    """Keep them alive until we are told to stop. The greeting comes when somebody opens the door."""
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping:
        for child in children:
            child.look_after()
        if greeting and _is_open(door):
            print(greeting, flush=True)
            greeting = ""
        time.sleep(0.3)
    return _stop(children)


def _stop(children: list[Child]) -> int:
    until = time.monotonic() + STOP_WITHIN
    for child in children:
        child.tell(signal.SIGTERM)
    while any(child.is_running() for child in children) and time.monotonic() < until:
        time.sleep(0.05)
    for child in children:
        child.tell(signal.SIGKILL)
    return 0


def _manage(*words: str) -> list[str]:
    return [sys.executable, str(HERE / "manage.py"), *words]


def _web(options: argparse.Namespace) -> list[str]:
    granian = [sys.executable, "-m", "granian", APPLICATION, "--interface", "wsgi", "--no-ws"]
    where = ["--host", options.host, "--port", str(options.port)]
    # More threads than media.door lets files in: pages answer while files come over slow lines.
    size = ["--workers", "1", "--blocking-threads", "16", "--log-level", "warning"]
    return [*granian, *where, *size, "--workers-kill-timeout", "5", "--respawn-failed-workers"]


def _worker(options: argparse.Namespace) -> list[str]:
    return _manage("work", *(["--workers", str(options.workers)] if options.workers else []))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("manage.py serve", description="Run the web server and the worker.")
    parser.add_argument("--host", default=os.environ.get("ALMANAC_HOST", "127.0.0.1"))
    port = os.environ.get("ALMANAC_PORT")
    parser.add_argument("--port", type=int, default=int(port) if port else None, help=f"{PORTS[0]}")
    parser.add_argument("--workers", type=int, default=0, help="sending threads (16)")
    return parser.parse_args(arguments)


def _choose_port(options: argparse.Namespace) -> str:
    """Take the port that was asked for, or else the first that is free. The reason why not; "" when it is."""
    if options.port is not None:
        return _cannot_listen(options.host, options.port)
    for options.port in PORTS:
        reason = _cannot_listen(options.host, options.port)
        if not reason:
            break
    return reason


def first_free(host: str = "127.0.0.1") -> int:
    """The port that `serve` would take."""
    return next((port for port in PORTS if not _cannot_listen(host, port)), PORTS[0])


def _is_open(door: tuple[str, int]) -> bool:
    try:
        with socket.create_connection(door, timeout=1):
            return True
    except OSError:
        return False


def _cannot_listen(host: str, port: int) -> str:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as trouble:
            return f"cannot listen on {host}:{port} ({trouble.strerror}). Try --port {port + 1}."
    return ""

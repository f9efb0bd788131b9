"""Debian's packages, unpacked into the cache folder: nothing is installed on the machine."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.real.node import NotInstalled, alone, cache

PATIENCE = 600  # seconds for one step


def unpacked(name: str, packages: tuple[str, ...]) -> Path:
    """A folder that holds these packages and what they need, as `/` would. Raises NotInstalled."""
    folder = cache() / name
    root, done, debs = folder / "root", folder / "unpacked", folder / "debs"
    with alone(folder):
        wanted = " ".join(packages)
        if not done.exists() or done.read_text() != wanted:
            shutil.rmtree(root, ignore_errors=True)
            shutil.rmtree(debs, ignore_errors=True)
            (debs / "partial").mkdir(parents=True)
            _download(debs, packages)
            for package in sorted(debs.glob("*.deb")):
                _run(["dpkg", "-x", str(package), str(root)])
            shutil.rmtree(debs)
            done.write_text(wanted)
    return root


def environment(root: Path) -> dict[str, str]:
    """For programs of `root`: their libraries stand there, or on the machine."""
    libraries = ":".join(str(one) for one in sorted((root / "usr" / "lib").glob("*-linux-gnu*")))
    return {"PATH": f"{root}/usr/bin:{root}/usr/sbin:{os.environ['PATH']}", "LD_LIBRARY_PATH": libraries}


def _download(debs: Path, packages: tuple[str, ...]) -> None:
    """What is on this machine already is not needed, but for the packages that were named."""
    command = ["apt-get", "install", "-y", "-qq", "--download-only", "--no-install-recommends", "--reinstall"]
    command += ["-o", f"Dir::Cache::archives={debs}", "-o", "Debug::NoLocking=1", *packages]
    try:
        _run(command)
    except NotInstalled:  # its list of packages may be old, or not there
        _run(["apt-get", "update", "-qq"])
        _run(command)


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(f"{command[0]} could not be run: {error}") from error
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise NotInstalled(f"{command[0]} failed: {'; '.join(lines[-2:])[:300]}")

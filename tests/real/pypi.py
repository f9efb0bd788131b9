"""Servers from PyPI, each in a folder of its own within the cache; nothing of ours is beside them."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.real.node import NotInstalled, alone, cache


def programs(package: str, version: str) -> Path:
    """The folder of its programs and of its Python. Raises NotInstalled."""
    folder = cache() / f"{package}-{version}"
    programs = folder / "bin"
    with alone(folder):
        if (folder / "ready").exists():
            return programs
        try:
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=120)
            install = [str(programs / "python"), "-m", "pip", "install", "-q", f"{package}=={version}"]
            subprocess.run(install, check=True, capture_output=True, timeout=600)
        except (subprocess.SubprocessError, OSError) as error:
            raise NotInstalled(f"{package} {version}: {error}") from error
        (folder / "ready").touch()
    return programs


def wait_for(url: str, patience: float) -> None:
    """Until it answers, for at most `patience` seconds."""
    until = time.monotonic() + patience
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)

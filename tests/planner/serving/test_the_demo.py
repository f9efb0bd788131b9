"""`manage.py demo` says which folder it filled and what serves it; its addresses are those of the port."""

import os
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
THEIRS = {"DATABASE_URL", "ALMANAC_URL", "ALMANAC_PORT"}


def run(home: Path, *words: str) -> str:
    plain = {name: value for name, value in os.environ.items() if name not in THEIRS}
    command = [sys.executable, "manage.py", "demo", "--no-serve", *words]
    env = plain | {"ALMANAC_HOME": str(home), "ALMANAC_LOG": "ERROR"}
    return subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout


def test_it_says_where_it_is_and_what_serves_it_at_the_port_that_was_asked_for(tmp_path: Path) -> None:
    said = run(tmp_path, "--port", "8233")
    assert "Sign in as demo@example.org with the password " in said
    assert f"The demo is in {tmp_path / 'demo'}." in said
    served = shlex.split(said.split("What serves it: ")[1])
    assert served[0] == f"ALMANAC_HOME={tmp_path / 'demo'}"
    assert served[1:] == [sys.executable, str(ROOT / "manage.py"), "serve", "--port", "8233"]
    with sqlite3.connect(tmp_path / "demo" / "almanac.sqlite3") as database:
        urls = [str(row[0]) for row in database.execute("select account_url from planner_channel")]
    assert urls
    assert all("127.0.0.1:8233" in url for url in urls if "127.0.0.1" in url)
    assert "What serves it: " in run(tmp_path), "also when it is filled already"

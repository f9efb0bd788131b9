"""What lies in a bucket is not in the backup, and the command says so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def _manage(home: Path, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("ALMANAC", "DATABASE"))}
    command = [sys.executable, str(ROOT / "manage.py"), *words]
    env = keep | {"ALMANAC_HOME": str(home), "DJANGO_SETTINGS_MODULE": "planner.settings"} | more
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False
    )


def test_with_a_bucket_the_backup_says_what_is_not_in_it(tmp_path: Path) -> None:
    pytest.importorskip("storages", reason="requirements/s3.txt is not installed")
    secret = tmp_path / "s3"
    secret.write_text("not-a-real-secret\n")
    bucket = {"ALMANAC_S3_BUCKET": "harbour", "ALMANAC_S3_ENDPOINT": "http://127.0.0.1:9",
              "ALMANAC_S3_ACCESS_KEY": "AKIATEST", "ALMANAC_S3_SECRET_KEY_FILE": str(secret)}  # fmt: skip
    home = tmp_path / "var"
    assert _manage(home, "migrate", "-v0").returncode == 0
    plain = _manage(home, "backup", str(tmp_path / "plain.tar.gz"))
    assert (plain.returncode, plain.stderr) == (0, "")
    told = _manage(home, "backup", str(tmp_path / "bucket.tar.gz"), **bucket)
    assert told.returncode == 0, told.stderr
    assert "they lie in the bucket “harbour”" in told.stderr
    assert "not-a-real-secret" not in told.stdout + told.stderr


def test_a_bucket_with_half_of_its_keys_stops_the_server(tmp_path: Path) -> None:
    bucket = {"ALMANAC_S3_BUCKET": "harbour", "ALMANAC_S3_ACCESS_KEY": "AKIATEST"}
    done = _manage(tmp_path / "var", "prepare", **bucket)
    assert done.returncode == 1
    assert "media.E002" in done.stderr

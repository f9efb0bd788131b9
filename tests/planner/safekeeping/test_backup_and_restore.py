"""The drill: a living installation is backed up, lost, and restored in another place."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import NoPostgres, cluster

ROOT = Path(__file__).resolve().parents[3]

BUILD = """
from datetime import timedelta
from django.utils import timezone
from planner import walltime
from planner.deliveries import agree, plan
from planner.history.models import Actor
from planner.people import setup
from planner.posts.content import Content, Picture, Wording
from planner.posts.models import Post
from media.intake import take_in
from tests.programs import png
now = timezone.now()
user, workspace, _ = setup.open_house("olga@example.org", "Olga", "a long enough one", "Harbour", "UTC", "en",
                                      Actor(None, "Olga"), now)
by = Actor(user.pk, "Olga")
asset = take_in(f"workspace:{workspace.pk}", "fog.png", png())
for seconds in (0.2, 86400):
    channels = tuple(Wording(channel.pk) for channel in workspace.channels.all())
    content = Content("Fog", "Ships wait.", "", channels, (Picture(asset.pk, "Fog"),))
    post = Post.objects.write(workspace, by, content)
    agree.approve(post, by, 1, now)
    plan.schedule(post, plan.Plan(walltime.of_instant(now + timedelta(seconds=seconds), "UTC")), by, now)
"""
LOOK = """
import json
from django.conf import settings
from planner import vault
from planner.channels.models import Channel
from planner.installation import Installation
from planner.deliveries.models import Delivery
from planner.deliveries.keys import key_of
from planner.deliveries.sweep import *
from planner.deliveries import due
from django.db import transaction
from planner.history.models import Entry
from media.models import Asset
from planner.safekeeping.chains import check_chains
from pathlib import Path
def due_now():
    with transaction.atomic():
        return [one.pk for one in due.choose(Delivery.objects.latest("due_at").due_at, 1000)]
def opens(channel):
    try: return bool(channel.take_out())
    except vault.Locked: return False
home = Installation.get()
print(json.dumps({
    "entries": Entry.objects.count(), "broken": len(check_chains().broken),
    "paused": bool(home.paused_at), "reason": home.pause_reason,
    "deliveries": [[d.state, d.maybe_out, d.key in ("", key_of(d))] for d in Delivery.objects.order_by("pk")],
    "due": sum(d.maybe_out for d in Delivery.objects.filter(pk__in=due_now())),
    "assets": [(Path(settings.MEDIA_ROOT) / a.path).is_file() for a in Asset.objects.all()],
    "channels": [opens(c) for c in Channel.objects.all()],
}))
"""


class House:
    """An installation in a folder of its own, used by its command line."""

    def __init__(self, home: Path, database: str = "") -> None:
        self.home = home
        self.database = database

    def run(self, *words: str, code: str = "") -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, str(ROOT / "manage.py"), *words]
        if code:
            command = [sys.executable, "-c", "import django; django.setup()\n" + code]
        keep = {
            name: value for name, value in os.environ.items() if not name.startswith(("ALMANAC", "DATABASE"))
        }
        env = {
            **keep,
            "ALMANAC_HOME": str(self.home),
            "DJANGO_SETTINGS_MODULE": "planner.settings",
            "PYTHONPATH": str(ROOT),
            **({"DATABASE_URL": self.database} if self.database else {}),
        }
        return subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120
        )

    def look(self) -> Any:
        done = self.run(code=LOOK)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    made = House(tmp_path_factory.mktemp("house") / "var")
    assert made.run("migrate", "-v0").returncode == 0
    done = made.run(code=BUILD)
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="module")
def backup(house: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "almanac.tar.gz"
    done = house.run("backup", str(file))
    assert done.returncode == 0, done.stderr
    assert "keys are not in it" in done.stdout
    return file


def _with_keys(house: House, home: Path) -> House:
    home.mkdir()
    for key in ("secret.key", "vault.key"):
        shutil.copy(house.home / key, home / key)
    return House(home)


def test_a_backup_holds_everything_but_the_keys(house: House, backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    with tarfile.open(backup) as tar:
        names = tar.getnames()
        manifest = json.loads(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]
        assert set(names) == {"manifest.json", *manifest["files"]}
        text = b"".join(tar.extractfile(name).read() for name in names)  # type: ignore[union-attr]
    assert {name.split("/")[0] for name in names} == {
        "manifest.json",
        "database.sqlite3",
        "media",
        "site",
        "sandbox",
    }
    for key in ("secret.key", "vault.key"):
        secret = (house.home / key).read_text().strip().rpartition(":")[2]
        assert secret.encode() not in text
    made_at = datetime.fromisoformat(manifest["made_at"])
    assert datetime.now(UTC) - made_at < timedelta(minutes=10)


def test_restored_elsewhere_it_is_paused_and_sends_nothing_blindly(
    house: House, backup: Path, tmp_path: Path
) -> None:
    """Two deliveries were due since the backup: they may be out. Two are for tomorrow: they are not."""
    before, there = house.look(), _with_keys(house, tmp_path / "var")
    done = there.run("restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert "Publishing is paused. 2 deliveries" in done.stdout
    after = there.look()
    assert after["paused"]
    assert "manage.py resume" in after["reason"]
    assert after["deliveries"] == [["uncertain", True, True]] * 2 + [["scheduled", False, True]] * 2
    assert (after["due"], after["broken"]) == (0, 0)
    assert after["entries"] == before["entries"]
    assert after["assets"] == [True]
    assert after["channels"] == [True, True]
    assert (there.home / "site" / "harbour" / "index.html").is_file()
    assert there.run("resume").returncode == 0
    assert not there.look()["paused"]


def test_without_the_keys_the_schedule_is_there_and_a_person_decides(backup: Path, tmp_path: Path) -> None:
    there = House(tmp_path / "var")
    done = there.run("restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert "vault.key" in done.stderr
    assert "secret key is another" in done.stderr
    after = there.look()
    assert [state for state, *_ in after["deliveries"]] == ["held", "held", "scheduled", "scheduled"]
    assert after["channels"] == [False, False]


def test_where_somebody_lives_it_asks_first(house: House, backup: Path) -> None:
    before = house.look()
    done = house.run("restore", str(backup))
    assert done.returncode == 1
    assert "--force" in done.stderr
    assert house.look() == before


def test_what_was_there_is_kept_beside(house: House, backup: Path, tmp_path: Path) -> None:
    there = House(tmp_path / "var")
    shutil.copytree(house.home, there.home)
    assert there.run("restore", str(backup), "--force").returncode == 0
    [kept] = there.home.glob("before-restore-*")
    assert (kept / "almanac.sqlite3").is_file()
    assert (kept / "media").is_dir()
    assert not list(there.home.glob(".restore-*"))


def test_a_file_that_is_no_whole_backup_changes_nothing(house: House, backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    flipped = bytearray(whole)
    flipped[len(flipped) // 2] ^= 0xFF
    broken = {
        "empty": b"",
        "words": b"not a backup",
        "half": whole[: len(whole) // 2],
        "flipped": bytes(flipped),
        "stranger": _tar({"manifest.json": b"{}"}),
        "climber": _tar({"../../evil": b"x"}),
        "forged": _tar(
            {
                "manifest.json": json.dumps(
                    {
                        "made_at": "2030-01-01T00:00+00:00",
                        "database": "database.sqlite3",
                        "secret": "",
                        "files": {"database.sqlite3": "0" * 64},
                    }
                ).encode(),
                "database.sqlite3": b"x",
            }
        ),
    }
    before = house.look()
    for name, data in broken.items():
        file = tmp_path / f"{name}.tar.gz"
        file.write_bytes(data)
        done = house.run("restore", str(file), "--force")
        assert done.returncode == 1, name
        assert "Nothing was changed" in done.stderr, (name, done.stderr)
        assert "Traceback" not in done.stderr, name
    assert house.run("restore", str(tmp_path / "nowhere"), "--force").returncode == 1
    assert house.look() == before
    assert not list(house.home.glob(".restore-*"))


def test_a_backup_that_cannot_be_written_says_so(house: House) -> None:
    done = house.run("backup", "/nowhere/at/all.tar.gz")
    assert done.returncode == 1
    assert "No backup was made" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_same_with_postgresql(tmp_path: Path) -> None:
    try:
        with cluster() as first, cluster() as second:
            house, file = House(tmp_path / "var", first), tmp_path / "almanac.tar.gz"
            assert house.run("migrate", "-v0").returncode == 0
            assert house.run(code=BUILD).returncode == 0
            done = house.run("backup", str(file))
            assert done.returncode == 0, done.stderr
            there = _with_keys(house, tmp_path / "there")
            there.database = second
            done = there.run("restore", str(file))
            assert done.returncode == 0, done.stderr
            after = there.look()
            assert after["paused"]
            assert after["deliveries"] == [["uncertain", True, True]] * 2 + [["scheduled", False, True]] * 2
            assert (after["broken"], after["assets"], after["channels"]) == (0, [True], [True, True])
            assert there.run("restore", str(file)).returncode == 1
            assert there.run("restore", str(file), "--force").returncode == 0
            assert "PostgreSQL" in House(tmp_path / "third").run("restore", str(file)).stderr
    except NoPostgres as none:
        pytest.skip(str(none))


def _tar(files: dict[str, bytes]) -> bytes:
    import io

    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, data in files.items():
            facts = tarfile.TarInfo(name)
            facts.size = len(data)
            tar.addfile(facts, io.BytesIO(data))
    return out.getvalue()

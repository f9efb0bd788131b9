"""Files are kept by their content, whole or not at all, on disk and in a bucket alike."""

import hashlib
import logging
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from media import store
from media.checks import check_bucket
from tests.fakes import bucket

DATA = bytes(range(256)) * 1000
SHA = hashlib.sha256(DATA).hexdigest()
PATH = f"{SHA[:2]}/{SHA}.png"


def test_what_is_kept_can_be_read(place: str) -> None:
    assert store.keep(DATA, "image/png") == (SHA, PATH)
    assert store.exists(PATH)
    assert store.read(PATH) == DATA
    with store.opened(PATH) as file:
        assert file.read(3) + file.read(3) == DATA[:6]


def test_a_part_of_it_can_be_read(place: str) -> None:
    store.keep(DATA, "image/png")
    with store.opened(PATH, 100, 199) as file:
        assert file.read(100) == DATA[100:200]


def test_a_file_on_disk_is_kept_without_reading_it_whole(place: str, tmp_path: Path) -> None:
    source = tmp_path / "clip.mp4"
    source.write_bytes(DATA)
    assert store.keep_file(source, "video/mp4") == (SHA, f"{SHA[:2]}/{SHA}.mp4")
    assert store.read(f"{SHA[:2]}/{SHA}.mp4") == DATA


def test_what_is_deleted_is_gone_and_may_be_deleted_again(place: str) -> None:
    store.keep(DATA, "image/png")
    store.delete(PATH)
    store.delete(PATH)
    assert not store.exists(PATH)
    with pytest.raises(store.Gone, match="no longer in"):
        store.read(PATH)


def test_everything_of_ours_is_listed_and_nothing_else(place: str, request: pytest.FixtureRequest) -> None:
    before = timezone.now() - timedelta(seconds=2)
    store.keep(DATA, "image/png")
    store.keep(b"other", "video/mp4")
    foreign = ("notes.txt", f"{SHA[:2]}/notes.txt", f"deep/{PATH}", f"zz/{SHA}.png")
    if place == "disk":
        top: Path = request.getfixturevalue("on_disk")
        for name in foreign:
            (top / name).parent.mkdir(parents=True, exist_ok=True)
            (top / name).write_text("mine")
    else:
        client = request.getfixturevalue("in_bucket")
        for name in (*foreign, "../elsewhere.png"):
            client.put_object(Bucket=bucket.NAME, Key=f"library/{name}", Body=b"mine")
        client.put_object(Bucket=bucket.NAME, Key=PATH, Body=b"outside our prefix")
    found = dict(store.paths())
    other = hashlib.sha256(b"other").hexdigest()
    assert set(found) == {PATH, f"{other[:2]}/{other}.mp4"}
    assert all(before <= at <= timezone.now() + timedelta(seconds=2) for at in found.values())


def test_the_same_bytes_are_written_once(on_disk: Path) -> None:
    store.keep(DATA, "image/png")
    first = (on_disk / PATH).stat().st_ino
    store.keep(DATA, "image/png")
    assert (on_disk / PATH).stat().st_ino == first


def test_an_old_file_that_is_kept_again_is_young_again(on_disk: Path) -> None:
    """Otherwise the sweep could take it in the moment before its row is written."""
    store.keep(DATA, "image/png")
    long_ago = time.time() - 30 * 3600
    os.utime(on_disk / PATH, (long_ago, long_ago))
    store.keep(DATA, "image/png")
    assert time.time() - (on_disk / PATH).stat().st_mtime < 60


def test_it_is_for_our_eyes_only_and_nothing_half_is_left(on_disk: Path) -> None:
    store.keep(DATA, "image/png")
    assert (on_disk / PATH).stat().st_mode & 0o777 == 0o600
    assert (on_disk / PATH).parent.stat().st_mode & 0o077 == 0
    assert [path.name for path in (on_disk / PATH).parent.iterdir()] == [f"{SHA}.png"]


@pytest.mark.parametrize("path", ["../secret.key", "/etc/passwd", "aa/../../secret.key"])
def test_no_path_leads_out_of_the_store(place: str, path: str) -> None:
    with pytest.raises(store.Gone):
        store.read(path)


# --- The bucket -----------------------------------------------------------------------------------


def test_in_the_bucket_it_is_private_and_under_the_prefix(in_bucket: Any) -> None:
    store.keep(DATA, "image/png")
    [one] = in_bucket.list_objects_v2(Bucket=bucket.NAME)["Contents"]
    assert one["Key"] == f"library/{PATH}"
    grants = in_bucket.get_object_acl(Bucket=bucket.NAME, Key=one["Key"])["Grants"]
    assert not any("AllUsers" in str(grant) for grant in grants)
    assert in_bucket.head_object(Bucket=bucket.NAME, Key=one["Key"])["ContentType"] == "image/png"
    with pytest.raises(ValueError, match="no address"):
        store.store().url(PATH)  # type: ignore[attr-defined]


def test_a_bucket_that_does_not_answer_says_so(
    settings: Any, s3_server: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings.STORAGES = bucket.storages(settings, f"http://127.0.0.1:{bucket.free_port()}")
    caplog.set_level(logging.DEBUG)
    began = time.monotonic()
    with pytest.raises(store.NoRoom, match="could not be kept"):
        store.keep(DATA, "image/png")
    for ask in (store.read, store.exists, store.delete):
        with pytest.raises(store.Silent, match="does not answer"):
            ask(PATH)
    with pytest.raises(store.Silent):
        list(store.paths())
    assert time.monotonic() - began < 20
    assert bucket.OPTIONS["secret_key"] not in caplog.text


def test_a_bucket_that_is_not_there_is_not_an_empty_one(in_bucket: Any, settings: Any) -> None:
    kept = settings.STORAGES["assets"]
    options = kept["OPTIONS"] | {"bucket": "nobodys"}
    settings.STORAGES = {**settings.STORAGES, "assets": {**kept, "OPTIONS": options}}
    with pytest.raises(store.NoRoom):
        store.keep(DATA, "image/png")
    with pytest.raises(store.Silent):
        list(store.paths())


def test_without_its_library_the_server_does_not_start(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STORAGES = bucket.storages(settings, "http://127.0.0.1:9")
    assert not [one for one in run_checks() if (one.id or "").startswith("media.")]
    monkeypatch.setattr("media.checks.find_spec", lambda name: None)
    [problem] = [one for one in run_checks() if (one.id or "").startswith("media.")]
    assert (problem.id, problem.hint) == ("media.E001", "pip install -r requirements/s3.txt")


def test_half_of_the_keys_is_no_key(settings: Any) -> None:
    settings.STORAGES = bucket.storages(settings, "http://127.0.0.1:9")
    settings.STORAGES["assets"]["OPTIONS"] = settings.STORAGES["assets"]["OPTIONS"] | {"secret_key": ""}
    assert [problem.id for problem in check_bucket()] == ["media.E002"]

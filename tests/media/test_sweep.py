"""What nobody can reach any more goes; what anybody can reach stays."""

import multiprocessing
import os
import threading
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as installed
from django.core.management import CommandError, call_command
from django.utils import timezone

from media import store, uploads
from media.alone import alone
from media.intake import take_in
from media.models import Asset, Library, Rendition, Upload
from media.sweep import Swept, sweep
from planner.installation import Installation
from planner.library import sweeping
from planner.posts.content import Content, Picture
from planner.posts.models import Post
from planner.queue import queue
from planner.tasks import sweep_library
from tests.programs import png

pytestmark = pytest.mark.django_db
OWNER = "workspace:1"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.UPLOAD_ROOT = tmp_path / "uploads"
    return tmp_path / "uploads"


def _later(hours: float = 0, days: float = 0) -> datetime:
    return timezone.now() + timedelta(hours=hours, days=days)


def _remove(asset: Asset) -> None:
    Asset.objects.filter(pk=asset.pk).update(removed_at=timezone.now())


def test_a_file_that_no_row_names_goes_when_it_is_a_day_old(place: str) -> None:
    named = take_in(OWNER, "a.png", png())
    copied, _sha = store.keep(b"copy", "image/webp")[::-1]
    Rendition.objects.create(
        asset=named, recipe="r", sha256="s", content_type="image/webp", width=1, height=1, size=4, path=copied
    )
    _sha, stray = store.keep(b"stray", "image/png")
    assert sweep(_later(hours=23)) == Swept()
    assert sweep(_later(hours=25), dry=True) == Swept(files=1)
    assert store.exists(stray)
    assert sweep(_later(hours=25)) == Swept(files=1)
    assert not store.exists(stray)
    assert store.read(named.path)
    assert store.read(copied) == b"copy"
    assert sweep(_later(hours=25)) == Swept()


def test_what_was_left_of_a_crash_goes_and_what_is_not_ours_stays(on_disk: Path) -> None:
    take_in(OWNER, "a.png", png())
    (on_disk / "ab").mkdir(exist_ok=True)
    (on_disk / "ab" / ".new-crashed").write_text("half")
    for name in ("README", "ab/notes.txt", "ab/" + "0" * 64):
        (on_disk / name).write_text("somebody's")
    assert sweep(_later(hours=25)) == Swept(files=1)
    assert not (on_disk / "ab" / ".new-crashed").exists()
    assert (on_disk / "README").exists()
    assert len(list((on_disk / "ab").iterdir())) >= 2


def test_a_file_that_is_kept_again_meanwhile_is_not_taken(
    on_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was old when the store was listed, and somebody uploaded the same just after that."""
    _sha, path = store.keep(b"again", "image/png")
    yesterday = timezone.now().timestamp() - 25 * 3600
    os.utime(on_disk / path, (yesterday, yesterday))
    listed = list(store.paths())
    store.keep(b"again", "image/png")
    monkeypatch.setattr(store, "paths", lambda: iter(listed))
    assert sweep(timezone.now()) == Swept()
    assert store.exists(path)


def test_a_row_that_comes_meanwhile_keeps_its_file(on_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library.objects.create(owner=OWNER)
    sha, path = store.keep(b"new", "image/png")

    def listed_slowly() -> Any:
        yield path, timezone.now()
        Asset.objects.create(
            library=library, sha256=sha, content_type="image/png", width=1, height=1, size=3, path=path
        )

    monkeypatch.setattr(store, "paths", listed_slowly)
    assert sweep(_later(hours=25)) == Swept()
    assert store.exists(path)


def test_an_asset_that_was_deleted_goes_after_thirty_days_with_its_file(place: str) -> None:
    asset = take_in(OWNER, "a.png", png())
    _remove(asset)
    assert sweep(_later(days=29)).assets == 0
    assert sweep(_later(days=31)) == Swept(assets=1, files=1)
    assert not Asset.objects.exists()
    assert not store.exists(asset.path)


def test_a_file_stays_while_another_library_names_it(on_disk: Path) -> None:
    mine, theirs = take_in(OWNER, "a.png", png()), take_in("workspace:2", "a.png", png())
    _remove(mine)
    assert sweep(_later(days=31)) == Swept(assets=1)
    assert store.read(theirs.path)


def test_what_a_post_ever_showed_stays(on_disk: Path, harbour: Any, olga: Any, acting: Any) -> None:
    asset, free = take_in(harbour.library, "a.png", png()), take_in(harbour.library, "b.png", png(5, 5))
    post = Post.objects.write(harbour, acting(olga), Content(title="Fog", pictures=(Picture(asset.pk, ""),)))
    post.rewrite(acting(olga), Content(title="Fog", text="Without the picture."))
    _remove(asset)
    _remove(free)
    assert sweep(_later(days=31), most=1) == Swept(assets=1, files=1)  # the one that stays is in nobody's way
    assert list(Asset.objects.all()) == [asset]
    assert store.read(asset.path)


def test_an_upload_that_nobody_goes_on_with_goes(folder: Path, on_disk: Path) -> None:
    library = Library.objects.create(owner=OWNER)
    old, young = (uploads.begin(library, "a", 4) for _ in range(2))
    for upload in (old, young):
        uploads.receive(upload, 0, b"01")
    Upload.objects.filter(pk=old.pk).update(heard_at=_later(hours=-25))
    (folder / str(uuid4())).write_bytes(b"a row was lost")
    (folder / "notes.txt").write_text("somebody's")
    assert sweep(timezone.now()) == Swept(uploads=1)
    assert list(Upload.objects.all()) == [young]
    assert not uploads.path_of(old).exists()
    assert uploads.receive(young, 2, b"23").received == 4
    assert sweep(_later(hours=25)) == Swept(uploads=2)
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_one_run_takes_so_many_and_the_next_the_rest(on_disk: Path) -> None:
    for number in range(5):
        store.keep(f"stray {number}".encode(), "image/png")
    assert [sweep(_later(hours=25), most=2).files for _ in range(4)] == [2, 2, 1, 0]


# --- By whom, and when ----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_worker_sweeps_every_hour(on_disk: Path) -> None:
    _sha, stray = store.keep(b"stray", "image/png")
    old = timezone.now().timestamp() - 25 * 3600
    os.utime(on_disk / stray, (old, old))
    nine = datetime(2030, 1, 1, 9, tzinfo=UTC)
    due = {minute: queue.read_periodic(nine + timedelta(minutes=minute)) for minute in range(60)}
    timetable = {minute: {task.name: task for task in tasks} for minute, tasks in due.items()}
    assert [minute for minute, tasks in timetable.items() if "sweep_library" in tasks] == [17]
    task = timetable[17]["sweep_library"]
    assert isinstance(task, sweep_library.task_class)
    queue.execute(task)
    assert not store.exists(stray)


def test_two_do_not_sweep_at_once() -> None:
    """Not two threads, not two processes; and one that died holds nothing."""
    inside: list[bool] = []

    def look() -> None:
        with alone("sweep") as ours:
            inside.append(ours)

    with alone("sweep") as ours:
        assert ours
        other = threading.Thread(target=look)
        other.start()
        other.join()
        if installed.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
            process = multiprocessing.get_context("fork").Process(target=_insist_that_it_is_taken)
            process.start()
            process.join(20)
            assert process.exitcode == 0
            with pytest.raises(CommandError, match="another process"):
                call_command("sweep")
    look()
    assert inside == [False, True]


def _insist_that_it_is_taken() -> None:
    with alone("sweep") as ours:
        os._exit(1 if ours else 0)


def test_what_was_restored_or_copied_does_not_sweep(on_disk: Path) -> None:
    _sha, stray = store.keep(b"stray", "image/png")
    old = timezone.now().timestamp() - 25 * 3600
    os.utime(on_disk / stray, (old, old))
    Installation.get()
    Installation.objects.update(paused_at=timezone.now())
    assert sweeping.sweep_now() is None
    assert store.exists(stray)
    with pytest.raises(CommandError, match="resume"):
        call_command("sweep")
    said = StringIO()
    call_command("sweep", "--dry-run", stdout=said)
    assert said.getvalue().strip() == "Would take 0 uploads, 0 assets, 1 files."
    Installation.objects.update(paused_at=None)
    call_command("sweep", stdout=said)
    assert said.getvalue().splitlines()[1] == "Took 0 uploads, 0 assets, 1 files."

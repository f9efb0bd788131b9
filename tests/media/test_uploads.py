"""A file that comes in pieces is whole in the end, whoever repeats, races or stops on the way."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from media import uploads
from media.intake import NoRoom, Refused, TooLarge
from media.models import Library, Upload


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.UPLOAD_ROOT = tmp_path / "uploads"
    return tmp_path / "uploads"


@pytest.fixture
def library(db: None) -> Library:
    return Library.objects.create(owner="workspace:1")


def test_pieces_are_put_one_behind_the_other(library: Library) -> None:
    upload = uploads.begin(library, "../clip\u202e.mp4", 10)
    assert upload.name == "clip.mp4"
    assert uploads.receive(upload, 0, b"0123").received == 4
    assert uploads.receive(upload, 4, b"456789").received == 10
    assert uploads.path_of(upload).read_bytes() == b"0123456789"


def test_it_is_for_our_eyes_only(library: Library, folder: Path) -> None:
    upload = uploads.begin(library, "a", 4)
    uploads.receive(upload, 0, b"01")
    assert uploads.path_of(upload).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o077 == 0


def test_a_piece_in_a_wrong_place_is_told_the_right_one(library: Library) -> None:
    upload = uploads.begin(library, "a", 10)
    uploads.receive(upload, 0, b"0123")
    for offset in (0, 3, 5, 10, 10**14):
        with pytest.raises(uploads.WrongOffset) as wrong:
            uploads.receive(upload, offset, b"xx")
        assert wrong.value.received == 4
    assert uploads.path_of(upload).read_bytes() == b"0123"


def test_more_than_was_promised_is_refused(library: Library) -> None:
    upload = uploads.begin(library, "a", 5)
    with pytest.raises(Refused, match="5 bytes"):
        uploads.receive(upload, 0, b"012345")
    assert Upload.objects.get().received == 0
    uploads.receive(upload, 0, b"01234")
    with pytest.raises(Refused):
        uploads.receive(upload, 5, b"x")


def test_a_piece_that_was_written_before_a_crash_is_written_again(library: Library) -> None:
    """The file is longer than the row says: the row counts."""
    upload = uploads.begin(library, "a", 8)
    uploads.receive(upload, 0, b"0123")
    with uploads.path_of(upload).open("ab") as file:
        file.write(b"????")
    uploads.receive(upload, 4, b"4567")
    assert uploads.path_of(upload).read_bytes() == b"01234567"


def test_what_a_disk_lost_is_asked_for_again(library: Library) -> None:
    """The file is shorter than the row says: no hole is left in it."""
    upload = uploads.begin(library, "a", 8)
    uploads.receive(upload, 0, b"012345")
    os.truncate(uploads.path_of(upload), 2)
    with pytest.raises(uploads.WrongOffset) as wrong:
        uploads.receive(upload, 6, b"67")
    assert wrong.value.received == 2
    assert Upload.objects.get().received == 2
    uploads.receive(upload, 2, b"234567")
    assert uploads.path_of(upload).read_bytes() == b"01234567"[:2] + b"234567"


def test_there_is_an_end_to_what_is_taken(library: Library, settings: Any) -> None:
    with pytest.raises(TooLarge):
        uploads.begin(library, "a", uploads.MOST_BYTES + 1)
    for _ in range(uploads.MOST_OPEN):
        uploads.begin(library, "a", 1)
    with pytest.raises(Refused, match="under way"):
        uploads.begin(library, "a", 1)


def test_a_full_disk_is_said_and_nothing_counts(library: Library, folder: Path) -> None:
    upload = uploads.begin(library, "a", 4)
    folder.write_text("no folder")
    with pytest.raises(NoRoom):
        uploads.receive(upload, 0, b"01")
    assert Upload.objects.get().received == 0


def test_no_link_leads_a_piece_astray(library: Library, folder: Path, tmp_path: Path) -> None:
    upload = uploads.begin(library, "a", 4)
    folder.mkdir()
    (tmp_path / "secret").write_text("key")
    uploads.path_of(upload).symlink_to(tmp_path / "secret")
    Upload.objects.update(received=0)
    with pytest.raises(NoRoom):
        uploads.receive(upload, 0, b"01")
    assert (tmp_path / "secret").read_text() == "key"


def test_a_dropped_upload_leaves_nothing(library: Library, folder: Path) -> None:
    upload = uploads.begin(library, "a", 4)
    uploads.receive(upload, 0, b"01")
    uploads.drop(upload)
    uploads.drop(upload)
    assert not Upload.objects.exists()
    assert list(folder.iterdir()) == []


@pytest.fixture
def hands(transactional_db: None) -> Iterator[list[threading.Thread]]:
    started: list[threading.Thread] = []
    yield started
    for one in started:
        one.join(30)


def test_of_two_pieces_for_one_place_one_wins(hands: list[threading.Thread]) -> None:
    library = Library.objects.create(owner=f"workspace:{uuid4().hex[:8]}")
    upload = uploads.begin(library, "a", 6_000)
    outcomes: list[str] = []
    together = threading.Barrier(6)

    def send(letter: bytes) -> None:
        together.wait(10)
        try:
            uploads.receive(upload, 0, letter * 3_000)
            outcomes.append(letter.decode())
        except uploads.WrongOffset as wrong:
            outcomes.append(str(wrong.received))
        finally:
            connection.close()

    hands += [threading.Thread(target=send, args=(bytes([65 + number]),)) for number in range(6)]
    for one in hands:
        one.start()
    for one in hands:
        one.join(30)
    assert sorted(outcomes)[:5] == ["3000"] * 5
    winner = sorted(outcomes)[5].encode()
    assert uploads.path_of(upload).read_bytes() == winner * 3_000

"""A file in pieces through the API: it survives broken lines, restarts and hostile offsets."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from media import store, uploads
from media.models import Asset, Library, Upload
from tests.programs import Program, png

pytestmark = pytest.mark.django_db
PICTURE = png(60, 40)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.UPLOAD_ROOT = tmp_path / "uploads"
    return tmp_path / "uploads"


def _begin(program: Program, size: int = len(PICTURE), **said: Any) -> str:
    status, upload = program("POST", "/uploads", {"name": "fog.png", "size": size, **said})
    assert (status, upload["received"], upload["asset"]) == (201, 0, None), upload
    return str(upload["id"])


def _piece(program: Program, upload: str, offset: Any, piece: bytes) -> Any:
    """As another process would send it: nothing is kept between two calls."""
    headers = {"Authorization": f"Bearer {program.secret}"}
    if offset is not None:
        headers["Upload-Offset"] = str(offset)
    return Client(raise_request_exception=False).generic(
        "PATCH", f"/api/v1/uploads/{upload}", piece, "application/octet-stream", headers=headers
    )


def test_the_last_piece_brings_the_asset(ask: Program, folder: Path) -> None:
    upload = _begin(ask, alt="Fog")
    first = _piece(ask, upload, 0, PICTURE[:50]).json()
    assert (first["received"], first["asset"]) == (50, None)
    expires = datetime.fromisoformat(first["expires"])
    assert timedelta(hours=23) < expires - timezone.now() <= timedelta(hours=24)
    assert ask("GET", f"/uploads/{upload}")[1] == first
    last = _piece(ask, upload, 50, PICTURE[50:])
    assert last.status_code == 200
    asset = last.json()["asset"]
    assert (asset["name"], asset["alt"], asset["was_there"]) == ("fog.png", "Fog", False)
    assert ask("GET", f"/assets/{asset['id']}")[1]["sha256"] == asset["sha256"]
    assert ask("GET", f"/uploads/{upload}")[1]["asset"]["id"] == asset["id"]
    assert list(folder.iterdir()) == []
    assert Asset.objects.get().by_name == "Olga"


def test_pieces_may_be_larger_than_a_request_of_json(ask: Program) -> None:
    upload = _begin(ask, size=uploads.MOST_OF_A_PIECE + 1)
    answer = _piece(ask, upload, 0, b"x" * uploads.MOST_OF_A_PIECE)
    assert (answer.status_code, answer.json()["received"]) == (200, uploads.MOST_OF_A_PIECE)
    for size in (uploads.MOST_OF_A_PIECE + 1, uploads.MOST_OF_A_PIECE * 3):
        answer = _piece(ask, upload, uploads.MOST_OF_A_PIECE, b"x" * size)
        assert (answer.status_code, answer.json()["type"].split("#")[1]) == (413, "too-large")
    assert ask("GET", f"/uploads/{upload}")[1]["received"] == uploads.MOST_OF_A_PIECE


def test_a_wrong_offset_is_told_the_right_one(ask: Program) -> None:
    upload = _begin(ask)
    _piece(ask, upload, 0, PICTURE[:50])
    for offset in (0, 49, 51, len(PICTURE), 2**63 - 1):
        answer = _piece(ask, upload, offset, b"x")
        assert (answer.status_code, answer["Upload-Offset"]) == (409, "50"), offset
        assert answer.json()["type"].endswith("#wrong-offset")
    for offset in (None, "", "-1", "x", "1e3", "50.5", "NaN", "0x32", 2**63, "9" * 400, "50, 50"):
        assert _piece(ask, upload, offset, b"x").status_code == 422, offset
    assert ask("GET", f"/uploads/{upload}")[1]["received"] == 50


def test_more_than_was_promised_is_refused(ask: Program) -> None:
    upload = _begin(ask, size=100)
    answer = _piece(ask, upload, 0, b"x" * 101)
    assert (answer.status_code, answer.json()["type"].split("#")[1]) == (422, "refused")
    assert ask("GET", f"/uploads/{upload}")[1]["received"] == 0
    for size in (0, -1, 1.5, "9", 2**63, None):
        assert ask("POST", "/uploads", {"name": "a", "size": size})[0] == 422, size
    assert ask("POST", "/uploads", {"name": "a", "size": uploads.MOST_BYTES + 1})[0] == 413


def test_a_whole_file_that_is_refused_is_forgotten(ask: Program, folder: Path) -> None:
    upload = _begin(ask, size=6)
    answer = _piece(ask, upload, 0, b"<html>")
    assert (answer.status_code, answer.json()["type"].split("#")[1]) == (422, "refused")
    assert ask("GET", f"/uploads/{upload}")[0] == 404
    assert list(folder.iterdir()) == []


def test_a_file_for_which_there_is_no_room_may_be_tried_again(ask: Program, harbour: Any) -> None:
    upload = _begin(ask)
    Library.objects.filter(owner=harbour.library).update(quota=10)
    answer = _piece(ask, upload, 0, PICTURE)
    assert (answer.status_code, answer.json()["type"].split("#")[1]) == (422, "over-quota")
    assert ask("GET", f"/uploads/{upload}")[1]["received"] == len(PICTURE)
    Library.objects.filter(owner=harbour.library).update(quota=None)
    answer = _piece(ask, upload, len(PICTURE), b"")
    assert (answer.status_code, answer.json()["asset"]["name"]) == (200, "fog.png")
    again = _piece(ask, upload, len(PICTURE), b"")  # the answer was lost
    assert again.json()["asset"]["id"] == answer.json()["asset"]["id"]
    assert _piece(ask, upload, len(PICTURE), b"x").status_code == 422


def test_a_library_without_room_says_so_before_the_first_piece(ask: Program, harbour: Any) -> None:
    Library.objects.create(owner=harbour.library, quota=1000)
    status, problem = ask("POST", "/uploads", {"name": "a", "size": 1001})
    assert (status, problem["type"].split("#")[1]) == (422, "over-quota")
    assert not Upload.objects.exists()


def test_what_is_dropped_is_gone(ask: Program, folder: Path) -> None:
    upload = _begin(ask)
    _piece(ask, upload, 0, PICTURE[:50])
    assert ask("DELETE", f"/uploads/{upload}") == (204, None)
    assert list(folder.iterdir()) == []
    assert _piece(ask, upload, 50, PICTURE[50:]).status_code == 404


def test_somebody_elses_upload_is_not_there(ask: Program, stranger: Program) -> None:
    upload = _begin(ask)
    nowhere = str(uuid4())
    for identity in (upload, nowhere):
        assert stranger("GET", f"/uploads/{identity}")[0] == 404
        assert stranger("DELETE", f"/uploads/{identity}")[0] == 404
        assert _piece(stranger, identity, 0, PICTURE).status_code == 404
    for crooked in ("1", "../1", upload.upper() + "x", "%00"):
        assert ask("GET", f"/uploads/{crooked}")[0] == 404
    assert ask("GET", f"/uploads/{upload}")[1]["received"] == 0


def test_who_only_reads_cannot_upload(program: Callable[..., Program], harbour: Any, olga: Any) -> None:
    reader = program(harbour, olga, ["read"])
    assert reader("POST", "/uploads", {"name": "a", "size": 1})[0] == 403
    assert _piece(Program(""), str(uuid4()), 0, b"x").status_code == 401


def test_the_same_file_in_pieces_is_the_same_asset(ask: Program) -> None:
    there = ask.upload(PICTURE).json()["id"]
    asset = _piece(ask, _begin(ask), 0, PICTURE).json()["asset"]
    assert (asset["id"], asset["was_there"]) == (there, True)


def test_the_whole_way_with_a_bucket(
    ask: Program, in_bucket: Any, enter: Callable[[Any], Any], olga: Any
) -> None:
    """From a piece to the bucket, and from there to a browser."""
    asset = _piece(ask, _begin(ask), 0, PICTURE).json()["asset"]
    row = Asset.objects.get(pk=asset["id"])
    browser = enter(olga)
    whole = browser.get(asset["url"])
    assert b"".join(whole.streaming_content) == store.read(row.path)
    part = browser.get(asset["url"], headers={"Range": "bytes=10-19"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, store.read(row.path)[10:20])
    assert in_bucket.list_objects_v2(Bucket="harbour-pictures")["KeyCount"] == 1


def test_a_bucket_that_does_not_answer_is_a_sentence(ask: Program, settings: Any) -> None:
    pytest.importorskip("storages", reason="requirements/s3.txt is not installed")
    from tests.fakes import bucket

    settings.STORAGES = bucket.storages(settings, f"http://127.0.0.1:{bucket.free_port()}")
    answer = ask.upload(PICTURE)
    assert (answer.status_code, answer["Content-Type"]) == (507, "application/problem+json")
    assert "could not be kept" in answer.json()["detail"]
    assert not Asset.objects.exists()

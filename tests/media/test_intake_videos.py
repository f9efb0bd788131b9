"""Videos: what is seen and heard stays bit for bit, and what tells where and with what goes."""

from pathlib import Path
from typing import Any

import pytest

from media import intake
from media.models import Asset
from tests.media.hostile.case import MAKER, PLACE
from tests.media.hostile.films import (
    ON_ITS_SIDE,
    PICTURES,
    SOUND,
    WHEN,
    Reel,
    edit,
    film,
    heard,
    lying,
    places,
    telling,
)

pytestmark = pytest.mark.django_db
OWNER = "workspace:1"


def _kept(asset: Asset, settings: Any) -> bytes:
    return (Path(settings.MEDIA_ROOT) / asset.path).read_bytes()


def test_a_video_is_taken_with_its_facts(settings: Any) -> None:
    asset = intake.take_in(OWNER, "fog.mp4", film())
    assert (asset.content_type, asset.width, asset.height, asset.seconds) == ("video/mp4", 640, 360, 5.0)
    assert asset.is_video
    assert asset.path.endswith(".mp4")
    kept = _kept(asset, settings)
    assert PICTURES in kept
    assert SOUND in kept
    assert asset.size == len(kept) == len(film())


def test_one_from_an_iphone_is_called_mov_and_stands_upright() -> None:
    brought = intake.bring_in(OWNER, "fog.mp4", film(Reel(matrix=ON_ITS_SIDE), brand=b"qt  "))
    assert brought.asset.content_type == "video/quicktime"
    assert brought.asset.name == "fog.mov"
    assert (brought.asset.width, brought.asset.height) == (360, 640)


def test_places_in_every_corner_are_gone_and_the_pictures_are_not(settings: Any) -> None:
    for key, data in telling().items():
        kept = _kept(intake.take_in(OWNER, "fog.mp4", data), settings)
        assert PLACE not in kept, key
        assert MAKER not in kept, key
        assert WHEN.to_bytes(4, "big") not in kept, key
        assert PICTURES in kept, key


def test_the_track_of_places_is_gone_with_its_samples(settings: Any) -> None:
    data = film(Reel(), places(), heard())
    assert b"GPS5" in data
    kept = _kept(intake.take_in(OWNER, "fog.mp4", data), settings)
    assert b"GPS5" not in kept
    assert b"gpmd" not in kept
    assert SOUND in kept


def test_the_same_video_becomes_the_same_bytes() -> None:
    one = intake.bring_in(OWNER, "fog.mp4", film(Reel(), places()))
    two = intake.bring_in(OWNER, "fog.mp4", film(Reel(), places()))
    assert (one.asset, one.was_there, two.was_there) == (two.asset, False, True)
    elsewhere = intake.take_in("workspace:2", "fog.mp4", film(Reel(), places()))
    assert elsewhere.sha256 == one.asset.sha256


def test_a_video_on_disk_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "fog"
    path.write_bytes(film(gap=PLACE))
    assert intake.bring_in_file(OWNER, "fog.mp4", path, "Ada").asset.by_name == "Ada"
    assert path.read_bytes() == film(gap=PLACE)
    path.write_bytes(b"%PDF")
    with pytest.raises(intake.Refused, match="PDF"):
        intake.bring_in_file(OWNER, "fog.mp4", path)


def test_too_many_bytes_are_said_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "fog"
    path.write_bytes(film())
    with path.open("r+b") as file:
        file.truncate(intake.MOST_VIDEO_BYTES + 1)
    with pytest.raises(intake.TooLarge, match="200 MB"):
        intake.bring_in_file(OWNER, "fog.mp4", path)


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("duration-1e9", "10 minutes"),
        ("outside", "another file"),
        ("locked", "copy protection"),
        ("old-codec", "H.264"),
        ("odd-sound", "AAC"),
        ("only-sound", "nothing to see"),
        ("pieces", "in pieces"),
        ("edits-longer", "edits"),
        ("giant", "4K"),
        ("long-size-9223372036854775808", "ends too early"),
    ],
)
def test_every_refusal_says_what_to_do(key: str, sentence: str) -> None:
    with pytest.raises(intake.Refused, match=sentence):
        intake.take_in(OWNER, "fog.mp4", lying()[key])


def test_a_start_that_is_put_off_is_no_lie() -> None:
    asset = intake.take_in(OWNER, "fog.mp4", film(Reel(edits=edit((600, -1), (3000, 0)))))
    assert asset.seconds == 5.0

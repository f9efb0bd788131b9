"""Three small films made by an encoder, in tests/media/reels: what is known of them at intake."""

from pathlib import Path

import pytest

from media import intake
from planner.deliveries.fitting import _film
from publishers.message import Film

pytestmark = pytest.mark.django_db
REELS = Path(__file__).parent / "reels"


def test_an_ordinary_one() -> None:
    asset = intake.take_in("workspace:1", "fog.mp4", (REELS / "h264.mp4").read_bytes())
    assert asset.film == {
        "codec": "h264", "profile": "high", "chroma": "4:2:0", "scan": "progressive", "fps": 24,
        "bits": asset.film["bits"], "sound": "aac", "rate": 44100, "channels": 1,
    }  # fmt: skip
    assert 30_000 < asset.film["bits"] < 50_000
    assert _film(asset) == Film("h264", "4:2:0", "aac", 24, asset.film["bits"])


def test_one_with_rich_colours() -> None:
    asset = intake.take_in("workspace:1", "fog.mp4", (REELS / "h264-444.mp4").read_bytes())
    assert (asset.film["chroma"], asset.film["profile"]) == ("4:4:4", "high 4:4:4 predictive")


def test_one_packed_more_tightly() -> None:
    asset = intake.take_in("workspace:1", "fog.mp4", (REELS / "hevc.mp4").read_bytes())
    assert (asset.film["codec"], asset.film["sound"]) == ("hevc", "aac")

"""Large pictures that people really make are taken, in at most 300 MB."""

import logging
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from media import intake
from media.models import Asset
from tests.media.hostile.case import seeded

pytestmark = pytest.mark.django_db
MOST_MEMORY = 300_000_000  # bytes


def _photo(width: int, height: int, kind: str = "JPEG", **how: Any) -> bytes:
    """Blots of colour with some grain, on its side as telephones keep it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    grain = Image.frombytes("RGB", (width // 8, height // 8), seeded(width // 8 * (height // 8) * 3, 7))
    out = BytesIO()
    grain.resize((width, height), Image.Resampling.BILINEAR).save(out, kind, exif=exif, **how)
    return out.getvalue()


@pytest.mark.parametrize(
    ("width", "height", "kind", "how", "kept"),
    [
        (6_000, 4_000, "JPEG", {"quality": 92}, (4_000, 6_000)),
        (6_000, 4_000, "JPEG", {"progressive": True, "subsampling": 0, "quality": 80}, (4_000, 6_000)),
        (8_000, 6_000, "JPEG", {"quality": 85}, (3_000, 4_000)),
        (8_160, 6_144, "JPEG", {"quality": 75}, (3_072, 4_080)),
        (4_032, 3_024, "AVIF", {"speed": 10, "quality": 50}, (3_024, 4_032)),
        (4_032, 3_024, "WEBP", {"method": 0}, (3_024, 4_032)),
        (4_000, 3_000, "PNG", {"compress_level": 1}, (3_000, 4_000)),
    ],
    ids=["24-megapixels", "24-progressive", "48-phone", "50-phone", "12-avif", "12-webp", "12-png"],
)
def test_a_large_photo_is_taken(
    width: int,
    height: int,
    kind: str,
    how: dict[str, Any],
    kept: tuple[int, int],
    caplog: Any,
    settings: Any,
    figure: Any,
) -> None:
    caplog.set_level(logging.DEBUG, "almanac.media")
    asset = intake.take_in("workspace:1", "fog", _photo(width, height, kind, **how))
    assert (asset.width, asset.height) == kept
    (peak,) = [record.args[1] for record in caplog.records if "bytes of memory" in record.msg]
    figure(f"{width} × {height} {kind}: {peak / 1e6:.0f} MB")
    assert peak < MOST_MEMORY
    with Image.open(Path(settings.MEDIA_ROOT) / asset.path) as image:
        assert image.size == kept
    assert Asset.objects.count() == 1


def test_five_hundred_frames_take_no_more_memory_than_one(caplog: Any) -> None:
    frames = [Image.new("L", (400, 300), n % 250) for n in range(500)]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=40)
    caplog.set_level(logging.DEBUG, "almanac.media")
    assert intake.take_in("workspace:1", "a.gif", out.getvalue()).frames == 500
    (peak,) = [record.args[1] for record in caplog.records if "bytes of memory" in record.msg]
    assert peak < 60_000_000

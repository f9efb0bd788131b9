"""Whatever is uploaded ends as a clean asset or a sentence, in little memory and time, and we stay alive.

`ALMANAC_MUTATIONS=10000 pytest tests/media/test_intake_hostile.py -k bent` bends more files than usual.
"""

import logging
import os
import time
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from media import intake
from media.bench.video import clean as clean_film
from media.models import Asset
from tests.media.hostile.build import bent, corpus
from tests.media.hostile.case import SECRETS, Case

pytestmark = pytest.mark.django_db
OWNER = "workspace:1"
CORPUS = corpus()
MOST_MEMORY = 300_000_000  # bytes
MOST_SECONDS = 10
PARTS = 4  # so that several workers share them
Memory = pytest.LogCaptureFixture


def _held(caplog: Memory) -> int:
    peaks = [
        tuple(record.args)[1] for record in caplog.records if "bytes of memory" in record.msg and record.args
    ]
    caplog.clear()
    return max((int(str(peak)) for peak in peaks), default=0)


def _brought(case: Case) -> Asset | str:
    """The asset, or the sentence of the refusal. Anything else is a failure."""
    try:
        return intake.bring_in(OWNER, case.said, case.data).asset
    except intake.Refused as refusal:
        return str(refusal)


def _is_clean(case: Case, asset: Asset, path: Path) -> None:
    kept = path.read_bytes()
    for secret in SECRETS:
        assert secret not in kept, (case.key, secret)
    assert asset.size == len(kept)
    if asset.is_video:
        facts = clean_film(path)
        assert (facts["width"], facts["height"]) == (asset.width, asset.height), case.key
        assert path.read_bytes() == kept, f"{case.key}: what is clean stays as it is"
        return
    with Image.open(BytesIO(kept), formats=["JPEG", "PNG", "GIF", "WEBP"]) as image:
        for number in range(asset.frames):
            image.seek(number)
            image.load()
        assert image.size == (asset.width, asset.height), case.key
        assert not image.getexif(), case.key
        assert not {"comment", "xmp", "exif", "Comment", "photoshop"} & set(image.info), case.key


def _survive(cases: Iterable[Case], caplog: Memory, settings: Any) -> list[str]:
    caplog.set_level(logging.DEBUG, "almanac.media")
    ends = []
    for case in cases:
        started = time.monotonic()
        asset = _brought(case)
        took, held = time.monotonic() - started, _held(caplog)
        assert took < MOST_SECONDS, (case.key, took)
        assert held < MOST_MEMORY, (case.key, held)
        end = "refused" if isinstance(asset, str) else "taken"
        assert len(str(asset)) > 20 or end == "taken", case.key  # a sentence, not a word
        assert case.ends in {"", end}, (case.key, asset)
        assert not (case.pure and held), f"{case.key} is told by its first bytes: no process starts for it"
        if isinstance(asset, Asset):
            _is_clean(case, asset, Path(settings.MEDIA_ROOT) / asset.path)
            asset.delete()  # the next one is looked at anew, too
        ends.append(f"{end} {case.key} {held // 1_000_000} MB {took:.2f} s {asset}")
    return ends


def test_the_corpus_is_large() -> None:
    assert len(CORPUS) >= 230
    assert sum(case.pure for case in CORPUS) >= 50


@pytest.mark.parametrize("part", range(PARTS))
def test_every_file_of_the_corpus_is_cleaned_or_refused(part: int, caplog: Memory, settings: Any) -> None:
    print("\n".join(_survive(CORPUS[part::PARTS], caplog, settings)))


@pytest.mark.parametrize("part", range(2))
def test_bent_files_are_cleaned_or_refused(part: int, caplog: Memory, settings: Any) -> None:
    count = int(os.environ.get("ALMANAC_MUTATIONS", "40")) // 2
    seed = int(os.environ.get("ALMANAC_SEED", "20"))
    print("\n".join(_survive(bent(count, seed + part), caplog, settings)))

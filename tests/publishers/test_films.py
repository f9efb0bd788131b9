"""Videos are held against what a network takes: container, packing, frames, length, shape."""

from dataclasses import replace

import pytest

from publishers.limits import Limits
from publishers.message import Film, Image, Part
from publishers.problems import problems

LIMITS = Limits(
    images=4,
    video_types=("video/mp4",),
    video_bytes=10_000_000,
    video_seconds=60,
    video_shortest=3,
    video_codecs=("h264", "hevc"),
    video_sounds=("aac",),
    video_fps=60,
    video_bits=25_000_000,
    video_side=1920,
    video_narrowest=562,
    video_widest=1778,
)
GOOD = Film("h264", "4:2:0", "aac", 29.97, 8_000_000)
REEL = Image("0" * 64, "video/mp4", 1080, 1920, 9_000_000, "Fog", "fog.mp4", 20.0, film=GOOD)


def codes(image: Image, limits: Limits = LIMITS) -> dict[str, bool]:
    found = problems(limits, [Part("Fog", images=(image,))], "Reelbook")
    return {problem.code: problem.blocking for problem in found}


def test_what_fits_has_nothing_against_it() -> None:
    assert codes(REEL) == {}
    assert codes(replace(REEL, film=replace(GOOD, fps=60.0003, sound=""))) == {}


def test_what_nobody_knows_is_not_held_against_it() -> None:
    assert codes(replace(REEL, film=None)) == {}
    assert codes(replace(REEL, film=Film())) == {}


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (replace(REEL, content_type="video/quicktime"), "video_type"),
        (replace(REEL, size=10_000_001), "video_too_heavy"),
        (replace(REEL, seconds=60.1), "video_too_long"),
        (replace(REEL, seconds=2.9), "video_too_short"),
        (replace(REEL, height=1921), "video_too_large"),
        (replace(REEL, width=1000), "video_shape"),
        (replace(REEL, width=1900, height=1000), "video_shape"),
        (replace(REEL, film=replace(GOOD, codec="av1")), "video_codec"),
        (replace(REEL, film=replace(GOOD, sound="opus")), "video_sound"),
        (replace(REEL, film=replace(GOOD, fps=61)), "video_frames"),
        (replace(REEL, film=replace(GOOD, bits=25_100_000)), "video_bits"),
    ],
)
def test_each_bound_is_held(image: Image, code: str) -> None:
    assert codes(image) == {code: True}


def test_rich_colours_only_warn() -> None:
    assert codes(replace(REEL, film=replace(GOOD, chroma="4:4:4"))) == {"video_colours": False}


def test_a_network_without_bounds_takes_all() -> None:
    odd = replace(REEL, film=Film("vp9", "4:4:4", "opus", 240, 10**9), seconds=9000, width=1, height=9000)
    assert codes(odd, Limits(images=4, video_types=("video/mp4",))) == {}


def test_the_sentence_says_what_to_do() -> None:
    image = replace(REEL, film=replace(GOOD, codec="av1"))
    [problem] = problems(LIMITS, [Part("Fog", images=(image,))], "Reelbook")
    assert str(problem.what) == "“fog.mp4” is packed as AV1, and Reelbook takes H.264 / H.265."
    assert str(problem.fix) == "Export it again as MP4 with H.264 / H.265."

"""Why a network would not take a video: how it is packed, how long, how large."""

from collections.abc import Callable, Iterator
from typing import Any

from publishers.errors import Sentence
from publishers.errors import gettext_noop as _
from publishers.limits import Limits
from publishers.message import Film, Image

Found = tuple[str, Sentence, Sentence, bool]  # code, what, fix, blocking
Values = dict[str, str | int | float]
NAMES = {
    "h264": "H.264", "hevc": "H.265", "av1": "AV1", "vp9": "VP9", "aac": "AAC", "mp3": "MP3", "opus": "Opus",
    "ac3": "AC-3", "eac3": "E-AC-3", "alac": "ALAC", "flac": "FLAC", "pcm": "PCM",
}  # fmt: skip
SHORTER = _("Use a shorter or a smaller video.")
EXPORT = _("Export it again as MP4 with {wanted}.")


def with_video(limits: Limits, image: Image, network: str) -> Iterator[Found]:
    """Everything that is wrong with one video. What is not known of it is not held against it."""
    values: Values = {"name": image.name or image.sha256[:8], "network": network}
    if image.content_type not in limits.video_types:
        yield (
            "video_type",
            Sentence(_("{network} does not take the video “{name}” from us."), values),
            Sentence(_("Leave it out for this channel, or use a picture."), values),
            True,
        )
        return
    for look in (_weight, _length, _shape):
        yield from look(limits, image, values)
    if image.film is not None:
        yield from _packed(limits, image.film, values)


def _weight(limits: Limits, image: Image, values: Values) -> Iterator[Found]:
    if limits.video_bytes and image.size > limits.video_bytes:
        more = values | {"size": _megabytes(image.size), "limit": _megabytes(limits.video_bytes)}
        said = Sentence(_("“{name}” is too heavy for {network}: {size} MB of {limit} MB."), more)
        yield "video_too_heavy", said, Sentence(SHORTER, more), True


def _length(limits: Limits, image: Image, values: Values) -> Iterator[Found]:
    if limits.video_seconds and image.seconds > limits.video_seconds:
        more = values | {"seconds": round(image.seconds), "limit": limits.video_seconds}
        said = Sentence(_("“{name}” is too long for {network}: {seconds} of {limit} seconds."), more)
        yield "video_too_long", said, Sentence(SHORTER, more), True
    if limits.video_shortest and 0 < image.seconds < limits.video_shortest:
        more = values | {"seconds": round(image.seconds, 1), "limit": limits.video_shortest}
        said = Sentence(
            _("“{name}” is too short for {network}: {seconds} seconds, and {limit} are the least."), more
        )
        yield "video_too_short", said, Sentence(_("Use a longer video."), more), True


def _shape(limits: Limits, image: Image, values: Values) -> Iterator[Found]:
    more = values | {"width": image.width, "height": image.height}
    if limits.video_side and max(image.width, image.height) > limits.video_side:
        said = Sentence(_("“{name}” is too large for {network}: {width} × {height} pixels."), more)
        yield "video_too_large", said, Sentence(SHORTER, more), True
    if not image.height:
        return
    shape = image.width * 1000 // image.height
    narrow = limits.video_narrowest and shape < limits.video_narrowest
    if narrow or (limits.video_widest and shape > limits.video_widest):
        said = Sentence(
            _("{network} does not take videos of the shape of “{name}”: {width} × {height} pixels."), more
        )
        yield "video_shape", said, Sentence(_("Crop the video, and upload it again."), more), True


def _packed(limits: Limits, film: Film, values: Values) -> Iterator[Found]:
    wanted = " / ".join(NAMES.get(one, one) for one in limits.video_codecs)
    if limits.video_codecs and film.codec and film.codec not in limits.video_codecs:
        more = values | {"codec": NAMES.get(film.codec, film.codec), "wanted": wanted}
        said = Sentence(_("“{name}” is packed as {codec}, and {network} takes {wanted}."), more)
        yield "video_codec", said, Sentence(EXPORT, more), True
    sounds = " / ".join(NAMES.get(one, one) for one in limits.video_sounds)
    if limits.video_sounds and film.sound and film.sound not in limits.video_sounds:
        more = values | {"codec": NAMES.get(film.sound, film.sound), "wanted": sounds}
        said = Sentence(_("The sound of “{name}” is {codec}, and {network} takes {wanted}."), more)
        yield "video_sound", said, Sentence(EXPORT, more), True
    if limits.video_codecs and film.chroma and film.chroma != "4:2:0":
        more = values | {"chroma": film.chroma, "wanted": f"{wanted}, 4:2:0"}
        said = Sentence(_("The colours of “{name}” are packed as {chroma}; {network} takes 4:2:0."), more)
        yield "video_colours", said, Sentence(EXPORT, more), False
    yield from _too_many(
        "video_frames",
        film.fps,
        limits.video_fps,
        lambda more: Sentence(_("“{name}” has {count} frames a second; {network} takes {limit}."), more),
        values,
    )
    yield from _too_many(
        "video_bits",
        film.bits / 1_000_000,
        limits.video_bits / 1_000_000,
        lambda more: Sentence(_("“{name}” has {count} Mbit a second; {network} takes {limit}."), more),
        values,
    )


def _too_many(
    code: str, count: float, limit: float, say: Callable[[Values], Sentence], values: Values
) -> Iterator[Found]:
    if limit and count > limit * 1.001:  # 60.0003 frames are 60
        more: Any = values | {"count": f"{count:g}", "limit": f"{limit:g}", "wanted": f"≤ {limit:g}"}
        yield code, say(more), Sentence(_("Export it again with fewer."), more), True


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}"

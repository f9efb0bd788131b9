"""How a video is packed, by MediaInfo's library: what networks ask for beside its size. Runs at the bench.

Nothing is decoded. What MediaInfo does not know is left out: unknown is not wrong.
"""

from pathlib import Path
from typing import Any

from pymediainfo import MediaInfo

PICTURES = {"AVC": "h264", "HEVC": "hevc", "AV1": "av1", "VP9": "vp9"}
SOUNDS = {"AAC": "aac", "Opus": "opus", "MPEG Audio": "mp3", "AC-3": "ac3", "E-AC-3": "eac3", "ALAC": "alac",
          "FLAC": "flac", "PCM": "pcm"}  # fmt: skip


def probe(path: Path) -> dict[str, Any]:
    """codec, profile, chroma ("4:2:0"), scan, fps (frames a second), bits (a second), sound, rate, channels.

    `sound` is "" where there is none; its `rate` is in Hz.
    """
    tracks = MediaInfo.parse(path, parse_speed=0.3).tracks
    seen = next((one for one in tracks if one.track_type == "Video"), None)
    heard = next((one for one in tracks if one.track_type == "Audio"), None)
    whole = next((one for one in tracks if one.track_type == "General"), None)
    facts = {
        "codec": PICTURES.get(_of(seen, "format")),
        "profile": _of(seen, "format_profile").partition("@")[0].lower(),
        "chroma": _of(seen, "chroma_subsampling").partition(" ")[0],
        "scan": _of(seen, "scan_type").lower(),
        "fps": _number(_of(seen, "frame_rate")),
        "bits": _number(_of(whole, "overall_bit_rate")) or _number(_of(seen, "bit_rate")),
        "sound": "" if heard is None else SOUNDS.get(_of(heard, "format")),
        "rate": _number(_of(heard, "sampling_rate")),
        "channels": _number(_of(heard, "channel_s")),
    }
    return {name: value for name, value in facts.items() if value or (name == "sound" and value is not None)}


def _of(track: Any, name: str) -> str:
    value = getattr(track, name, None) if track is not None else None
    return str(value) if value is not None else ""


def _number(text: str) -> float | int | None:
    """The first number of it: “48000 / 24000” is of two layers."""
    try:
        number = float(text.partition(" ")[0])
    except ValueError:
        return None
    return int(number) if number.is_integer() else round(number, 3)

"""Bringing a video to TikTok, all but its last piece.

TikTok publishes by itself as soon as it has every byte, so the last piece is the one request that publishes.
What the post says is told when it begins, so other words begin anew. The address for the pieces lives for an
hour; what TikTok has by then is asked for by the post's `publish_id`.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from publishers.errors import Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Image, Parcel, Part
from publishers.pieces import pieces, tell
from publishers.tiktok.answers import PASSING, data_of, unreadable
from publishers.tiktok.api import Api
from publishers.tiktok.post import video_info
from publishers.tiktok.status import UNKNOWN, State, state_of

Keep = Callable[[str, str], None]

PIECE = 5 * 1024 * 1024  # bytes; TikTok wants 5 to 64 MB, and up to 128 MB in the last
LIVES = 3_600  # seconds of the address for the pieces
MARGIN = 300  # seconds: what ends sooner begins anew


@dataclass(frozen=True, slots=True)
class Begun:
    """A post that waits for its video."""

    number: str  # publish_id
    ends: float  # seconds since 1970
    place: str  # the address for the pieces

    def written(self) -> str:
        return f"{self.number} {self.ends} {self.place}"

    @classmethod
    def read(cls, text: str) -> "Begun":
        number, ends, place = text.split(" ", 2)
        return cls(number, float(ends), place)


def ready(api: Api, part: Part, keep: Keep, kept: Mapping[str, str]) -> Parcel:
    """The post with all of its video but the last piece, which is read by now.

    The handle is its publish_id. `media_ids`: where the last piece goes; none where TikTok has it all;
    ("", reason) where TikTok did not publish it after all, or does not say.
    """
    [video] = part.images
    name = name_of(part)
    if known := kept.get(name, ""):
        begun = Begun.read(known)
        state = state_of(api, begun.number)
        taken = state.is_taken(video.size)
        if taken:
            return Parcel(part, handle=begun.number)
        if state.has_failed and state.reason not in PASSING:
            return Parcel(part, handle=begun.number, media_ids=("", state.reason))
        if not state.has_failed and begun.ends > time.time():
            return _brought(api, part, begun, _done(state, video.size), keep, name)
        if taken is None:  # it may be out: nothing begins anew before somebody knows
            return Parcel(part, handle=begun.number, media_ids=("", state.word or UNKNOWN))
    begun = _begin(api, part, video)
    keep(name, begun.written())
    return _brought(api, part, begun, 0, keep, name)


def pictures(api: Api, part: Part, kept: Mapping[str, str]) -> Parcel:
    """The pictures, with the publish_id that TikTok gave them should they have been sent before."""
    number = kept.get(name_of(part), "")
    if not number:
        return Parcel(part)
    state = state_of(api, number)
    if not state.has_failed:
        return Parcel(part, handle=number)
    return Parcel(part) if state.reason in PASSING else Parcel(part, media_ids=("", state.reason))


def known(part: Part, kept: Mapping[str, str]) -> Parcel:
    """What was sent, by its publish_id. Nothing is asked, brought or begun."""
    return Parcel(part, handle=kept.get(name_of(part), "").partition(" ")[0])


def name_of(part: Part) -> str:
    """Under which name its publish_id is kept: other words, or other pictures, are another post."""
    return f"post:{part.mark}"


def last_piece(size: int) -> int:
    """The byte at which it begins: what does not fill a piece goes with the one before."""
    return (max(size // PIECE, 1) - 1) * PIECE


def _begin(api: Api, part: Part, video: Image) -> Begun:
    source: dict[str, Any] = {
        "source": "FILE_UPLOAD",
        "video_size": video.size,
        "chunk_size": min(PIECE, video.size),
        "total_chunk_count": max(video.size // PIECE, 1),
    }
    body = {"post_info": video_info(part), "source_info": source}
    data = data_of(api.ask("post/publish/video/init/", body))
    number, place = data.get("publish_id"), data.get("upload_url")
    if not isinstance(number, str) or not isinstance(place, str) or not number or not place:
        raise unreadable()
    return Begun(number, time.time() + LIVES - MARGIN, place)


def _brought(api: Api, part: Part, begun: Begun, done: int, keep: Keep, name: str) -> Parcel:
    [video] = part.images
    last, raw = last_piece(video.size), video.read()
    for start, piece in pieces(raw[:last], PIECE, done):
        answer = api.put(begun.place, len(raw), start, piece, video.content_type)
        if answer.status in (403, 404):  # the address has ended: the next try gets another
            keep(name, "")
        if answer.status != 206:
            raise Unreachable(
                Sentence(
                    _("TikTok did not take a piece of the video (status {status})."),
                    {"status": answer.status},
                ),
                code=str(answer.status),
            )
        tell(keep, start + len(piece), len(raw))
    return Parcel(part, handle=begun.number, media_ids=(begun.place,), bodies=(raw[last:],))


def _done(state: State, size: int) -> int:
    """Whole pieces that TikTok has; what it does not say is sent again."""
    return min((state.uploaded or 0) // PIECE * PIECE, last_piece(size))

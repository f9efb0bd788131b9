"""Bringing a video to YouTube, where nobody sees it until it is published: the resumable upload protocol."""

import re
from collections.abc import Callable, Mapping

from publishers.answer import Answer
from publishers.errors import Busy, Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Image, Part
from publishers.pieces import pieces, tell
from publishers.youtube.answers import gone, inside, items_of, object_of, refusal, unreadable
from publishers.youtube.api import Api
from publishers.youtube.video import draft

Keep = Callable[[str, str], None]

PIECE = 32 * 256 * 1024  # bytes; YouTube wants multiples of 256 KiB
UPLOAD = 90.0  # seconds for one piece
AGAIN = 60.0  # seconds until the next look at a video that YouTube works on
DONE = re.compile(r"bytes=0-(\d+)")
UNREADABLE = _("YouTube cannot read the video ({reason}). Export it again as MP4 with H.264.")
REFUSED = _("YouTube refused the video ({reason}).")


def ready(api: Api, part: Part, keep: Keep, kept: Mapping[str, str], *, processed: bool) -> str:
    """The id of the video at YouTube, private and whole; `processed` too, where that is wanted.

    What an earlier try brought is not sent again. Raises Rejected where it was deleted over there meanwhile.
    """
    [video] = part.images
    found = known(part, kept)
    if not found:
        found = _brought(api, part, video, keep, kept)
        keep(_name(video), found)
    _insist(api, found, processed=processed)
    return found


def known(part: Part, kept: Mapping[str, str]) -> str:
    """The id that was kept; "" where there is none. Nothing is asked or brought."""
    [video] = part.images
    return kept.get(_name(video), "")


def _name(video: Image) -> str:
    return f"video:{video.sha256}"


def _brought(api: Api, part: Part, video: Image, keep: Keep, kept: Mapping[str, str]) -> str:
    """Goes on with the byte that YouTube says it lacks, while it keeps the session (about a week)."""
    raw, name = video.read(), f"session:{video.sha256}"
    session, done = kept.get(name, ""), 0
    if session:
        answer = api.put(session, b"", f"bytes */{len(raw)}", UPLOAD)
        if answer.ok:
            return _id(answer)
        if answer.status in (404, 410):  # YouTube has forgotten it
            session = ""
        else:
            done = _done(answer)
    if not session:
        session = _begun(api.begin(draft(part), len(raw), video.content_type))
        keep(name, session)
    while done < len(raw):
        start, piece = next(pieces(raw, PIECE, done))
        answer = api.put(session, piece, f"bytes {start}-{start + len(piece) - 1}/{len(raw)}", UPLOAD)
        if answer.ok:
            tell(keep, len(raw), len(raw))
            return _id(answer)
        before, done = done, _done(answer)
        keep(name, session)
        tell(keep, done, len(raw))
        if done <= before:
            break
    raise Unreachable(Sentence(_("YouTube took no more of the video.")), code="stalled")


def _begun(answer: Answer) -> str:
    if not answer.ok:
        raise refusal(answer, Unreachable)
    if not (session := answer.headers.get("location", "")):
        raise unreadable()
    return session


def _done(answer: Answer) -> int:
    """How many bytes YouTube has: it may be fewer than were sent."""
    if answer.status != 308:
        raise refusal(answer, Unreachable)
    found = DONE.fullmatch(answer.headers.get("range", ""))
    return int(found[1]) + 1 if found else 0


def _id(answer: Answer) -> str:
    number = object_of(answer).get("id")
    if not isinstance(number, str) or not number:
        raise unreadable()
    return number


def _insist(api: Api, number: str, *, processed: bool) -> None:
    """It is still there, YouTube can read it, and is done with it where we wait for that."""
    found = items_of(api.ask("GET", "videos", {"part": "status,processingDetails", "id": number}))
    if not found:
        raise gone()
    status, state = inside(found[0], "status"), inside(found[0], "processingDetails")
    if status.get("uploadStatus") == "rejected":
        reason = status.get("rejectionReason") or "?"
        raise Rejected(Sentence(REFUSED, {"reason": str(reason)}), code="video_rejected")
    if status.get("uploadStatus") == "failed" or state.get("processingStatus") == "failed":
        reason = status.get("failureReason") or state.get("processingFailureReason") or "?"
        raise Rejected(Sentence(UNREADABLE, {"reason": str(reason)}), code="video_failed")
    if processed and status.get("uploadStatus") != "processed":
        raise Busy(
            Sentence(_("YouTube is still working on the video.")),
            retry_after=AGAIN,
            code="processing",
            is_working=True,
        )

"""Bringing pictures and videos to X, with their descriptions, by its media endpoints of version 2."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from publishers.answer import Answer
from publishers.errors import Busy, Rejected, Sentence
from publishers.errors import gettext_noop as _
from publishers.ledger import fingerprint
from publishers.message import Image
from publishers.pieces import pieces, tell
from publishers.x.answers import asked, unreadable

Send = Callable[..., Answer]

UPLOAD = 90.0  # seconds for one request
CHUNK = 4_000_000  # bytes; X takes at most 1,000 pieces
WAITS = (1.0, 1.0, 2.0, 4.0, 8.0)  # seconds between looks; then somebody else may use this worker
LIVES = 3_600  # seconds that X keeps an upload where it does not say how long
MARGIN = 600  # seconds: what ends sooner is brought anew
CATEGORIES = {"image/gif": "tweet_gif"}


def upload(send: Send, image: Image, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> str:
    """The number of the picture at X, ready. What an earlier try kept is not sent again while it lives."""
    name = f"media:{image.sha256}"
    number, _mark, ends = kept.get(name, "").partition(":")
    if number and float(ends) > time.time():
        if image.is_video:
            _ready(send, number, asked(send("GET", "/2/media/upload", _status(number))))
    else:
        data = _in_pieces(send, image, keep, kept) if image.is_video else _at_once(send, image)
        number = _number(data)
        keep(name, f"{number}:{_ends(data)}")
        _ready(send, number, {"data": data})
    _describe(send, number, image, keep, kept)
    return number


def _at_once(send: Send, image: Image) -> dict[str, Any]:
    answer = send(
        "POST",
        "/2/media/upload",
        data={"media_category": CATEGORIES.get(image.content_type, "tweet_image")},
        files={"media": (image.filename, image.read(), image.content_type)},
        timeout=UPLOAD,
    )
    return _data(asked(answer))


def _in_pieces(
    send: Send, image: Image, keep: Callable[[str, str], None], kept: Mapping[str, str]
) -> dict[str, Any]:
    """Goes on with the piece at which an earlier try stopped, while X keeps what it has."""
    raw, name = image.read(), f"pieces:{image.sha256}"
    number, done, ends = (*kept.get(name, "").split(":"), "", "", "")[:3]
    if not number or float(ends) <= time.time():
        about = {"media_type": image.content_type, "total_bytes": len(raw), "media_category": "tweet_video"}
        begun = _data(asked(send("POST", "/2/media/upload/initialize", json=about)))
        number, done, ends = _number(begun), "0", _ends(begun)
    for start, piece in pieces(raw, CHUNK, int(done)):
        answer = send(
            "POST",
            f"/2/media/upload/{number}/append",
            data={"segment_index": str(start // CHUNK)},
            files={"media": (image.filename, piece, image.content_type)},
            timeout=UPLOAD,
        )
        asked(answer)
        keep(name, f"{number}:{start + len(piece)}:{ends}")
        tell(keep, start + len(piece), len(raw))
    return _data(asked(send("POST", f"/2/media/upload/{number}/finalize", timeout=UPLOAD)))


def _ends(data: Mapping[str, Any]) -> str:
    """When X forgets it, in seconds since 1970; what ends soon counts as over."""
    lives = data.get("expires_after_secs")
    return str(time.time() + (lives if type(lives) is int else LIVES) - MARGIN)


def _ready(send: Send, number: str, body: dict[str, Any]) -> None:
    """Wait until X has digested it. Raises Busy where that takes long, and Rejected where it cannot."""
    for seconds in (*WAITS, None):
        progress = _data(body).get("processing_info")
        state = progress.get("state") if isinstance(progress, dict) else "succeeded"
        if state == "succeeded":
            return
        if state == "failed":
            raise Rejected(
                Sentence(_("X cannot read the video or picture. Save it in another way.")),
                code="media_failed",
            )
        if seconds is not None:
            time.sleep(seconds)
            body = asked(send("GET", "/2/media/upload", _status(number)))
    raise Busy(
        Sentence(_("X is still working on the pictures.")),
        retry_after=30,
        code="media_processing",
        is_working=True,
    )


def _describe(
    send: Send, number: str, image: Image, keep: Callable[[str, str], None], kept: Mapping[str, str]
) -> None:
    """Each description costs money, so one that is there is not sent again."""
    name = f"alt:{number}"
    if image.is_video or not image.alt.strip() or kept.get(name) == fingerprint(image.alt):
        return
    about = {"id": number, "metadata": {"alt_text": {"text": image.alt}}}
    asked(send("POST", "/2/media/metadata", json=about))
    keep(name, fingerprint(image.alt))


def _status(number: str) -> dict[str, str]:
    return {"media_id": number}


def _data(body: dict[str, Any]) -> dict[str, Any]:
    data = body.get("data")
    if not isinstance(data, dict):
        raise unreadable()
    return data


def _number(data: Mapping[str, Any]) -> str:
    number = data.get("id")
    if not isinstance(number, str) or not number.isdecimal():
        raise unreadable()
    return number

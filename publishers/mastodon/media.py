"""Bringing pictures to Mastodon, which may take a while to digest them."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from publishers.answer import Answer
from publishers.answers import asked
from publishers.errors import Busy, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.ledger import fingerprint
from publishers.message import Image

UPLOAD = 90.0  # seconds: 16 MB over a slow line
WAITS = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)  # seconds between looks; then somebody else may use this worker


def upload_image(
    ask: Callable[..., Answer], image: Image, keep: Callable[[str, str], None], kept: Mapping[str, str]
) -> str:
    """The picture's id on the server, uploaded and ready. What an earlier try kept is not sent again."""
    name = f"media:{image.sha256}:{fingerprint(image.alt)}"
    media_id = kept.get(name, "")
    if media_id:
        answer = ask("GET", f"/api/v1/media/{media_id}")
        if answer.status == 404:  # forgotten there: unused pictures are swept after a day
            media_id = ""
        else:
            ready = answer.status == 200
            asked(answer, "Mastodon")
    if not media_id:
        answer = ask(
            "POST",
            "/api/v2/media",
            data={"description": image.alt},
            timeout=UPLOAD,
            files={"file": (image.filename, image.read(), image.content_type)},
        )
        media_id = _id(asked(answer, "Mastodon"))
        ready = answer.status == 200
        keep(name, media_id)
    if not ready:
        _wait(ask, media_id)
    return media_id


def _wait(ask: Callable[..., Answer], media_id: str) -> None:
    for seconds in WAITS:
        time.sleep(seconds)
        answer = ask("GET", f"/api/v1/media/{media_id}")
        asked(answer, "Mastodon")
        if answer.status == 200:
            return
    raise Busy(
        Sentence(_("Mastodon is still working on the pictures.")),
        retry_after=30,
        code="media_processing",
        is_working=True,
    )


def _id(media: Any) -> str:
    number = media.get("id") if isinstance(media, dict) else None
    if not isinstance(number, str) or not number:
        raise Unreachable(Sentence(_("Mastodon took a picture without saying where it is.")), code="no_id")
    return number

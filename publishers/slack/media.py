"""Bringing pictures to Slack, as files that nobody sees until a message shows them.

Finishing an upload with a channel would publish it there, at a time of Slack's choosing and without our mark.
So it is finished without one, and the message is the one request that publishes.
"""

import time
from collections.abc import Callable, Mapping

from publishers.answers import trouble
from publishers.errors import Busy, Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Image
from publishers.slack.api import Api

UPLOAD = 90.0  # seconds: a large picture over a slow line
WAITS = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)  # seconds between looks; then somebody else may use this worker


def upload_image(api: Api, image: Image, keep: Callable[[str, str], None], kept: Mapping[str, str]) -> str:
    """The file's number, uploaded and ready. What an earlier try kept is not sent again."""
    name = f"file:{image.sha256}"
    number = kept.get(name, "")
    if not number or _kind(api, number) is None:
        number = _bring(api, image)
        keep(name, number)
    for seconds in (*WAITS, 0.0):
        if _kind(api, number):
            return number
        time.sleep(seconds)
    raise Busy(
        Sentence(_("Slack is still working on the pictures.")),
        retry_after=30,
        code="media_processing",
        is_working=True,
    )


def _bring(api: Api, image: Image) -> str:
    begun = api.ask(
        "files.getUploadURLExternal", filename=image.filename, length=str(image.size), alt_txt=image.alt
    )
    url, number = begun.get("upload_url"), begun.get("file_id")
    if not isinstance(url, str) or not isinstance(number, str) or not number:
        raise Unreachable(Sentence(_("Slack did not say where pictures go.")), code="no_upload")
    file = (image.filename, image.read(), image.content_type)
    answer = api.web.ask("POST", url, files={"file": file}, timeout=UPLOAD)
    if not answer.ok:
        raise trouble(answer, "Slack", Unreachable)
    api.ask("files.completeUploadExternal", files=[{"id": number, "title": image.filename}])
    return number


def _kind(api: Api, number: str) -> str | None:
    """Its type once Slack has looked at it, "" before, and None where Slack knows no such file."""
    try:
        file = api.ask("files.info", file=number).get("file")
    except Rejected as error:
        if error.code == "file_not_found":
            return None
        raise
    return str(file.get("mimetype") or "") if isinstance(file, dict) else ""

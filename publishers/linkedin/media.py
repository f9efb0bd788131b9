"""Bringing pictures to LinkedIn, which may take a while to digest them."""

import time
from collections.abc import Callable, Mapping

from publishers.errors import Busy, Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.linkedin.answers import NO_RIGHT, json_of
from publishers.linkedin.api import Api, named
from publishers.message import Image

WAITS = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)  # seconds between looks; then somebody else may use this worker


def upload_image(
    api: Api, owner: str, image: Image, keep: Callable[[str, str], None], kept: Mapping[str, str]
) -> str:
    """The picture's name at LinkedIn, uploaded and ready. What an earlier try kept is not sent again."""
    name = f"image:{owner}:{image.sha256}"
    urn = kept.get(name, "")
    if not urn or _status(api, urn) in ("", "WAITING_UPLOAD"):
        urn = _bring(api, owner, image)
        keep(name, urn)
    for seconds in WAITS:
        if _is_ready(api, urn):
            return urn
        time.sleep(seconds)
    raise Busy(
        Sentence(_("LinkedIn is still working on the pictures.")),
        retry_after=30,
        code="media_processing",
        is_working=True,
    )


def _bring(api: Api, owner: str, image: Image) -> str:
    begun = json_of(
        api.ask(
            "POST", "/rest/images?action=initializeUpload", json={"initializeUploadRequest": {"owner": owner}}
        )
    ).get("value")
    url, urn = (begun.get("uploadUrl"), begun.get("image")) if isinstance(begun, dict) else (None, None)
    if not isinstance(url, str) or not isinstance(urn, str) or not urn.startswith("urn:li:image:"):
        raise Unreachable(Sentence(_("LinkedIn did not say where pictures go.")), code="no_upload")
    api.put(url, image.read(), image.content_type)
    return urn


def _is_ready(api: Api, urn: str) -> bool:
    status = _status(api, urn)
    if status == "PROCESSING_FAILED":
        raise Rejected(
            Sentence(_("LinkedIn could not read a picture. Save it anew as JPEG or PNG.")), code=status
        )
    return status == "AVAILABLE"


def _status(api: Api, urn: str) -> str:
    """How far LinkedIn is with it; "" where it knows no such picture."""
    try:
        answer = api.ask("GET", f"/rest/images/{named(urn)}", right="w_member_social", or_missing=True)
    except Rejected as error:
        if error.code == NO_RIGHT:  # who may post pictures may not always look at them
            return "AVAILABLE"
        raise
    return str(json_of(answer).get("status", "")) if answer.ok else ""

"""Matrix's client-server API (spec v1.11), as much of it as posting needs, and what its answers mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from publishers import answers
from publishers.answer import Answer
from publishers.credentials import typed
from publishers.errors import (
    Busy,
    Expired,
    PublisherError,
    Rejected,
    Sentence,
    Uncertain,
    Unclear,
    Unreachable,
)
from publishers.errors import gettext_noop as _
from publishers.web import Web

NETWORK = "Matrix"
CLIENT = "/_matrix/client/v3"
UPLOAD = 120.0  # seconds for one file


@dataclass(frozen=True, slots=True)
class Credentials:
    homeserver: str = typed(_("Homeserver"), _("Such as https://matrix.org"), kind="url")
    access_token: str = typed(
        _("Access token"), _("In Element: Settings, Help & About, Access Token."), secret=True
    )
    room: str = typed(
        _("Room"), _("Its address, such as #harbour:matrix.org, or its id, which begins with !.")
    )


class Api:
    """Asks one homeserver in one person's name."""

    def __init__(self, credentials: Credentials, web: Web) -> None:
        self.base = credentials.homeserver.strip().rstrip("/")
        self.headers = {"authorization": f"Bearer {credentials.access_token.strip()}"}
        self.web = web

    def ask(
        self, method: str, path: str, *, json: Any = None, params: Mapping[str, str] | None = None
    ) -> Any:
        """A question, or an act that may be repeated. Raises Rejected with the server's errcode as code."""
        answer = self.web.ask(method, self.base + path, headers=self.headers, json=json, params=params)
        if not answer.ok:
            raise trouble(answer, Unreachable)
        return answers.asked(answer, NETWORK)

    def upload(self, raw: bytes, content_type: str, filename: str) -> str:
        """The content's address on the server, mxc://."""
        headers = self.headers | {"content-type": content_type}
        answer = self.web.ask(
            "POST",
            f"{self.base}/_matrix/media/v3/upload",
            params={"filename": filename},
            headers=headers,
            content=raw,
            timeout=UPLOAD,
        )
        if not answer.ok:
            raise trouble(answer, Unreachable)
        found = answer.fields().get("content_uri")
        if not isinstance(found, str) or not found.startswith("mxc://"):
            raise Unreachable(Sentence(_("Matrix did not say where the picture is.")), code="no_mxc")
        return found

    def send(self, room: str, transaction: str, content: Mapping[str, Any], deadline: float) -> Answer:
        """The one request that publishes."""
        path = f"{CLIENT}/rooms/{quote(room, safe='')}/send/m.room.message/{quote(transaction, safe='')}"
        return self.web.request(
            "PUT", self.base + path, headers=self.headers, json=dict(content), deadline=deadline
        )


def in_room(room: str, path: str) -> str:
    return f"{CLIENT}/rooms/{quote(room, safe='')}{path}"


def event_id(answer: Answer) -> str:
    """Of what was sent. Raises what an answer means that has none."""
    if not answer.ok:
        raise trouble(answer, Uncertain)
    found = answers.committed(answer, NETWORK).get("event_id")
    if not isinstance(found, str) or not found.startswith("$"):
        raise Uncertain(Sentence(_("Matrix answered without saying where the post is.")), code="no_id")
    return found


def trouble(answer: Answer, unclear: Unclear) -> PublisherError:
    """The standard error codes of the spec, section 3.2."""
    body = answer.fields()
    code, said = str(body.get("errcode", "")), answers.said(answer)
    values: dict[str, str | int] = {"reason": said or code}
    if code in ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_USER_LOCKED"):
        return Expired(
            Sentence(_("Matrix no longer accepts our sign-in. Connect the channel again.")), code=code
        )
    if code == "M_FORBIDDEN":
        return Expired(
            Sentence(
                _("This account may not do that in the room: {reason}. Invite it, and let it post."), values
            ),
            code=code,
            is_certain=True,
        )
    if code == "M_LIMIT_EXCEEDED" or answer.status == 429:
        wait = body.get("retry_after_ms")
        seconds = wait / 1000 if isinstance(wait, int | float) and wait >= 0 else answers.retry_after(answer)
        return Busy(
            Sentence(_("Matrix asks us to wait before posting more.")),
            retry_after=min(seconds, answers.LONGEST_WAIT) if seconds is not None else None,
            code=code or "429",
        )
    if code == "M_TOO_LARGE" or answer.status == 413:
        return Rejected(Sentence(_("It is too large for this Matrix server.")), code=code or "413")
    found = answers.trouble(answer, NETWORK, unclear)
    if code and isinstance(found, Rejected):
        return Rejected(found.sentence, code=code)
    return found

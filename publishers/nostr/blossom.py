"""Pictures and videos: Nostr holds none; they go to a Blossom server (BUD-01, BUD-02)."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence

from publishers import answers
from publishers.answer import Answer
from publishers.errors import Expired, PublisherError, Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.message import Image
from publishers.nostr.events import UPLOAD, Key
from publishers.web import Web

TITLE = "Blossom"
TIMEOUT = 120.0  # seconds for one file
LASTS = 600  # seconds that a permission to upload holds


def bring(
    web: Web,
    server: str,
    key: Key,
    image: Image,
    keep: Callable[[str, str], None],
    kept: Mapping[str, str],
    at: int,
) -> str:
    """The address of the file on the server. Its name there is its hash, so a repeat changes nothing."""
    name = f"blossom:{image.sha256}"
    address = kept.get(name) or _uploaded(web, server, key, image, at)
    keep(name, address)
    return address


def with_pictures(text: str, addresses: Sequence[str]) -> str:
    """Apps show a picture where its address stands: below the words."""
    return "\n\n".join(filter(None, (text, "\n".join(addresses))))


def described(image: Image, address: str) -> list[str]:
    """What is known of a picture, for apps that read it (NIP-92)."""
    found = ["imeta", f"url {address}", f"m {image.content_type}"]
    if image.width and image.height:
        found.append(f"dim {image.width}x{image.height}")
    return [*found, f"alt {image.alt}"] if image.alt else found


def _uploaded(web: Web, server: str, key: Key, image: Image, at: int) -> str:
    raw = image.read()
    number = hashlib.sha256(raw).hexdigest()
    tags = [["t", "upload"], ["x", number], ["expiration", str(at + LASTS)]]
    permission = json.dumps(key.signed(UPLOAD, f"Upload {image.filename}", tags, at - 5))
    answer = web.ask(
        "PUT",
        server.strip().rstrip("/") + "/upload",
        content=raw,
        headers={
            "authorization": "Nostr " + base64.b64encode(permission.encode()).decode(),
            "content-type": image.content_type,
            "x-sha-256": number,
        },
        timeout=TIMEOUT,
    )
    if not answer.ok:
        raise _trouble(answer)
    address = answer.fields().get("url")
    if (
        not isinstance(address, str)
        or not address.startswith(("https://", "http://"))
        or number not in address
    ):
        raise Unreachable(Sentence(_("The media server did not say where the picture is.")), code="no_url")
    return address


def _trouble(answer: Answer) -> PublisherError:
    """BUD-01 puts the reason into a header."""
    reason = answer.headers.get("x-reason", "")[:200] or answers.said(answer) or str(answer.status)
    if answer.status in (401, 402, 403):
        said = _("The media server does not take files of this account: {reason}")
        return Expired(Sentence(said, {"reason": reason}), code=str(answer.status), is_certain=True)
    if answer.status in (400, 411, 413, 415):
        said = _("The media server refused the picture: {reason}")
        return Rejected(Sentence(said, {"reason": reason}), code=str(answer.status))
    return answers.trouble(answer, TITLE, Unreachable)

"""What is pinned before a post leaves, so that a repeat is the very same record: its time, blobs, DIDs."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from publishers.answer import read_moment
from publishers.bluesky.answers import BLOBS_LAST, asked, text_in
from publishers.bluesky.identity import Ask
from publishers.bluesky.text import handles_in
from publishers.errors import Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.ledger import fingerprint
from publishers.message import Image, Part

Keep = Callable[[str, str], None]
Kept = Mapping[str, str]
Lookup = Callable[[str], str]  # the DID of a handle; "" where nobody has it

UPLOAD = 90.0  # seconds: 2 MB over a slow line
FRESH = timedelta(minutes=10)  # a record's time must be near the time at which it appears


@dataclass(frozen=True, slots=True)
class Pinned:
    """What is decided once for a post: its millisecond, and who the handles in it are."""

    at: datetime
    dids: dict[str, str]

    def written(self) -> str:
        return json.dumps({"at": self.at.isoformat(), "dids": self.dids}, sort_keys=True)


def read(handle: str) -> Pinned | None:
    """What `written` wrote; None where that cannot be read."""
    try:
        said = json.loads(handle)
        at = read_moment(said["at"])
        return Pinned(at, dict(said["dids"])) if at else None
    except (ValueError, TypeError, KeyError):
        return None


def pin(
    part: Part, now: datetime, keep: Keep, kept: Kept, was_written: Callable[[datetime], bool], lookup: Lookup
) -> Pinned:
    """As an earlier try pinned it, or pinned now.

    A try of more than ten minutes ago counts only when something was written then: else the post would appear
    among those of its old time, where nobody looks any more.
    """
    name = "pinned:" + fingerprint(json.dumps(part.canonical(), sort_keys=True))
    before = read(kept.get(name, ""))
    if before and (now - before.at < FRESH or was_written(before.at)):
        return before
    fresh = Pinned(now, {handle: lookup(handle) for handle in handles_in(part)})
    keep(name, fresh.written())
    return fresh


def blob(ask: Ask, image: Image, now: datetime, keep: Keep, kept: Kept) -> str:
    """The picture's reference on the server, as JSON. The same bytes always have the same reference.

    An upload that no post uses is swept there after a while, so an old one is sent once more.
    """
    name = f"blob:{image.sha256}"
    before, _space, at = kept.get(name, "").rpartition(" ")
    since = read_moment(at)
    if before and since and (now - since).total_seconds() < BLOBS_LAST:
        return before
    answer = ask(
        "POST",
        "com.atproto.repo.uploadBlob",
        content=image.read(),
        headers={"content-type": image.content_type},
        timeout=UPLOAD,
    )
    said = asked(answer)
    found = said.get("blob") if isinstance(said, dict) else None
    if not text_in(found, "ref", "$link"):
        raise Unreachable(Sentence(_("Bluesky took a picture without saying where it is.")), code="no_blob")
    written = json.dumps(found, sort_keys=True, separators=(",", ":"))
    keep(name, f"{written} {now.isoformat()}")
    return written

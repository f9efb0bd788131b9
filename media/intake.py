"""What an upload must survive before it is an asset."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from media.decode import SECONDS
from media.models import Asset, Library

MOST_BYTES = 20 * 1024 * 1024
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
HERE = Path(__file__).resolve().parent.parent


class Refused(Exception):
    """This file is not taken; the sentence says why and what to do."""


class TooLarge(Refused):
    """More bytes than we take."""


class NoRoom(Exception):
    """The disk is full, or the folder cannot be written."""


@dataclass(frozen=True, slots=True)
class Clean:
    """A picture that was encoded anew."""

    data: bytes
    content_type: str
    width: int
    height: int


def take_in(owner: str, name: str, data: bytes) -> Asset:
    """The asset of these bytes in the owner's library: a new one, or the one that is there.

    `owner` such as "workspace:12". Raises Refused, TooLarge, NoRoom.
    """
    if len(data) > MOST_BYTES:
        raise TooLarge(_("That file is too large: 20 MB is the most."))
    if kind_of(data) is None:
        raise Refused(_("Only pictures are taken: JPEG, PNG, GIF or WebP. This file is none of them."))
    clean = cleaned(data)
    sha256 = hashlib.sha256(clean.data).hexdigest()
    path = f"{sha256[:2]}/{sha256}.{SUFFIXES[clean.content_type]}"
    keep(Path(settings.MEDIA_ROOT) / path, clean.data)
    library, _made = Library.objects.get_or_create(owner=owner)
    asset, _made = Asset.objects.get_or_create(
        library=library,
        sha256=sha256,
        defaults={
            "content_type": clean.content_type,
            "name": clean_name(name),
            "width": clean.width,
            "height": clean.height,
            "size": len(clean.data),
            "path": path,
        },
    )
    return asset


def kind_of(data: bytes) -> str | None:
    """The content type by the first bytes: what the file says of itself is not asked."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def cleaned(data: bytes) -> Clean:
    """Decoded and encoded anew, in a process of its own. Raises Refused."""
    command = [sys.executable, "-E", "-s", "-m", "media.decode"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=data, capture_output=True, timeout=SECONDS, cwd=HERE, env={}, check=False
        )
    except subprocess.TimeoutExpired:
        raise Refused(_sentence("memory")) from None
    head, _newline, made = done.stdout.partition(b"\n")
    if done.returncode or not head:
        raise Refused(_sentence("memory" if done.returncode < 0 else "broken"))
    facts = json.loads(head)
    if "refused" in facts or not made:
        raise Refused(_sentence(facts.get("refused", "broken")))
    return Clean(made, facts["content_type"], facts["width"], facts["height"])


def clean_name(name: str) -> str:
    """The file's name without folders and without letters that cannot be seen or turn the line."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    return " ".join(seen.split()).strip(". ")[:200]


def keep(path: Path, data: bytes) -> None:
    """Write the file whole or not at all, for our eyes only. Raises NoRoom."""
    if path.exists():
        return
    beside = ""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # made with mode 0600
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except OSError as trouble:
        if beside:
            Path(beside).unlink(missing_ok=True)
        raise NoRoom(_("The file could not be kept: the disk is full or cannot be written.")) from trouble


def _sentence(reason: str) -> str:
    return {
        "pixels": _("That picture has too many pixels: 40 million is the most. Use a smaller copy."),
        "frames": _("That animation is too long: 500 frames are the most."),
        "memory": _("That picture takes too much memory or time to open. Use a smaller or simpler copy."),
    }.get(reason, _("That file cannot be opened as a picture. Save it again as JPEG or PNG."))

"""What an upload must survive before it is an asset."""

import hashlib
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from media import quota
from media.models import Asset, Library
from media.reasons import sentence
from media.store import NoRoom, keep
from media.unfit import Unfit
from media.workshop import work

__all__ = ["MOST_BYTES", "NoRoom", "Refused", "TooLarge", "take_in"]

MOST_BYTES = 20 * 1024 * 1024


class Refused(Exception):
    """This file is not taken; the sentence says why and what to do."""


class TooLarge(Refused):
    """More bytes than we take."""


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
    library, _made = Library.objects.get_or_create(owner=owner)
    if not library.assets.filter(sha256=hashlib.sha256(clean.data).hexdigest()).exists():
        quota.insist(library, len(clean.data))
    sha256, path = keep(clean.data, clean.content_type)
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
    try:
        facts, (made,) = work("clean", {}, data)
    except Unfit as unfit:
        raise Refused(sentence(str(unfit))) from None
    return Clean(made, facts["content_type"], facts["width"], facts["height"])


def clean_name(name: str) -> str:
    """The file's name without folders and without letters that cannot be seen or turn the line."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    return " ".join(seen.split()).strip(". ")[:200]

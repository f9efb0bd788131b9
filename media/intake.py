"""What an upload must survive before it is an asset.

What a file is, its first bytes say (media/kinds.py). A picture that is called `.png` and is a JPEG is taken
and called `.jpg`: people's programs make this mistake every day, and nobody is misled. A picture or a video
that is called like a program or a web page (`.html`, `.svg`, `.php`, `.exe`) is refused: people do not make
that mistake. The type that a browser declares is not asked at all; what goes out says what we found.
"""

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from media import door, quota, store
from media.bench.unfit import Unfit
from media.door import Crowded
from media.kinds import HEAD, is_ours, what_is
from media.models import Asset, Library
from media.names import clean_name, is_called_a_program, named_as
from media.reasons import sentence
from media.store import NoRoom, keep, keep_file
from media.workshop import work

__all__ = [
    "MOST_BYTES",
    "MOST_VIDEO_BYTES",
    "Brought",
    "Crowded",
    "NoRoom",
    "Refused",
    "TooLarge",
    "bring_in",
    "bring_in_file",
    "clean_name",
    "take_in",
]

MOST_BYTES = 30 * 1024 * 1024  # of a picture
MOST_VIDEO_BYTES = 200 * 1024 * 1024


class Refused(Exception):
    """This file is not taken; the sentence says why and what to do."""


class TooLarge(Refused):
    """More bytes than we take."""


@dataclass(frozen=True, slots=True)
class Brought:
    """An asset, whether it was in the library before, and what people should know of it, or nothing."""

    asset: Asset
    was_there: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in."""

    owner: str
    name: str
    by_name: str
    what: str  # content type
    sha256: str  # of the bytes as they came


def take_in(owner: str, name: str, data: bytes, *, by_name: str = "", alt: str = "") -> Asset:
    """The asset of these bytes in the owner's library: a new one, or the one that is there.

    `owner` such as "workspace:12". Raises Refused, TooLarge, NoRoom.
    """
    asset = bring_in(owner, name, data, by_name).asset
    if alt and not asset.alt:
        asset.alt = alt
        asset.save(update_fields=["alt"])
    return asset


def bring_in(owner: str, name: str, data: bytes, by_name: str = "") -> Brought:
    """The asset of these bytes, and whether it was there before.

    Raises Refused, TooLarge, NoRoom, Crowded.
    """
    what = _admitted(name, data[:HEAD], len(data))
    if what.startswith("video/"):
        with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
            path = Path(folder) / "film"
            path.write_bytes(data)
            return bring_in_file(owner, name, path, by_name)
    upload = Upload(owner, name, by_name, what, hashlib.sha256(data).hexdigest())
    return _there(upload) or _picture(upload, data)


def bring_in_file(owner: str, name: str, path: Path, by_name: str = "") -> Brought:
    """The same for a file on disk, which is left as it is: a video is never held in memory."""
    with path.open("rb") as file:
        what = _admitted(name, file.read(HEAD), path.stat().st_size)
        file.seek(0)
        if not what.startswith("video/"):
            return bring_in(owner, name, file.read(), by_name)
        upload = Upload(owner, name, by_name, what, hashlib.file_digest(file, "sha256").hexdigest())
    return _there(upload) or _film(upload, path)


def _admitted(name: str, head: bytes, size: int) -> str:
    """The content type. Raises Refused, TooLarge."""
    what = what_is(head)
    if not is_ours(what):
        raise Refused(sentence(what))
    if what.startswith("video/") and size > MOST_VIDEO_BYTES:
        raise TooLarge(_("That video is too large: 200 MB is the most. Export it smaller or shorter."))
    if not what.startswith("video/") and size > MOST_BYTES:
        raise TooLarge(_("That picture is too large: 30 MB is the most. Use a smaller copy of it."))
    if is_called_a_program(name):
        raise Refused(sentence("called-a-program"))
    return what


def _there(upload: Upload) -> Brought | None:
    """The asset that was made of the same bytes, or whose clean bytes these are: nothing is opened for it."""
    same = Q(source_sha256=upload.sha256) | Q(sha256=upload.sha256)
    asset = Asset.objects.filter(same, library__owner=upload.owner).order_by("pk").first()
    try:
        return _back(asset) if asset is not None and store.exists(asset.path) else None
    except store.Silent as silent:
        raise NoRoom(str(silent)) from silent


def _picture(upload: Upload, data: bytes) -> Brought:
    try:
        with door.place():
            facts, (made,) = work("clean", {}, data)
    except Unfit as unfit:
        raise Refused(sentence(str(unfit))) from None
    _insist_on_room(upload, hashlib.sha256(made).hexdigest(), len(made))
    sha256, path = keep(made, facts["content_type"])
    return _shelved(upload, facts | {"sha256": sha256, "path": path, "size": len(made)})


def _film(upload: Upload, path: Path) -> Brought:
    """A copy is cleaned, and kept when it is clean."""
    with door.place(), tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        copy = Path(folder) / "film"
        try:
            shutil.copyfile(path, copy)
        except OSError as trouble:
            raise NoRoom(_("The file could not be kept: the disk is full or cannot be written.")) from trouble
        try:
            facts, _none = work("film", {"path": str(copy)})
        except Unfit as unfit:
            word = str(unfit)
            film = {"memory": "film-time", "time": "film-time", "broken": "film-broken"}
            raise Refused(sentence(film.get(word, word))) from None
        size = copy.stat().st_size
        _insist_on_room(upload, upload.sha256, size)
        sha256, kept = keep_file(copy, upload.what)
    facts |= {"content_type": upload.what, "sha256": sha256, "path": kept, "size": size}
    return _shelved(upload, facts)


def _insist_on_room(upload: Upload, sha256: str, size: int) -> None:
    """What is there already takes no room. Raises NoRoom."""
    library, _made = Library.objects.get_or_create(owner=upload.owner)
    if not library.assets.filter(sha256=sha256).exists():
        quota.insist(library, size)


def _shelved(upload: Upload, facts: dict[str, Any]) -> Brought:
    """Of two who bring the same at the same moment, one makes the row, and both have it."""
    library, _made = Library.objects.get_or_create(owner=upload.owner)
    name = named_as(upload.name, facts["content_type"])
    asset, made = Asset.objects.get_or_create(
        library=library,
        sha256=facts.pop("sha256"),
        defaults=facts | {"name": name, "by_name": upload.by_name[:200], "source_sha256": upload.sha256},
    )
    if not made:
        return _back(asset)
    note = ""
    if upload.what != facts["content_type"]:
        note = _("An AVIF is kept as “%(name)s”: hardly a network takes AVIF.") % {"name": name}
    elif name != clean_name(upload.name):
        note = _("The file is not what its name says, so it is called “%(name)s” here.") % {"name": name}
    return Brought(asset, was_there=False, note=note)


def _back(asset: Asset) -> Brought:
    """In the library, and if it was taken out, in it again."""
    if asset.removed_at is None:
        return Brought(asset, was_there=True)
    asset.removed_at = None
    asset.save(update_fields=["removed_at"])
    return Brought(asset, was_there=False, note=_("It was in the library before, and is back as it was."))

"""Where the bytes are kept: files known by their content, on disk or in an S3-compatible store."""

import hashlib
import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Protocol, cast

from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.utils import timezone
from django.utils.translation import gettext as _

log = logging.getLogger("almanac.store")
SUFFIXES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
}
OURS = re.compile(r"[0-9a-f]{2}/([0-9a-f]{64}\.[a-z0-9]{2,5}|\.new-[^/]+)")  # what we write, and no more
FRESH = timedelta(hours=12)  # what is older is written again: the sweep leaves alone what is younger than 24


class NoRoom(Exception):
    """The disk is full, or the store cannot be written."""


class Gone(Exception):
    """The file that a row tells of is not in the store."""


class Silent(Gone):
    """The store does not answer. The file may well be there, so it is worth asking again."""


class Store(Protocol):
    """What we want of a place for files."""

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str: ...
    def delete(self, name: str) -> None: ...
    def exists(self, name: str) -> bool: ...
    def get_modified_time(self, name: str) -> datetime: ...
    def opened(self, name: str, first: int, last: int | None) -> IO[bytes]: ...
    def paths(self) -> Iterator[tuple[str, datetime]]: ...


def store() -> Store:
    return cast(Store, storages["assets"])


def keep(data: bytes, content_type: str) -> tuple[str, str]:
    """The SHA-256 and the path of these bytes, which are now in the store. Raises NoRoom."""
    return _keep(ContentFile(data), hashlib.sha256(data).hexdigest(), content_type)


def keep_file(source: Path, content_type: str) -> tuple[str, str]:
    """As `keep`, for a file on disk that is too large for the memory."""
    with source.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        return _keep(File(file), sha256, content_type)


def read(path: str) -> bytes:
    """Raises Gone."""
    try:
        with opened(path) as file:
            return file.read()
    except Gone:
        raise
    except Exception as trouble:
        raise _silent(path, trouble) from trouble


def opened(path: str, first: int = 0, last: int | None = None) -> IO[bytes]:
    """The file from its byte `first` on, to be closed by the caller; a reader stops at `last` by itself.

    Raises Gone, or Silent when asking again may help.
    """
    try:
        return store().opened(path, first, last)
    except FileNotFoundError as trouble:
        raise Gone(_("The file is no longer in the library's store.")) from trouble
    except Exception as trouble:
        raise _silent(path, trouble) from trouble


def exists(path: str) -> bool:
    """Raises Silent."""
    try:
        return store().exists(path)
    except Exception as trouble:
        raise _silent(path, trouble) from trouble


def delete(path: str) -> None:
    """Take it out of the store; nothing happens when it is not there. Raises Silent."""
    try:
        store().delete(path)
    except Exception as trouble:
        raise _silent(path, trouble) from trouble


def modified_at(path: str) -> datetime | None:
    """When it was written last; None when it is not there. Raises Silent."""
    try:
        return store().get_modified_time(path)
    except FileNotFoundError:
        return None
    except Exception as trouble:
        raise _silent(path, trouble) from trouble


def paths() -> Iterator[tuple[str, datetime]]:
    """Every file that we wrote, and when; what others keep in the same place is not told. Raises Silent."""
    try:
        for path, written_at in store().paths():
            if OURS.fullmatch(path):
                yield path, written_at
    except Exception as trouble:
        raise _silent("", trouble) from trouble


def _keep(content: "File[bytes]", sha256: str, content_type: str) -> tuple[str, str]:
    path = f"{sha256[:2]}/{sha256}.{SUFFIXES[content_type]}"
    try:
        written_at = modified_at(path)
        if written_at is None or timezone.now() - written_at > FRESH:
            store().save(path, content)
    except Exception as trouble:
        log.warning("%s could not be kept: %s", path, type(trouble.__cause__ or trouble).__name__)
        raise NoRoom(_("The file could not be kept: the store is full or cannot be written.")) from trouble
    return sha256, path


def _silent(path: str, trouble: Exception) -> Silent:
    """The log has the kind of trouble only: its words may hold addresses and keys."""
    log.warning("the store did not answer for %s: %s", path or "its list", type(trouble).__name__)
    return Silent(_("The library's store does not answer at the moment. Try again in a minute."))

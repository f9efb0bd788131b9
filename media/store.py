"""Where the bytes are kept: files known by their content, on disk or in an S3-compatible store."""

import hashlib
from pathlib import Path
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext as _

SUFFIXES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
}


class NoRoom(Exception):
    """The disk is full, or the store cannot be written."""


class Gone(Exception):
    """The file that a row tells of is not in the store."""


def store() -> Storage:
    return storages["assets"]


def keep(data: bytes, content_type: str) -> tuple[str, str]:
    """The SHA-256 and the path of these bytes, which are now in the store. Raises NoRoom."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = f"{sha256[:2]}/{sha256}.{SUFFIXES[content_type]}"
    try:
        if not store().exists(path):
            store().save(path, ContentFile(data))
    except Exception as trouble:
        raise NoRoom(_("The file could not be kept: the disk is full or cannot be written.")) from trouble
    return sha256, path


def keep_file(file: Path, content_type: str) -> tuple[str, str]:
    """The same for a file on disk that is too large for memory. Raises NoRoom."""
    try:
        with file.open("rb") as data:
            sha256 = hashlib.file_digest(data, "sha256").hexdigest()
            path = f"{sha256[:2]}/{sha256}.{SUFFIXES[content_type]}"
            data.seek(0)
            if not store().exists(path):
                store().save(path, File(data))
    except Exception as trouble:
        raise NoRoom(_("The file could not be kept: the disk is full or cannot be written.")) from trouble
    return sha256, path


def read(path: str) -> bytes:
    """Raises Gone."""
    with opened(path) as file:
        return file.read()


def opened(path: str) -> IO[bytes]:
    """The file, to be closed by the caller. Raises Gone."""
    try:
        return store().open(path, "rb")
    except Exception as trouble:
        raise Gone(path) from trouble

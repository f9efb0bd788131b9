"""Files on disk that are there whole or not at all, for our eyes only."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Written beside its place, brought to the disk and moved there. Equal names are equal bytes."""

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # made with mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(beside).unlink()
            raise
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def opened(self, name: str, first: int, last: int | None) -> IO[bytes]:
        file = Path(self.path(name)).open("rb")  # noqa: SIM115 - the caller closes it
        file.seek(first)
        return file

    def paths(self) -> Iterator[tuple[str, datetime]]:
        """Every file in the folders of two letters, and when it was written."""
        top = Path(self.location)
        for folder in sorted(top.glob("??")) if top.is_dir() else ():
            if folder.is_symlink() or not folder.is_dir():
                continue
            for file in os.scandir(folder):
                with contextlib.suppress(FileNotFoundError):  # it was moved in place or deleted just now
                    if file.is_file(follow_symlinks=False):
                        yield f"{folder.name}/{file.name}", datetime.fromtimestamp(file.stat().st_mtime, UTC)

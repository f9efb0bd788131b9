"""Files that come in pieces: each piece is put behind the ones before, and nothing is lost on the way.

What has arrived lies in UPLOAD_ROOT under the upload's id. The row says how much of it counts: a piece that
was written while the row was not is written again.
"""

import contextlib
import os
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from media import quota
from media.intake import MOST_VIDEO_BYTES, NoRoom, Refused, TooLarge, clean_name
from media.models import Asset, Library, Upload

MOST_BYTES = MOST_VIDEO_BYTES
MOST_OF_A_PIECE = 8 * 1024 * 1024
MOST_OPEN = 20  # of one library
KEPT = timedelta(hours=24)  # since the last piece


class WrongOffset(Exception):
    """The next piece begins elsewhere: at byte `received`."""

    def __init__(self, received: int) -> None:
        self.received = received
        super().__init__(_("The next piece begins at byte %(received)s.") % {"received": received})


def begin(library: Library, name: str, size: int, alt: str = "", by_name: str = "") -> Upload:
    """Room for a file of `size` bytes. Raises TooLarge, Full, and Refused when too many are under way."""
    if size > MOST_BYTES:
        raise TooLarge(_("That file is too large: 200 MB is the most."))
    if Upload.objects.filter(library=library, state=Upload.State.OPEN).count() >= MOST_OPEN:
        raise Refused(_("20 uploads are under way already. Finish or delete some of them first."))
    quota.insist(library, size)
    made = Upload(library=library, name=clean_name(name), size=size, alt=alt, by_name=by_name[:200])
    made.save()
    return made


def receive(upload: Upload, offset: int, piece: bytes) -> Upload:
    """The upload with this piece in its place. Of two that race for one place, one wins.

    Raises WrongOffset, Refused for more than was promised, NoRoom.
    """
    with transaction.atomic():
        here = Upload.objects.select_for_update(of=("self",)).select_related("asset").get(pk=upload.pk)
        arrived = min(here.received, _length(here)) if here.state == Upload.State.OPEN else here.received
        fits = offset == arrived
        if fits and offset + len(piece) > here.size:
            raise Refused(_("That is more than the %(size)s bytes it was to have.") % {"size": here.size})
        if fits and piece:
            _write(path_of(here), offset, piece)
            arrived += len(piece)
        if arrived != here.received:
            here.received = arrived
            here.save(update_fields=["received", "heard_at"])
    if not fits:
        raise WrongOffset(arrived)
    return here


def close(upload: Upload, asset: Asset) -> None:
    """It is an asset now; its pieces are no longer needed."""
    upload.state, upload.asset = Upload.State.DONE, asset
    upload.save(update_fields=["state", "asset", "heard_at"])
    path_of(upload).unlink(missing_ok=True)


def path_of(upload: Upload) -> Path:
    return path(upload.pk)


def path(upload_id: UUID) -> Path:
    return Path(settings.UPLOAD_ROOT) / str(upload_id)


def expires_at(upload: Upload) -> datetime:
    return upload.heard_at + KEPT


def drop(upload: Upload) -> None:
    """Forget it, and what has arrived of it."""
    Upload.objects.filter(pk=upload.pk).delete()
    path_of(upload).unlink(missing_ok=True)


def _length(upload: Upload) -> int:
    """What is really there: after the loss of a disk it may be less than the row says."""
    with contextlib.suppress(OSError):
        return path_of(upload).stat().st_size
    return 0


def _write(target: Path, offset: int, piece: bytes) -> None:
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.seek(offset)
            file.write(piece)
    except OSError as trouble:
        raise NoRoom(_("The piece could not be kept: the disk is full or cannot be written.")) from trouble

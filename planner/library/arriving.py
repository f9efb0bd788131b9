"""A file that came in pieces becomes an asset when its last piece is here."""

from django.utils.translation import gettext as _

from media import intake, uploads
from media.models import Upload
from planner.library.bringing import Brought, bring
from planner.people.models import Workspace


def finish(workspace: Workspace, upload: Upload) -> Brought:
    """The asset of an upload that is here whole. Asked twice it gives the same.

    Raises Refused, and then the upload is gone; NoRoom and Full, and then it may be tried again.
    """
    if upload.asset is not None:
        return Brought(upload.asset, was_there=True)
    try:
        brought = _bring_file(workspace, upload)
    except intake.Refused:
        uploads.drop(upload)
        raise
    if upload.alt and not brought.asset.alt:
        brought.asset.alt = upload.alt
        brought.asset.save(update_fields=["alt"])
    uploads.close(upload, brought.asset)
    return brought


def _bring_file(workspace: Workspace, upload: Upload) -> Brought:
    """To be `media.intake.bring_in_file`, which takes videos and does not read them whole."""
    if upload.size > intake.MOST_BYTES:
        raise intake.TooLarge(_("That file is too large: 20 MB is the most."))
    data = uploads.path_of(upload).read_bytes()
    return bring(workspace, upload.name, data, upload.by_name)

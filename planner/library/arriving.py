"""A file that came in pieces becomes an asset when its last piece is here."""

from media import intake, uploads
from media.intake import Brought
from media.models import Upload
from planner.people.models import Workspace


def finish(workspace: Workspace, upload: Upload) -> Brought:
    """The asset of an upload that is here whole. Asked twice it gives the same.

    Raises Refused, and then the upload is gone; NoRoom and Full, and then it may be tried again.
    """
    if upload.asset is not None:
        return Brought(upload.asset, was_there=True)
    try:
        path = uploads.path_of(upload)
        brought = intake.bring_in_file(workspace.library, upload.name, path, upload.by_name)
    except intake.Refused:
        uploads.drop(upload)
        raise
    if upload.alt and not brought.asset.alt:
        brought.asset.alt = upload.alt
        brought.asset.save(update_fields=["alt"])
    uploads.close(upload, brought.asset)
    return brought

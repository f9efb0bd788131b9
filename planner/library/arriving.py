"""A file that came in pieces becomes an asset when its last piece is here."""

from django.utils.translation import gettext as _

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
    except FileNotFoundError:  # another request finished it, or dropped it, in the meantime
        done = Upload.objects.select_related("asset").filter(pk=upload.pk).first()
        if done is None or done.asset is None:
            raise intake.Refused(_("That upload is gone. Begin it again.")) from None
        upload.asset, upload.state = done.asset, done.state
        return Brought(done.asset, was_there=True)
    if upload.alt and not brought.asset.alt:
        brought.asset.alt = upload.alt
        brought.asset.save(update_fields=["alt"])
    uploads.close(upload, brought.asset)
    return brought

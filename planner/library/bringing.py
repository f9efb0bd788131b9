"""Bring a file into a workspace's library, and say whether it was there already."""

from pathlib import Path

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.utils.translation import gettext as _

from media import intake
from media.intake import Brought
from planner.people.models import Workspace

__all__ = ["Brought", "bring", "bring_upload"]


def bring(workspace: Workspace, name: str, data: bytes, by_name: str) -> Brought:
    """A file that was taken out of the library comes back with this. Raises Refused, TooLarge, NoRoom."""
    return intake.bring_in(workspace.library, name, data, by_name)


def bring_upload(workspace: Workspace, file: object, by_name: str) -> Brought:
    """The same for what a form sent, which may be nothing. What is large lies on disk already."""
    if not isinstance(file, UploadedFile):
        raise intake.Refused(_("Choose a file first."))
    if not file.size:
        raise intake.Refused(_("That file is empty. Copy it again, then upload it."))
    if isinstance(file, TemporaryUploadedFile):
        path = Path(file.temporary_file_path())
        return intake.bring_in_file(workspace.library, file.name or "", path, by_name)
    return bring(workspace, file.name or "", file.read(), by_name)

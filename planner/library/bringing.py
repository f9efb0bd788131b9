"""Bring a file into a workspace's library, and say whether it was there already."""

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from media import intake
from media.models import Asset
from planner.people.models import Workspace

__all__ = ["Brought", "bring", "bring_upload"]


@dataclass(frozen=True, slots=True)
class Brought:
    asset: Asset
    was_there: bool
    note: str = ""  # what else there is to say of it


def bring(workspace: Workspace, name: str, data: bytes, by_name: str) -> Brought:
    """A file that was taken out of the library comes back with this. Raises Refused, TooLarge, NoRoom."""
    brought = _bring_in(workspace.library, name, data, by_name)
    asset = brought.asset
    if asset.removed_at is not None:
        asset.removed_at = None
        asset.save(update_fields=["removed_at"])
    return brought


def bring_upload(workspace: Workspace, file: object, by_name: str) -> Brought:
    """The same for what a form sent, which may be nothing."""
    if not isinstance(file, UploadedFile) or not file.size:
        raise intake.Refused(_("Choose a file first."))
    if file.size > intake.MOST_BYTES:
        raise intake.TooLarge(_("That file is too large: 20 MB is the most."))
    return bring(workspace, file.name or "", file.read(), by_name)


def _bring_in(owner: str, name: str, data: bytes, by_name: str) -> Brought:
    """To be `media.intake.bring_in`."""
    newest = Asset.objects.filter(library__owner=owner).order_by("-pk").values_list("pk", flat=True).first()
    asset = intake.take_in(owner, name, data)
    was_there = asset.pk <= (newest or 0)
    if not was_there:
        asset.by_name = by_name[:200]
        asset.save(update_fields=["by_name"])
    return Brought(asset, was_there)

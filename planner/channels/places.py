"""Which folders on this machine a channel may write to, when somebody asks from outside.

A site or a sandbox is a folder. Whoever may connect channels must not by that choose any folder there is:
it lies under the workspace's own, or in one that ALMANAC_SITE_FOLDERS names.
"""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from planner.people.models import Workspace


class NotHere(Exception):
    """That folder is not this workspace's to write to."""


def confined(workspace: Workspace, network: str, credentials: dict[str, str]) -> dict[str, str]:
    """The credentials with a safe folder. A bare name means one in the workspace's own. Raises NotHere."""
    if "folder" not in credentials:
        return credentials
    root = Path(settings.SANDBOX_ROOT if network == "sandbox" else settings.SITE_ROOT) / workspace.slug
    try:
        folder = (root / credentials["folder"]).resolve()
    except (OSError, ValueError, RuntimeError):
        raise NotHere(_("That is no folder.")) from None
    allowed = [root.resolve(), *(Path(place).resolve() for place in settings.SITE_FOLDERS)]
    if not any(folder.is_relative_to(place) for place in allowed):
        raise NotHere(
            _("A site is written under %(root)s. Give a name there, or let ALMANAC_SITE_FOLDERS name yours.")
            % {"root": root}
        )
    return {**credentials, "folder": str(folder)}

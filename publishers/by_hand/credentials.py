"""What is asked of a channel where people publish by hand: where it is. Nothing of it is secret."""

from dataclasses import dataclass

from publishers.credentials import typed
from publishers.errors import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Credentials:
    page: str = typed(
        _("Address of your page there"), _("Copied from the browser, with https://."), kind="url"
    )


@dataclass(frozen=True, slots=True)
class Named:
    called: str = typed(_("What the place is called"), _("Such as “Forum of the Sailing Club”."))
    page: str = typed(_("Its address"), _("Copied from the browser, with https://."), kind="url")

"""What a person gives to connect an account, and what its server gives in return."""

from dataclasses import dataclass

from publishers.credentials import given, typed
from publishers.errors import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Credentials:
    handle: str = typed(_("Handle"), _("Such as ada.bsky.social, without the @."))
    app_password: str = typed(
        _("App password"), _("Four groups of four letters; never the account's own password."), secret=True
    )
    service: str = typed(
        _("Server"),
        _("Leave it empty: the handle says on which server the account is."),
        default="",
        kind="url",
    )
    home: str = given(_("The account's server"))
    access_token: str = given(_("Access token"), secret=True)
    refresh_token: str = given(_("Refresh token"), secret=True)
    ends_at: str = given(_("When the access token ends"))

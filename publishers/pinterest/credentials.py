"""What is needed to post on Pinterest: the tokens of a sign-in with an app of one's own, and a board."""

from dataclasses import dataclass

from publishers.credentials import given, typed
from publishers.errors import gettext_noop as _

API = "https://api.pinterest.com"
SITE = "https://www.pinterest.com"
CLIENT_ID, CLIENT_SECRET = _("App ID"), _("App secret key")
SERVER = _("Another server than Pinterest's")


@dataclass(frozen=True, slots=True)
class Credentials:
    """A token that somebody typed, or what signing in gave; each board is a channel of its own."""

    access_token: str = typed(
        _("Access token"),
        _("Made on the page of your app. It ends soon and cannot be renewed: rather sign in."),
        secret=True,
    )
    board: str = typed(
        _("Board"), _("Its name or address. Empty where the account has only one."), default=""
    )
    server: str = typed(SERVER, default="", private=True)
    client_id: str = given(CLIENT_ID)
    client_secret: str = given(CLIENT_SECRET, secret=True)
    refresh_token: str = given(_("Refresh token"), secret=True)
    ends_at: str = given(_("End of the token"))  # ISO, UTC

    @property
    def api(self) -> str:
        return self.server.rstrip("/") or API


@dataclass(frozen=True, slots=True)
class Asked:
    """The person's own app at Pinterest: it looks at each app before that may make pins."""

    client_id: str = typed(CLIENT_ID)
    client_secret: str = typed(CLIENT_SECRET, secret=True)
    server: str = typed(SERVER, default="", private=True)

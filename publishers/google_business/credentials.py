"""What is needed to post to a business on Google: the tokens of a sign-in, and one of its locations."""

from dataclasses import dataclass

from publishers.credentials import given, typed
from publishers.errors import gettext_noop as _
from publishers.google import CLIENT_ID, CLIENT_SECRET, SERVER

POSTS = "https://mybusiness.googleapis.com"
ACCOUNTS = "https://mybusinessaccountmanagement.googleapis.com"
LOCATIONS = "https://mybusinessbusinessinformation.googleapis.com"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A token that somebody typed, or what signing in gave; each location is a channel of its own."""

    access_token: str = typed(
        _("Access token"),
        _("It ends after an hour, so this is only for trying. Sign in instead."),
        secret=True,
    )
    location: str = typed(
        _("Location"), _("The name of the business. Empty where the account has only one."), default=""
    )
    server: str = typed(SERVER, default="", private=True)
    client_id: str = given(CLIENT_ID)
    client_secret: str = given(CLIENT_SECRET, secret=True)
    refresh_token: str = given(_("Refresh token"), secret=True)
    ends_at: str = given(_("End of the token"))  # ISO, UTC

    def at(self, theirs: str) -> str:
        """Google has a server for each kind of question."""
        return self.server.rstrip("/") or theirs

"""What is needed to publish on YouTube: the tokens of a sign-in with a Google project of one's own."""

from dataclasses import dataclass

from publishers.credentials import given, typed
from publishers.errors import gettext_noop as _
from publishers.google import CLIENT_ID, CLIENT_SECRET, SERVER

API = "https://www.googleapis.com"
SITE = "https://www.youtube.com"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A token that somebody typed, or what signing in gave."""

    access_token: str = typed(
        _("Access token"),
        _("It ends after an hour, so this is only for trying. Sign in instead."),
        secret=True,
    )
    server: str = typed(SERVER, default="", private=True)
    client_id: str = given(CLIENT_ID)
    client_secret: str = given(CLIENT_SECRET, secret=True)
    refresh_token: str = given(_("Refresh token"), secret=True)
    ends_at: str = given(_("End of the token"))  # ISO, UTC

    @property
    def api(self) -> str:
        return self.server.rstrip("/") or API

"""What is needed to publish on TikTok: the tokens of a sign-in with an app of one's own."""

from dataclasses import dataclass

from publishers.credentials import given, typed
from publishers.errors import gettext_noop as _

API = "https://open.tiktokapis.com"
SITE = "https://www.tiktok.com"
CLIENT_KEY, CLIENT_SECRET = _("Client key of your app"), _("Client secret of your app")
SERVER = _("Another server than TikTok's")


@dataclass(frozen=True, slots=True)
class Credentials:
    """A token that somebody typed, or what signing in gave."""

    access_token: str = typed(
        _("Access token"),
        _("It ends after a day, so this is only for trying. Sign in instead."),
        secret=True,
    )
    server: str = typed(SERVER, default="", private=True)
    client_key: str = given(CLIENT_KEY)
    client_secret: str = given(CLIENT_SECRET, secret=True)
    refresh_token: str = given(_("Refresh token"), secret=True)
    ends_at: str = given(_("End of the token"))  # ISO, UTC

    @property
    def api(self) -> str:
        return self.server.rstrip("/") or API


@dataclass(frozen=True, slots=True)
class Asked:
    """The person's own app at TikTok, which TikTok has looked at or not."""

    client_key: str = typed(CLIENT_KEY)
    client_secret: str = typed(CLIENT_SECRET, secret=True)
    server: str = typed(SERVER, default="", private=True)

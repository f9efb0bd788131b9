"""The two ways to sign for X: four keys of OAuth 1.0a that a person types, or the tokens of OAuth 2."""

from dataclasses import dataclass

from publishers.credentials import given, typed
from publishers.errors import gettext_noop as _

API = "https://api.x.com"
SITE = "https://x.com"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Either the first four, or what signing in gave."""

    api_key: str = typed(_("API key (consumer key)"), default="", secret=True)
    api_secret: str = typed(_("API key secret"), default="", secret=True)
    access_token: str = typed(_("Access token"), default="", secret=True)
    access_secret: str = typed(_("Access token secret"), default="", secret=True)
    client_id: str = given(_("Client ID of your app"))
    client_secret: str = given(_("Client secret of your app"), secret=True)
    user_token: str = given(_("Token"), secret=True)
    refresh_token: str = given(_("Refresh token"), secret=True)
    ends_at: str = given(_("End of the token"))  # ISO, UTC
    server: str = typed(_("Another server than X's"), default="", private=True)

    @property
    def api(self) -> str:
        return self.server or API


@dataclass(frozen=True, slots=True)
class Asked:
    """The user's own app at X: pay-per-use is billed to whoever owns it."""

    client_id: str = typed(_("Client ID of your app"))
    client_secret: str = typed(_("Client secret of your app"), default="", secret=True)
    server: str = typed(_("Another server than X's"), default="", private=True)

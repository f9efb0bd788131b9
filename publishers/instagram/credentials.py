"""What is needed to post on Instagram: a token of Instagram Login, for a professional account."""

from dataclasses import dataclass

from publishers.credentials import given, typed
from publishers.errors import gettext_noop as _

API = "https://graph.instagram.com"
VERSION = "v25.0"  # of Graph; Meta keeps each for two years
APP_ID, APP_SECRET = _("Instagram app ID"), _("Instagram app secret")
SERVER = _("Another server than Meta's")


@dataclass(frozen=True, slots=True)
class Credentials:
    """A token that somebody typed, or what signing in gave."""

    access_token: str = typed(
        _("Access token"),
        _("Made under “Generate access tokens” in your app's Instagram settings."),
        secret=True,
    )
    server: str = typed(SERVER, default="", private=True)
    ends_at: str = given(_("End of the token"))  # ISO, UTC

    @property
    def api(self) -> str:
        return self.server.rstrip("/") or API


@dataclass(frozen=True, slots=True)
class Asked:
    """The person's own app: Meta gives no rights to a program that anybody hosts."""

    client_id: str = typed(APP_ID)
    client_secret: str = typed(APP_SECRET, secret=True)
    server: str = typed(SERVER, default="", private=True)

"""What is needed to post as a Facebook page."""

from dataclasses import dataclass

from publishers.credentials import typed
from publishers.errors import gettext_noop as _

API, VIDEOS, SITE = (
    "https://graph.facebook.com",
    "https://graph-video.facebook.com",
    "https://www.facebook.com",
)
VERSION = "v25.0"  # of Graph; Meta keeps each for two years
APP_ID, APP_SECRET = _("App ID"), _("App secret")
SERVER = _("Another server than Meta's")


@dataclass(frozen=True, slots=True)
class Credentials:
    """A page's token that somebody typed, or what signing in gave."""

    access_token: str = typed(
        _("Page access token"),
        _(
            "Of the page itself, not of a person, and without an end: the Graph API Explorer gives tokens "
            "for an hour, until the person's is extended."
        ),
        secret=True,
    )
    app_secret: str = typed(
        APP_SECRET,
        _("Needed only where your app's settings say “Require app secret”."),
        default="",
        secret=True,
    )
    server: str = typed(SERVER, default="", private=True)

    @property
    def api(self) -> str:
        return f"{self.server.rstrip('/') or API}/{VERSION}"

    @property
    def videos(self) -> str:
        """Where videos go."""
        return f"{self.server.rstrip('/') or VIDEOS}/{VERSION}"


@dataclass(frozen=True, slots=True)
class Asked:
    """The person's own app: Meta gives no rights to a program that anybody hosts."""

    client_id: str = typed(APP_ID)
    client_secret: str = typed(APP_SECRET, secret=True)
    server: str = typed(SERVER, default="", private=True)

"""What is needed to post in a subreddit: an app of one's own, a sign-in, and the subreddit's name."""

from dataclasses import dataclass

from publishers.credentials import given, typed
from publishers.errors import gettext_noop as _

API = "https://oauth.reddit.com"
SITE = "https://www.reddit.com"
CLIENT_ID, CLIENT_SECRET = _("Client ID of your app"), _("Client secret of your app")
SUBREDDIT = _("Subreddit")
ABOUT_SUBREDDIT = _("Its name, such as r/harbour; or u_name for your own profile.")
SERVER = _("Another server than Reddit's")


@dataclass(frozen=True, slots=True)
class Credentials:
    subreddit: str = typed(SUBREDDIT, ABOUT_SUBREDDIT)
    client_id: str = typed(CLIENT_ID)
    client_secret: str = typed(CLIENT_SECRET, secret=True)
    refresh_token: str = typed(_("Refresh token"), _("Of a sign-in that was made elsewhere."), secret=True)
    server: str = typed(SERVER, default="", private=True)
    access_token: str = given(_("Access token"), secret=True)
    ends_at: str = given(_("End of the token"))  # ISO, UTC

    @property
    def api(self) -> str:
        return self.server.rstrip("/") or API

    @property
    def site(self) -> str:
        return self.server.rstrip("/") or SITE

    @property
    def place(self) -> str:
        """The subreddit's name alone, in small letters."""
        name = self.subreddit.strip().rstrip("/").rpartition("/")[2]
        return name.lower()


@dataclass(frozen=True, slots=True)
class Asked:
    """The person's own app at Reddit, before they sign in."""

    client_id: str = typed(CLIENT_ID)
    client_secret: str = typed(CLIENT_SECRET, secret=True)
    subreddit: str = typed(SUBREDDIT, ABOUT_SUBREDDIT)
    server: str = typed(SERVER, default="", private=True)

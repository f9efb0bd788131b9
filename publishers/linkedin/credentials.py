"""What is needed to post on LinkedIn, and which version of its API we speak."""

from dataclasses import dataclass

from publishers.credentials import given, typed
from publishers.errors import gettext_noop as _

API = "https://api.linkedin.com"
SITE = "https://www.linkedin.com"
# Of November 2026: programs in the open speak 202608 and 202609, and 202508 was switched off on 17 August
# 2026 (LinkedIn docs, versioning). LinkedIn switches a version off about a year after it came, so this one
# is to be replaced by August 2027; until it is, a person can enter another with the channel.
VERSION = "202608"
PERSON, PAGE = "urn:li:person:", "urn:li:organization:"
CLIENT_ID, CLIENT_SECRET = _("Client ID of your app"), _("Client secret of your app")
SERVER = _("Another server than LinkedIn's")
API_VERSION = _("API version")
ABOUT_VERSION = _(
    "Leave it empty. Only when LinkedIn no longer takes ours, enter a newer one, as year and month: 202703."
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """A token that somebody typed, or what signing in gave."""

    access_token: str = typed(
        _("Access token"),
        _("Made with the token generator of your app. It ends after 60 days."),
        secret=True,
    )
    author: str = typed(
        _("Post as"), _("Empty for your own profile; for a page its number, such as 2414183."), default=""
    )
    api_version: str = typed(API_VERSION, ABOUT_VERSION, default="")
    server: str = typed(SERVER, default="", private=True)
    client_id: str = given(CLIENT_ID)
    client_secret: str = given(CLIENT_SECRET, secret=True)
    refresh_token: str = given(_("Refresh token"), secret=True)
    ends_at: str = given(_("End of the token"))  # ISO, UTC

    @property
    def version(self) -> str:
        return self.api_version.strip() or VERSION

    @property
    def api(self) -> str:
        return self.server.rstrip("/") or API

    @property
    def author_urn(self) -> str:
        """Whom we post as, as LinkedIn names it; "" for the person whose token it is."""
        author = self.author.strip()
        return PAGE + author if author.isdecimal() else author


@dataclass(frozen=True, slots=True)
class Asked:
    """The person's own app at LinkedIn: LinkedIn gives no rights to a program that anybody hosts."""

    client_id: str = typed(CLIENT_ID)
    client_secret: str = typed(CLIENT_SECRET, secret=True)
    pages: str = typed(
        _("My pages too"),
        _(
            "Tick this to post as the pages that you look after, too. LinkedIn must have approved your app "
            "for the Community Management API; else the sign-in fails. Without it: only your profile."
        ),
        default="",
        kind="checkbox",
    )
    api_version: str = typed(API_VERSION, ABOUT_VERSION, default="")
    server: str = typed(SERVER, default="", private=True)

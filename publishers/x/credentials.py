"""The two ways to sign for X: four keys of OAuth 1.0a that a person types, or the tokens of OAuth 2."""

from dataclasses import dataclass, field
from typing import Any

from publishers.errors import Sentence
from publishers.errors import gettext_noop as _

API = "https://api.x.com"
SITE = "https://x.com"


def _field(label: Sentence, *, secret: bool = True, hidden: bool = False, private: bool = False) -> Any:
    metadata = {"label": label, "secret": secret, "kind": "text", "hidden": hidden, "private": private}
    return field(default="", repr=not secret, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Either the first four, or what signing in gave."""

    api_key: str = _field(Sentence(_("API key (consumer key)")))
    api_secret: str = _field(Sentence(_("API key secret")))
    access_token: str = _field(Sentence(_("Access token")))
    access_secret: str = _field(Sentence(_("Access token secret")))
    client_id: str = _field(Sentence(_("Client ID of your app")), secret=False, hidden=True)
    client_secret: str = _field(Sentence(_("Client secret of your app")), hidden=True)
    user_token: str = _field(Sentence(_("Token")), hidden=True)
    refresh_token: str = _field(Sentence(_("Refresh token")), hidden=True)
    ends_at: str = _field(Sentence(_("End of the token")), secret=False, hidden=True)  # ISO, UTC
    server: str = _field(Sentence(_("Another server than X's")), secret=False, private=True)

    @property
    def api(self) -> str:
        return self.server or API


@dataclass(frozen=True, slots=True)
class Asked:
    """The user's own app at X: pay-per-use is billed to whoever owns it."""

    client_id: str = field(metadata={"label": Sentence(_("Client ID of your app")), "kind": "text"})
    client_secret: str = field(
        default="",
        repr=False,
        metadata={"label": Sentence(_("Client secret of your app")), "kind": "text", "secret": True},
    )
    server: str = _field(Sentence(_("Another server than X's")), secret=False, private=True)

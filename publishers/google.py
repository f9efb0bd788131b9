"""Signing in at Google (OAuth 2 with a code and PKCE) with the person's own project, whatever for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from publishers import oauth
from publishers.base import SignsIn
from publishers.credentials import typed
from publishers.errors import gettext_noop as _
from publishers.message import Leaving
from publishers.web import Web

ACCOUNTS = "https://accounts.google.com"
TOKENS = "https://oauth2.googleapis.com"
RIGHTS = "https://www.googleapis.com/auth/"
CLIENT_ID, CLIENT_SECRET = _("Client ID of your Google project"), _("Client secret of your Google project")
SERVER = _("Another server than Google's")


@dataclass(frozen=True, slots=True)
class Asked:
    """The person's own project at Google: each has its own quota."""

    client_id: str = typed(CLIENT_ID)
    client_secret: str = typed(CLIENT_SECRET, secret=True)
    server: str = typed(SERVER, default="", private=True)


class SignsInToGoogle(SignsIn):
    """A subclass says its `scopes`, each a whole address."""

    Asked = Asked

    @classmethod
    def leave(cls, asked: Mapping[str, str], redirect: str, state: str, challenge: str, web: Web) -> Leaving:
        """Google gives a refresh token only for `offline`, and a second time only where it asks anew."""
        values = {
            "response_type": "code",
            "client_id": asked.get("client_id", ""),
            "redirect_uri": redirect,
            "scope": " ".join(cls.scopes),
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "access_type": "offline",
            "prompt": "consent",
        }
        kept = {name: asked[name] for name in ("client_id", "client_secret", "server") if asked.get(name)}
        site = asked.get("server", "").rstrip("/") or ACCOUNTS
        return Leaving(oauth.address(f"{site}/o/oauth2/v2/auth", values), kept)

    @classmethod
    def arrive(
        cls, kept: Mapping[str, str], code: str, redirect: str, verifier: str, web: Web, now: datetime
    ) -> dict[str, str]:
        found = _tokens(kept, oauth.by_code(code, redirect, verifier), web, now)
        oauth.must_hold(found.pop("scope", "").split(), cls.scopes, "Google")
        return dict(kept) | found


def next_tokens(credentials: Any, web: Web, now: datetime) -> dict[str, str]:
    """The next token; the refresh token stays as it is. `credentials` has the fields of `Asked` too."""
    kept = {name: getattr(credentials, name) for name in ("client_id", "client_secret", "server")}
    found = _tokens(kept, oauth.by_refresh(credentials), web, now)
    found.pop("scope", None)
    return found


def _tokens(kept: Mapping[str, str], form: dict[str, str], web: Web, now: datetime) -> dict[str, str]:
    form |= {name: kept.get(name, "") for name in ("client_id", "client_secret")}
    site = kept.get("server", "").rstrip("/") or TOKENS
    return oauth.tokens(web, f"{site}/token", form, "Google", now)

"""Signing in at X with OAuth 2 (authorization code with PKCE), and getting the next token."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from publishers import oauth
from publishers.base import SignsIn
from publishers.errors import Expired, Unreachable
from publishers.message import Leaving
from publishers.web import Web
from publishers.x.credentials import API, SITE, Asked

SCOPES = ("tweet.read", "tweet.write", "users.read", "media.write", "offline.access")


class SignsInToX(SignsIn):
    Asked = Asked
    scopes = SCOPES

    @classmethod
    def leave(cls, asked: Mapping[str, str], redirect: str, state: str, challenge: str, web: Web) -> Leaving:
        values = {
            "response_type": "code",
            "client_id": asked.get("client_id", ""),
            "redirect_uri": redirect,
            "scope": " ".join(SCOPES),
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        kept = {name: asked.get(name, "") for name in ("client_id", "client_secret", "server")}
        return Leaving(oauth.address(f"{asked.get('server') or SITE}/i/oauth2/authorize", values), kept)

    @classmethod
    def arrive(
        cls, kept: Mapping[str, str], code: str, redirect: str, verifier: str, web: Web, now: datetime
    ) -> dict[str, str]:
        """X forgets a code after 30 seconds."""
        fields = {name: value for name, value in kept.items() if value}
        return fields | _tokens(kept, oauth.by_code(code, redirect, verifier), web, now)


def next_tokens(credentials: Any, web: Web, now: datetime) -> dict[str, str]:
    """The next token and the next refresh token: the one that was used is worth nothing afterwards."""
    kept = {name: getattr(credentials, name) for name in ("client_id", "client_secret", "server")}
    return _tokens(kept, oauth.by_refresh(credentials), web, now)


def _tokens(kept: Mapping[str, str], form: dict[str, str], web: Web, now: datetime) -> dict[str, str]:
    """An app with a secret proves itself with it; one without only says who it is."""
    headers = {}
    if kept.get("client_secret"):
        headers = oauth.basic(quote(kept["client_id"]), quote(kept["client_secret"]))
    else:
        form["client_id"] = kept["client_id"]
    try:
        found = oauth.tokens(web, f"{kept.get('server') or API}/2/oauth2/token", form, "X", now, headers)
    except Unreachable as error:
        # So X calls a refresh token that was used before.
        if error.code == "invalid_request" and error.sentence.values.get("status") in (400, 401):
            raise Expired(error.sentence, code=error.code) from error
        raise
    found.pop("scope", None)
    return {"user_token": found.pop("access_token")} | found

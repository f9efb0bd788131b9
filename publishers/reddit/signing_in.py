"""Signing in at Reddit: OAuth 2 with a code for an app of one's own. Reddit knows no PKCE."""

from collections.abc import Mapping
from datetime import datetime

from publishers import oauth
from publishers.base import SignsIn
from publishers.message import Leaving
from publishers.reddit.credentials import SITE, Asked, Credentials
from publishers.web import Web

SCOPES = ("identity", "read", "submit", "edit", "flair", "history", "privatemessages")
NETWORK = "Reddit"


class SignsInToReddit(SignsIn):
    Asked = Asked
    scopes = SCOPES

    @classmethod
    def leave(cls, asked: Mapping[str, str], redirect: str, state: str, challenge: str, web: Web) -> Leaving:
        values = {
            "client_id": asked.get("client_id", ""),
            "response_type": "code",
            "state": state,
            "redirect_uri": redirect,
            "duration": "permanent",  # else there is no refresh token, and an hour is all
            "scope": " ".join(SCOPES),
        }
        names = ("client_id", "client_secret", "subreddit", "server")
        kept = {name: asked[name] for name in names if asked.get(name)}
        return Leaving(oauth.address(f"{_site(asked)}/api/v1/authorize", values), kept)

    @classmethod
    def arrive(
        cls, kept: Mapping[str, str], code: str, redirect: str, verifier: str, web: Web, now: datetime
    ) -> dict[str, str]:
        return dict(kept) | _tokens(kept, oauth.by_code(code, redirect), web, now)


def next_tokens(credentials: Credentials, web: Web, now: datetime) -> dict[str, str]:
    """An access token lasts an hour; the refresh token stays the same."""
    kept = {
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret,
        "server": credentials.server,
    }
    return _tokens(kept, oauth.by_refresh(credentials), web, now)


def agent(web: Web) -> str:
    """Reddit turns away programs that do not say who they are (API rules)."""
    return f"web:{web.user_agent.lower()}:v1 (self-hosted)"


def _tokens(kept: Mapping[str, str], form: dict[str, str], web: Web, now: datetime) -> dict[str, str]:
    proof = oauth.basic(kept.get("client_id", "").strip(), kept.get("client_secret", "").strip())
    headers = proof | {"user-agent": agent(web)}
    found = oauth.tokens(web, f"{_site(kept)}/api/v1/access_token", form, NETWORK, now, headers)
    found.pop("scope", None)
    return found


def _site(given: Mapping[str, str]) -> str:
    return given.get("server", "").rstrip("/") or SITE

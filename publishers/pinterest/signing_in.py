"""Signing in at Pinterest (OAuth 2 with a code, no PKCE), with the person's own app."""

from collections.abc import Mapping
from datetime import datetime

from publishers import oauth
from publishers.base import SignsIn
from publishers.errors import Expired, Unreachable
from publishers.message import Leaving
from publishers.pinterest.credentials import API, SITE, Asked, Credentials
from publishers.web import Web

SCOPES = ("boards:read", "boards:write", "pins:read", "pins:write", "user_accounts:read")


class SignsInToPinterest(SignsIn):
    Asked = Asked
    scopes = SCOPES

    @classmethod
    def leave(cls, asked: Mapping[str, str], redirect: str, state: str, challenge: str, web: Web) -> Leaving:
        values = {
            "response_type": "code",
            "client_id": asked.get("client_id", ""),
            "redirect_uri": redirect,
            "scope": ",".join(SCOPES),
            "state": state,
        }
        kept = {name: asked[name] for name in ("client_id", "client_secret", "server") if asked.get(name)}
        return Leaving(oauth.address(f"{_at(asked, SITE)}/oauth/", values), kept)

    @classmethod
    def arrive(
        cls, kept: Mapping[str, str], code: str, redirect: str, verifier: str, web: Web, now: datetime
    ) -> dict[str, str]:
        """Only `continuous_refresh` makes older apps give refresh tokens that are followed by another."""
        form = oauth.by_code(code, redirect) | {"continuous_refresh": "true"}
        return dict(kept) | _tokens(kept, form, web, now)


def next_tokens(credentials: Credentials, web: Web, now: datetime) -> dict[str, str]:
    """The next token, for 30 days, and the next refresh token where Pinterest gives one."""
    kept = {name: getattr(credentials, name) for name in ("client_id", "client_secret", "server")}
    return _tokens(kept, oauth.by_refresh(credentials), web, now)


def _tokens(kept: Mapping[str, str], form: dict[str, str], web: Web, now: datetime) -> dict[str, str]:
    headers = oauth.basic(kept.get("client_id", "").strip(), kept.get("client_secret", "").strip())
    try:
        found = oauth.tokens(web, f"{_at(kept, API)}/v5/oauth/token", form, "Pinterest", now, headers)
    except Unreachable as error:
        # A refusal is `{code, message}` here too, not the `error` of RFC 6749.
        if error.sentence.values.get("status") in (400, 401):
            raise Expired(error.sentence, code=error.code) from error
        raise
    found.pop("scope", None)
    return found


def _at(given: Mapping[str, str], theirs: str) -> str:
    return given.get("server", "").rstrip("/") or theirs

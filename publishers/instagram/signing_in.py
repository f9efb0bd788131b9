"""Signing in at Instagram (Instagram Login) with the person's own app; renewing the token of 60 days."""

from collections.abc import Mapping
from datetime import datetime

from publishers.base import Leaving, SignsIn
from publishers.instagram.credentials import API, Asked, Credentials
from publishers.meta import tokens
from publishers.web import Web

LOGIN, CODES = "https://www.instagram.com", "https://api.instagram.com"
SCOPES = (
    "instagram_business_basic",
    "instagram_business_content_publish",
    "instagram_business_manage_comments",
    "instagram_business_manage_insights",
)


class SignsInToInstagram(SignsIn):
    Asked = Asked
    scopes = SCOPES

    @classmethod
    def leave(cls, asked: Mapping[str, str], redirect: str, state: str, challenge: str, web: Web) -> Leaving:
        names = ("client_id", "client_secret", "server")
        kept = {name: asked[name] for name in names if asked.get(name)}
        endpoint = f"{_at(asked, LOGIN)}/oauth/authorize"
        return Leaving(tokens.page(endpoint, asked.get("client_id", ""), redirect, SCOPES, state), kept)

    @classmethod
    def arrive(
        cls, kept: Mapping[str, str], code: str, redirect: str, verifier: str, web: Web, now: datetime
    ) -> dict[str, str]:
        secret = kept.get("client_secret", "")
        form = {"client_id": kept.get("client_id", ""), "client_secret": secret, "code": code}
        form |= {"grant_type": "authorization_code", "redirect_uri": redirect}
        short = tokens.of_code(web, "POST", f"{_at(kept, CODES)}/oauth/access_token", form, "Instagram")
        given = {"grant_type": "ig_exchange_token", "client_secret": secret, "access_token": short}
        token, ends_at = tokens.long_lived(web, f"{_at(kept, API)}/access_token", given, "Instagram", now)
        found = {"access_token": token, "ends_at": ends_at, "server": kept.get("server", "")}
        return {name: value for name, value in found.items() if value}


def next_token(credentials: Credentials, web: Web, now: datetime) -> dict[str, str]:
    given = {"grant_type": "ig_refresh_token", "access_token": credentials.access_token.strip()}
    return tokens.renewed(web, f"{credentials.api}/refresh_access_token", given, "Instagram", now)


def _at(given: Mapping[str, str], theirs: str) -> str:
    return given.get("server", "").rstrip("/") or theirs

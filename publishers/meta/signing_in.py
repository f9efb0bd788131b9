"""Signing in where Meta knows accounts, not pages (Instagram, Threads): one token, good for 60 days."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from publishers import oauth
from publishers.base import SignsIn
from publishers.message import Leaving
from publishers.meta import tokens
from publishers.web import Web


class SignsInForAToken(SignsIn):
    """A subclass says its `scopes` and what is below. `server`, where it is given, stands for all of them."""

    network: ClassVar[str]
    short: ClassVar[str]  # how its grants begin: “ig”, “th”
    login: ClassVar[str]  # where a person says yes
    codes: ClassVar[str]  # where the code becomes a token of an hour
    api: ClassVar[str]  # where that becomes one of 60 days

    @classmethod
    def leave(cls, asked: Mapping[str, str], redirect: str, state: str, challenge: str, web: Web) -> Leaving:
        names = ("client_id", "client_secret", "server")
        kept = {name: asked[name] for name in names if asked.get(name)}
        endpoint = f"{_at(asked, cls.login)}/oauth/authorize"
        return Leaving(tokens.page(endpoint, asked.get("client_id", ""), redirect, cls.scopes, state), kept)

    @classmethod
    def arrive(
        cls, kept: Mapping[str, str], code: str, redirect: str, verifier: str, web: Web, now: datetime
    ) -> dict[str, str]:
        secret = kept.get("client_secret", "")
        form = oauth.by_code(code, redirect)
        form |= {"client_id": kept.get("client_id", ""), "client_secret": secret}
        codes = f"{_at(kept, cls.codes)}/oauth/access_token"
        hour = tokens.of_code(web, "POST", codes, form, cls.network)
        given = {"grant_type": f"{cls.short}_exchange_token", "client_secret": secret, "access_token": hour}
        endpoint = f"{_at(kept, cls.api)}/access_token"
        token, ends_at = tokens.long_lived(web, endpoint, given, cls.network, now)
        found = {"access_token": token, "ends_at": ends_at, "server": kept.get("server", "")}
        return {name: value for name, value in found.items() if value}

    @classmethod
    def next(cls, credentials: Any, web: Web, now: datetime) -> dict[str, str]:
        given = {
            "grant_type": f"{cls.short}_refresh_token",
            "access_token": credentials.access_token.strip(),
        }
        endpoint = f"{credentials.api}/refresh_access_token"
        return tokens.renewed(web, endpoint, given, cls.network, now, credentials.ends_at)


def _at(given: Mapping[str, str], theirs: str) -> str:
    return given.get("server", "").rstrip("/") or theirs

"""Signing in at Threads with the person's own app, and renewing the token of 60 days."""

from collections.abc import Mapping
from datetime import datetime

from publishers.base import Leaving, SignsIn
from publishers.meta import tokens
from publishers.threads_net.credentials import API, Asked, Credentials
from publishers.web import Web

LOGIN = "https://threads.net"
SCOPES = (
    "threads_basic",
    "threads_content_publish",
    "threads_manage_replies",
    "threads_read_replies",
    "threads_manage_mentions",
    "threads_manage_insights",
    "threads_delete",
)


class SignsInToThreads(SignsIn):
    Asked = Asked
    scopes = SCOPES

    @classmethod
    def leave(cls, asked: Mapping[str, str], redirect: str, state: str, challenge: str, web: Web) -> Leaving:
        names = ("client_id", "client_secret", "server")
        kept = {name: asked[name] for name in names if asked.get(name)}
        site = asked.get("server", "").rstrip("/") or LOGIN
        page = tokens.page(f"{site}/oauth/authorize", asked.get("client_id", ""), redirect, SCOPES, state)
        return Leaving(page, kept)

    @classmethod
    def arrive(
        cls, kept: Mapping[str, str], code: str, redirect: str, verifier: str, web: Web, now: datetime
    ) -> dict[str, str]:
        api = kept.get("server", "").rstrip("/") or API
        secret = kept.get("client_secret", "")
        form = {"client_id": kept.get("client_id", ""), "client_secret": secret, "code": code}
        form |= {"grant_type": "authorization_code", "redirect_uri": redirect}
        short = tokens.of_code(web, "POST", f"{api}/oauth/access_token", form, "Threads")
        given = {"grant_type": "th_exchange_token", "client_secret": secret, "access_token": short}
        token, ends_at = tokens.long_lived(web, f"{api}/access_token", given, "Threads", now)
        found = {"access_token": token, "ends_at": ends_at, "server": kept.get("server", "")}
        return {name: value for name, value in found.items() if value}


def next_token(credentials: Credentials, web: Web, now: datetime) -> dict[str, str]:
    given = {"grant_type": "th_refresh_token", "access_token": credentials.access_token.strip()}
    return tokens.renewed(web, f"{credentials.api}/refresh_access_token", given, "Threads", now)

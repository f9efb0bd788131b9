"""Signing in at Facebook with the person's own app. A page's token, taken with one of 60 days, has no end."""

from collections.abc import Mapping
from datetime import datetime

from publishers.base import SignsIn
from publishers.facebook.credentials import API, SITE, VERSION, Asked
from publishers.message import Leaving
from publishers.meta import tokens
from publishers.web import Web

SCOPES = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_manage_posts",
    "pages_manage_engagement",
    "read_insights",
)


class SignsInToFacebook(SignsIn):
    Asked = Asked
    scopes = SCOPES

    @classmethod
    def leave(cls, asked: Mapping[str, str], redirect: str, state: str, challenge: str, web: Web) -> Leaving:
        names = ("client_id", "client_secret", "server")
        kept = {name: asked[name] for name in names if asked.get(name)}
        site = asked.get("server", "").rstrip("/") or SITE
        endpoint = f"{site}/{VERSION}/dialog/oauth"
        return Leaving(tokens.page(endpoint, asked.get("client_id", ""), redirect, SCOPES, state), kept)

    @classmethod
    def arrive(
        cls, kept: Mapping[str, str], code: str, redirect: str, verifier: str, web: Web, now: datetime
    ) -> dict[str, str]:
        """The person's token; the pages' own are taken with it when they are chosen."""
        endpoint = f"{kept.get('server', '').rstrip('/') or API}/{VERSION}/oauth/access_token"
        app = {name: kept.get(name, "") for name in ("client_id", "client_secret")}
        form = app | {"code": code, "redirect_uri": redirect}
        short = tokens.of_code(web, "GET", endpoint, form, "Facebook")
        given = app | {"grant_type": "fb_exchange_token", "fb_exchange_token": short}
        token, _ends_at = tokens.long_lived(web, endpoint, given, "Facebook", now)
        found = {"access_token": token, "app_secret": app["client_secret"], "server": kept.get("server", "")}
        return {name: value for name, value in found.items() if value}

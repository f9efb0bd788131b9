"""Signing in on a Mastodon server: it gives us an application of our own, then a token for one account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from publishers import oauth
from publishers.answers import asked
from publishers.base import SignsIn
from publishers.credentials import typed
from publishers.errors import Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.mastodon.address import on_server
from publishers.message import Leaving
from publishers.web import Web

SCOPES = (
    "read:accounts",
    "read:statuses",
    "read:notifications",
    "write:statuses",
    "write:media",
)


@dataclass(frozen=True, slots=True)
class Asked:
    instance: str = typed(_("Server"), _("Its address, such as https://mastodon.social"), kind="url")


class SignsInToMastodon(SignsIn):
    Asked = Asked
    scopes = SCOPES

    @classmethod
    def leave(cls, asked_: Mapping[str, str], redirect: str, state: str, challenge: str, web: Web) -> Leaving:
        instance = asked_.get("instance", "")
        form = {"client_name": "Almanac", "redirect_uris": redirect, "scopes": " ".join(SCOPES)}
        app = asked(web.ask("POST", on_server(instance, "/api/v1/apps"), data=form), "Mastodon")
        known = [app.get(name) if isinstance(app, dict) else None for name in ("client_id", "client_secret")]
        if not all(isinstance(one, str) and one for one in known):
            raise Unreachable(Sentence(_("This server does not answer as Mastodon does.")), code="no_app")
        values = {
            "response_type": "code",
            "client_id": str(known[0]),
            "redirect_uri": redirect,
            "scope": " ".join(SCOPES),
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        kept = {"instance": instance, "client_id": str(known[0]), "client_secret": str(known[1])}
        return Leaving(oauth.address(on_server(instance, "/oauth/authorize"), values), kept)

    @classmethod
    def arrive(
        cls, kept: Mapping[str, str], code: str, redirect: str, verifier: str, web: Web, now: datetime
    ) -> dict[str, str]:
        app = {name: kept[name] for name in ("client_id", "client_secret")}
        form = oauth.by_code(code, redirect, verifier) | app
        found = oauth.tokens(web, on_server(kept["instance"], "/oauth/token"), form, "Mastodon", now)
        return {"instance": kept["instance"], "access_token": found["access_token"]}

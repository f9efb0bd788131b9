"""Signing in at X with OAuth 2 (authorization code with PKCE), and getting the next token."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from publishers.answer import Answer
from publishers.answers import trouble
from publishers.base import Leaving
from publishers.errors import Expired, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.web import Web
from publishers.x.answers import unreadable
from publishers.x.credentials import API, SITE

SCOPES = ("tweet.read", "tweet.write", "users.read", "media.write", "offline.access")
# What X says (RFC 6749, 5.2) where trying again will not help; of a used token it says invalid_request.
REFUSALS = {"invalid_grant", "invalid_request", "invalid_client", "unauthorized_client", "access_denied"}
LIVES = 7_200  # seconds of a token where X does not say


def leaving(asked: Mapping[str, str], redirect: str, state: str, challenge: str) -> Leaving:
    query = {
        "response_type": "code",
        "client_id": asked["client_id"],
        "redirect_uri": redirect,
        "scope": " ".join(SCOPES),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    kept = {name: asked.get(name, "") for name in ("client_id", "client_secret", "server")}
    return Leaving(
        f"{asked.get('server') or SITE}/i/oauth2/authorize?{urlencode(query, quote_via=quote)}", kept
    )


def tokens_for_code(
    kept: Mapping[str, str], code: str, redirect: str, verifier: str, web: Web, now: datetime
) -> dict[str, str]:
    """The fields of the credentials. X forgets a code after 30 seconds."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect,
        "code_verifier": verifier,
    }
    fields = {name: value for name, value in kept.items() if value}
    return fields | _tokens(_ask(kept, form, web), now)


def next_tokens(kept: Mapping[str, str], refresh_token: str, web: Web, now: datetime) -> dict[str, str]:
    """The next token and the next refresh token: the one that was used is worth nothing afterwards."""
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return _tokens(_ask(kept, form, web), now)


def _ask(kept: Mapping[str, str], form: dict[str, str], web: Web) -> Answer:
    """An app with a secret proves itself with it; one without only says who it is."""
    headers = {}
    if kept.get("client_secret"):
        pair = f"{quote(kept['client_id'])}:{quote(kept['client_secret'])}"
        headers["authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    else:
        form["client_id"] = kept["client_id"]
    url = f"{kept.get('server') or API}/2/oauth2/token"
    return web.ask("POST", url, data=form, headers=headers)


def _tokens(answer: Answer, now: datetime) -> dict[str, str]:
    try:
        body: Any = answer.json()
    except ValueError:
        body = {}
    if not isinstance(body, dict):
        raise unreadable()
    if 400 <= answer.status < 500 and body.get("error") in REFUSALS:
        raise Expired(Sentence(_("X no longer accepts this sign-in. Sign in again.")), code=body["error"])
    if not answer.ok:
        raise trouble(answer, "X", Unreachable)
    token, following, lives = body.get("access_token"), body.get("refresh_token"), body.get("expires_in")
    if not isinstance(token, str) or not token:
        raise unreadable()
    ends = now + timedelta(seconds=lives if type(lives) is int and lives > 0 else LIVES)
    fields = {"user_token": token, "ends_at": ends.isoformat(timespec="seconds")}
    if isinstance(following, str) and following:
        fields["refresh_token"] = following
    return fields

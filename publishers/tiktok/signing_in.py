"""Signing in at TikTok (OAuth 2 with a code and PKCE), and getting the next token."""

from base64 import urlsafe_b64decode
from collections.abc import Mapping
from datetime import datetime

from publishers import oauth
from publishers.base import SignsIn
from publishers.errors import Expired, Unreachable
from publishers.message import Leaving
from publishers.tiktok.credentials import API, SITE, Asked, Credentials
from publishers.web import Web

SCOPES = ("user.info.basic", "video.publish", "video.list")
NAMES = ("client_key", "client_secret", "server")


class SignsInToTikTok(SignsIn):
    Asked = Asked
    scopes = SCOPES

    @classmethod
    def leave(cls, asked: Mapping[str, str], redirect: str, state: str, challenge: str, web: Web) -> Leaving:
        """TikTok writes the challenge in hex, where RFC 7636 has base64, and scopes with commas."""
        values = {
            "client_key": asked.get("client_key", ""),
            "response_type": "code",
            "scope": ",".join(SCOPES),
            "redirect_uri": redirect,
            "state": state,
            "code_challenge": urlsafe_b64decode(challenge + "=").hex(),
            "code_challenge_method": "S256",
        }
        kept = {name: asked[name] for name in NAMES if asked.get(name)}
        site = asked.get("server", "").rstrip("/") or SITE
        return Leaving(oauth.address(f"{site}/v2/auth/authorize/", values), kept)

    @classmethod
    def arrive(
        cls, kept: Mapping[str, str], code: str, redirect: str, verifier: str, web: Web, now: datetime
    ) -> dict[str, str]:
        found = _tokens(kept, oauth.by_code(code, redirect, verifier), web, now)
        oauth.must_hold(found.pop("scope", "").split(","), SCOPES, "TikTok")
        return dict(kept) | found


def next_tokens(credentials: Credentials, web: Web, now: datetime) -> dict[str, str]:
    """The next token; TikTok may give another refresh token, and then the old one is worth nothing."""
    kept = {name: getattr(credentials, name) for name in NAMES}
    found = _tokens(kept, oauth.by_refresh(credentials), web, now)
    found.pop("scope", None)
    return found


def _tokens(kept: Mapping[str, str], form: dict[str, str], web: Web, now: datetime) -> dict[str, str]:
    form |= {name: kept.get(name, "") for name in ("client_key", "client_secret")}
    site = kept.get("server", "").rstrip("/") or API
    try:
        return oauth.tokens(web, f"{site}/v2/oauth/token/", form, "TikTok", now)
    except Unreachable as error:
        if error.code in oauth.OVER:  # TikTok may say so with the status of a success
            raise Expired(error.sentence, code=error.code) from error
        raise

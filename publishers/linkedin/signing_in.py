"""Signing in at LinkedIn (OAuth 2 with a code), with the person's own app. LinkedIn knows no PKCE here."""

from collections.abc import Mapping
from datetime import datetime

from publishers import oauth
from publishers.base import SignsIn
from publishers.errors import Expired, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.linkedin.credentials import SITE, Asked, Credentials
from publishers.message import Leaving
from publishers.web import Web

PROFILE = ("openid", "profile", "w_member_social")
PAGES = ("w_organization_social", "r_organization_social", "rw_organization_admin")
YES = {"yes", "y", "1", "true", "on", "да", "д"}  # people write it in their own language


class SignsInToLinkedIn(SignsIn):
    Asked = Asked
    scopes = (*PROFILE, *PAGES)

    @classmethod
    def leave(cls, asked: Mapping[str, str], redirect: str, state: str, challenge: str, web: Web) -> Leaving:
        wanted = scopes_of(asked)
        values = {
            "response_type": "code",
            "client_id": asked.get("client_id", ""),
            "redirect_uri": redirect,
            "scope": " ".join(wanted),
            "state": state,
        }
        names = ("client_id", "client_secret", "api_version", "pages", "server")
        kept = {name: asked[name] for name in names if asked.get(name)}
        return Leaving(oauth.address(f"{_site(asked)}/oauth/v2/authorization", values), kept)

    @classmethod
    def arrive(
        cls, kept: Mapping[str, str], code: str, redirect: str, verifier: str, web: Web, now: datetime
    ) -> dict[str, str]:
        found = _tokens(kept, oauth.by_code(code, redirect), web, now)
        _must_hold(found.pop("scope", ""), scopes_of(kept))
        names = ("client_id", "client_secret", "api_version", "server")
        return {name: kept[name] for name in names if kept.get(name)} | found


def scopes_of(asked: Mapping[str, str]) -> tuple[str, ...]:
    wants_pages = asked.get("pages", "").strip().lower() in YES
    return (*PROFILE, *PAGES) if wants_pages else PROFILE


def next_tokens(credentials: Credentials, web: Web, now: datetime) -> dict[str, str]:
    """The next token. The refresh token stays good for a year from the sign-in, and is not lengthened."""
    kept = {
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret,
        "server": credentials.server,
    }
    found = _tokens(kept, oauth.by_refresh(credentials), web, now)
    found.pop("scope", None)
    return found


def _tokens(kept: Mapping[str, str], form: dict[str, str], web: Web, now: datetime) -> dict[str, str]:
    form |= {name: kept.get(name, "") for name in ("client_id", "client_secret")}
    try:
        return oauth.tokens(web, f"{_site(kept)}/oauth/v2/accessToken", form, "LinkedIn", now)
    except Unreachable as error:
        # So LinkedIn calls a code or a refresh token that is used up, too old or of another app.
        if error.code in ("invalid_request", "invalid_redirect_uri") and _is_no(error):
            raise Expired(error.sentence, code=error.code) from error
        raise


def _must_hold(given: str, wanted: tuple[str, ...]) -> None:
    """LinkedIn may leave out a right without a word; without those to write, nothing would go out."""
    held = set(given.replace(",", " ").split())
    missing = [scope for scope in wanted if scope.startswith("w_") and scope not in held]
    if held and missing:
        raise Expired(
            Sentence(
                _("LinkedIn did not give your app the right {right}. Add the product to it that has that."),
                {"right": ", ".join(missing)},
            ),
            code="scope",
        )


def _is_no(error: Unreachable) -> bool:
    return error.sentence.values.get("status") in (400, 401)


def _site(given: Mapping[str, str]) -> str:
    return given.get("server", "").rstrip("/") or SITE

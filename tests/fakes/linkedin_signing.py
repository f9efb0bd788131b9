"""Signing in at LinkedIn: OAuth 2 with a code, no PKCE, and refresh tokens only for partners."""

import json
import secrets
from urllib.parse import urlencode

from tests.fakes.linkedin_feed import Refusal
from tests.fakes.server import Reply, Request

PROFILE = {"openid", "profile", "w_member_social"}
PAGES = {"w_organization_social", "r_organization_social", "rw_organization_admin"}
SIXTY_DAYS = 60 * 86400


class Signing:
    def __init__(self) -> None:
        self.client_id, self.client_secret = "client", "client secret"
        self.tokens = {"token": PROFILE | PAGES | {"r_member_postAnalytics"}}
        self.ended: set[str] = set()
        self.refresh_tokens = {"refresh": PROFILE | PAGES}
        self.is_partner = True
        self.left_out: set[str] = set()  # rights that are not given, without a word
        self.codes: dict[str, dict[str, str]] = {}

    def revoke(self) -> None:
        self.tokens.clear()

    def rights_of(self, token: str) -> set[str]:
        if token in self.ended:
            raise Refusal(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired")
        if token not in self.tokens:
            raise Refusal(401, "REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked")
        return self.tokens[token]

    def page(self, request: Request) -> Reply | None:
        if request.path == "/oauth/v2/authorization":
            return self._authorize(request.query)
        if request.path == "/oauth/v2/accessToken":
            return self._token(dict(request.form))
        return None

    def _authorize(self, query: dict[str, str]) -> Reply:
        """The person agrees at once."""
        wanted = {"response_type": "code", "client_id": self.client_id}
        known = {"response_type", "client_id", "redirect_uri", "scope", "state"}
        if any(query.get(name) != value for name, value in wanted.items()) or set(query) != known:
            return Reply(400, b"Bummer, something went wrong.")
        if not set(query["scope"].split()) <= PROFILE | PAGES:
            return Reply(400, b"unauthorized_scope_error")
        code = secrets.token_hex(8)
        self.codes[code] = query
        back = urlencode({"code": code, "state": query["state"]})
        return Reply(302, b"", {"location": f"{query['redirect_uri']}?{back}"})

    def _token(self, form: dict[str, str]) -> Reply:
        if form.get("client_id") != self.client_id or form.get("client_secret") != self.client_secret:
            return _no("invalid_client", "Client authentication failed", 401)
        if form["grant_type"] == "refresh_token":
            rights = self.refresh_tokens.get(form["refresh_token"])
            if rights is None:
                return _no("invalid_request", "The provided authorization grant or refresh token is invalid")
            return self._given(rights)
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
            said = "appid/redirect uri/code verifier does not match authorization code. Or code expired."
            return _no("invalid_request", f"Unable to retrieve access token: {said}")
        return self._given(set(asked["scope"].split()) - self.left_out)

    def _given(self, rights: set[str]) -> Reply:
        token = secrets.token_hex(8)
        self.tokens[token] = rights
        given = {"access_token": token, "expires_in": SIXTY_DAYS - 1, "scope": ",".join(sorted(rights))}
        if self.is_partner:
            refresh = secrets.token_hex(8)
            self.refresh_tokens[refresh] = rights
            given |= {"refresh_token": refresh, "refresh_token_expires_in": 365 * 86400}
        return Reply(200, json.dumps(given).encode())


def _no(error: str, description: str, status: int = 400) -> Reply:
    return Reply(status, json.dumps({"error": error, "error_description": description}).encode())

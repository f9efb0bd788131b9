"""Signing in at Pinterest: OAuth 2 with a code, Basic for the app, refresh tokens that follow one another."""

import base64
import json
import secrets
from urllib.parse import urlencode

from tests.fakes.server import Reply, Request

SCOPES = {"boards:read", "boards:write", "pins:read", "pins:write", "user_accounts:read"}
THIRTY_DAYS, SIXTY_DAYS = 30 * 86400, 60 * 86400


class Refusal(Exception):
    def __init__(self, status: int, code: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers or {}

    def reply(self) -> Reply:
        body = json.dumps({"code": self.code, "message": self.message}).encode()
        return Reply(self.status, body, {name.replace("_", "-"): one for name, one in self.headers.items()})


class Signing:
    """`rights` are those of whoever asks."""

    def __init__(self) -> None:
        self.client_id, self.client_secret = "client", "client secret"
        self.tokens = {"token": set(SCOPES)}
        self.refresh_tokens = {"refresh": set(SCOPES)}
        self.codes: dict[str, dict[str, str]] = {}
        self.rights: set[str] = set()

    def revoke(self) -> None:
        self.tokens.clear()

    def insist(self, request: Request) -> None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            raise Refusal(401, 2, "Authentication failed.")
        self.rights = self.tokens[token]

    def needs(self, *scopes: str) -> None:
        if not set(scopes) <= self.rights:
            raise Refusal(403, 3, f"Your token does not have the scopes {', '.join(scopes)}.")

    def page(self, request: Request) -> Reply | None:
        if request.path == "/oauth/":
            return self._authorize(request.query)
        if request.path == "/v5/oauth/token" and request.method == "POST":
            return self._token(request)
        return None

    def _authorize(self, query: dict[str, str]) -> Reply:
        """The person agrees at once."""
        wanted = {"response_type": "code", "client_id": self.client_id}
        known = {"response_type", "client_id", "redirect_uri", "scope", "state"}
        if any(query.get(name) != value for name, value in wanted.items()) or set(query) != known:
            raise Refusal(400, 1, "Invalid request")
        if not set(query["scope"].split(",")) <= SCOPES:
            raise Refusal(400, 1, "Invalid scope")
        code = secrets.token_hex(8)
        self.codes[code] = query
        back = urlencode({"code": code, "state": query["state"]})
        return Reply(302, b"", {"location": f"{query['redirect_uri']}?{back}"})

    def _token(self, request: Request) -> Reply:
        pair = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {pair}":
            raise Refusal(401, 2, "Authentication failed.")
        form = dict(request.form)
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] not in self.refresh_tokens:
                raise Refusal(400, 283, "The refresh token is invalid.")
            return self._given(self.refresh_tokens[form["refresh_token"]])
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
            raise Refusal(400, 283, "The authorization code is invalid.")
        if form.get("continuous_refresh") != "true":
            raise Refusal(400, 1, "This fake knows only refresh tokens that go on")
        return self._given(set(asked["scope"].split(",")))

    def _given(self, scopes: set[str]) -> Reply:
        token, refresh = secrets.token_hex(8), secrets.token_hex(8)
        self.tokens[token], self.refresh_tokens[refresh] = scopes, scopes
        given = {
            "response_type": "authorization_code",
            "access_token": token,
            "token_type": "bearer",
            "expires_in": THIRTY_DAYS,
            "scope": " ".join(sorted(scopes)),
            "refresh_token": refresh,
            "refresh_token_expires_in": SIXTY_DAYS,
        }
        return Reply(200, json.dumps(given).encode())

"""Signing in at Google: OAuth 2 with a code and PKCE; a refresh token only where it was asked for."""

import base64
import hashlib
import json
import secrets
from urllib.parse import urlencode

from tests.fakes.server import Reply, Request

RIGHTS = "https://www.googleapis.com/auth/"


class Signing:
    """`scopes` are those that the program asks for, all of them each time."""

    def __init__(self, *names: str) -> None:
        self.scopes = {RIGHTS + name for name in names}
        self.client_id, self.client_secret = "client", "client secret"
        self.tokens = {"token"}
        self.refresh_tokens = {"refresh"}
        self.left_out: set[str] = set()  # rights that the person did not tick
        self.codes: dict[str, dict[str, str]] = {}

    def revoke(self) -> None:
        self.tokens.clear()

    def page(self, request: Request) -> Reply | None:
        if request.path == "/o/oauth2/v2/auth":
            return self._authorize(request.query)
        if request.path == "/token":
            return self._token(dict(request.form))
        return None

    def _authorize(self, query: dict[str, str]) -> Reply:
        """The person agrees at once."""
        wanted = {"response_type": "code", "client_id": self.client_id, "code_challenge_method": "S256"}
        wanted |= {"access_type": "offline", "prompt": "consent"}
        if any(query.get(name) != value for name, value in wanted.items()):
            return Reply(400, b"Error 400: invalid_request")
        if set(query["scope"].split()) != self.scopes:
            return Reply(400, b"Error 400: invalid_scope")
        code = secrets.token_hex(8)
        self.codes[code] = query
        back = urlencode({"state": query["state"], "code": code, "scope": query["scope"]})
        return Reply(302, b"", {"location": f"{query['redirect_uri']}?{back}"})

    def _token(self, form: dict[str, str]) -> Reply:
        if form.get("client_id") != self.client_id or form.get("client_secret") != self.client_secret:
            return _no("invalid_client", "The OAuth client was not found.", 401)
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] not in self.refresh_tokens:
                return _no("invalid_grant", "Token has been expired or revoked.")
            return self._given(self.scopes)
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        if (
            asked is None
            or asked["redirect_uri"] != form["redirect_uri"]
            or asked["code_challenge"] != challenge.decode().rstrip("=")
        ):
            return _no("invalid_grant", "Bad Request")
        refresh = secrets.token_hex(8)
        self.refresh_tokens.add(refresh)
        return self._given(self.scopes - self.left_out, refresh_token=refresh)

    def _given(self, rights: set[str], **more: str) -> Reply:
        token = secrets.token_hex(8)
        self.tokens.add(token)
        given = {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}
        return Reply(200, json.dumps(given | {"scope": " ".join(sorted(rights))} | more).encode())


def _no(error: str, description: str, status: int = 400) -> Reply:
    return Reply(status, json.dumps({"error": error, "error_description": description}).encode())

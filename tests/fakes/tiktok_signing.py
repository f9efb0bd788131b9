"""Signing in at TikTok: OAuth 2 with a code, a challenge in hex, and refresh tokens that change."""

import hashlib
import json
import secrets
from urllib.parse import urlencode

from tests.fakes.server import Reply, Request

SCOPES = {"user.info.basic", "video.publish", "video.list"}


class Signing:
    def __init__(self) -> None:
        self.client_key, self.client_secret = "client", "client secret"
        self.tokens = {"token"}
        self.refresh_tokens = {"refresh"}
        self.left_out: set[str] = set()  # rights that the person did not allow
        self.refusing = 400  # the status of a refusal; TikTok has been seen to say 200
        self.codes: dict[str, dict[str, str]] = {}

    def revoke(self) -> None:
        self.tokens.clear()

    def page(self, request: Request) -> Reply | None:
        if request.path == "/v2/auth/authorize/":
            return self._authorize(request.query)
        if request.path == "/v2/oauth/token/":
            return self._token(dict(request.form))
        return None

    def _authorize(self, query: dict[str, str]) -> Reply:
        """The person agrees at once."""
        wanted = {"response_type": "code", "client_key": self.client_key, "code_challenge_method": "S256"}
        if any(query.get(name) != value for name, value in wanted.items()):
            return Reply(400, b"Something went wrong")
        if set(query["scope"].split(",")) != SCOPES:
            return Reply(400, b"Something went wrong: scope")
        code = secrets.token_hex(8)
        self.codes[code] = query
        back = urlencode({"code": code, "scopes": query["scope"], "state": query["state"]})
        return Reply(302, b"", {"location": f"{query['redirect_uri']}?{back}"})

    def _token(self, form: dict[str, str]) -> Reply:
        if form.get("client_key") != self.client_key or form.get("client_secret") != self.client_secret:
            return self._no("invalid_client", "Client key or secret is incorrect.")
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] not in self.refresh_tokens:
                return self._no("invalid_grant", "Refresh token is invalid or expired.")
            self.refresh_tokens.discard(form["refresh_token"])
            return self._given(SCOPES)
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = hashlib.sha256(form["code_verifier"].encode()).hexdigest()
        if (
            asked is None
            or asked["redirect_uri"] != form["redirect_uri"]
            or asked["code_challenge"] != challenge
        ):
            return self._no("invalid_grant", "Authorization code is expired.")
        return self._given(SCOPES - self.left_out)

    def _given(self, rights: set[str]) -> Reply:
        token, refresh = secrets.token_hex(8), secrets.token_hex(8)
        self.tokens.add(token)
        self.refresh_tokens.add(refresh)
        given = {
            "access_token": token,
            "expires_in": 86_400,
            "open_id": "ada-open-id",
            "token_type": "Bearer",
        }
        given |= {"refresh_token": refresh, "refresh_expires_in": 365 * 86_400}
        return Reply(200, json.dumps(given | {"scope": ",".join(sorted(rights))}).encode())

    def _no(self, error: str, description: str) -> Reply:
        said = {"error": error, "error_description": description, "log_id": "1"}
        return Reply(self.refusing, json.dumps(said).encode())

"""Where people sign in: registers applications, says yes for them, and gives a token for a code, once."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.fakes.server import Reply, Request


@dataclass
class SigningIn:
    """OAuth 2 with PKCE, strict: a redirect address that differs by a letter is refused."""

    says_no: bool = False
    apps: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def handle(self, request: Request, token: str) -> Reply:
        if request.path == "/api/v1/apps":
            return self._register(dict(request.form))
        if request.path == "/oauth/authorize":
            return self._authorize(request.query)
        return self._token(dict(request.form), token)

    def _register(self, form: dict[str, str]) -> Reply:
        name = secrets.token_hex(8)
        self.apps[name] = form | {"client_secret": secrets.token_hex(8)}
        return _json({"client_id": name, "client_secret": self.apps[name]["client_secret"]})

    def _authorize(self, asked: dict[str, str]) -> Reply:
        app = self.apps.get(asked.get("client_id", ""))
        if app is None or app["redirect_uris"] != asked.get("redirect_uri"):
            return _json({"error": "invalid_client"}, 401)
        if not set(asked["scope"].split()) <= set(app["scopes"].split()):
            return _json({"error": "invalid_scope"}, 400)
        back = {"state": asked["state"]}
        if self.says_no:
            back["error"] = "access_denied"
        else:
            back["code"] = secrets.token_hex(8)
            self.codes[back["code"]] = asked
        return Reply(302, b"", {"location": f"{asked['redirect_uri']}?{urlencode(back)}"})

    def _token(self, form: dict[str, str], token: str) -> Reply:
        asked = self.codes.pop(form.get("code", ""), None)
        app = self.apps.get(form.get("client_id", ""))
        if app is None or app["client_secret"] != form.get("client_secret"):
            return _json({"error": "invalid_client"}, 401)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        fits = asked is not None and asked["code_challenge"] == base64.urlsafe_b64encode(
            verifier
        ).decode().rstrip("=")
        if asked is None or not fits or asked["redirect_uri"] != form.get("redirect_uri"):
            return _json({"error": "invalid_grant"}, 400)
        return _json(
            {"access_token": token, "token_type": "Bearer", "scope": asked["scope"], "created_at": 1}
        )


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())

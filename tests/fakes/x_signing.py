"""The part of a fake X that knows who asks: OAuth 1.0a by its own reckoning, and OAuth 2 with PKCE."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from tests.fakes.server import Reply, Request


class Signing:
    def __init__(self) -> None:
        self.keys = {
            "consumer": "key",
            "consumer_secret": "key secret",
            "token": "1-token",
            "secret": "token+secret",
        }
        self.client_id, self.client_secret = "client", "client secret"
        self.tokens = {"token"}  # of OAuth 2
        self.refresh_tokens = {"refresh"}
        self.codes: dict[str, dict[str, str]] = {}
        self.nonces: set[str] = set()
        self.gives_refresh_tokens = True

    def revoke(self) -> None:
        self.tokens.clear()
        self.refresh_tokens.clear()
        self.keys["secret"] = "another"

    def is_signed(self, request: Request, url: str) -> bool:
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        if kind == "Bearer":
            return value in self.tokens
        return kind == "OAuth" and self._is_right(request, url, value)

    def page(self, request: Request) -> Reply | None:
        """What needs no token: the page that asks a person, and the one that gives tokens."""
        if request.path == "/i/oauth2/authorize":
            return self._authorize(request.query)
        if request.path == "/2/oauth2/token":
            return self._token(request)
        return None

    def _is_right(self, request: Request, url: str, value: str) -> bool:
        """RFC 5849, section 3.4: the signature's base string made anew."""
        given = {}
        for pair in value.split(","):
            name, _, quoted = pair.strip().partition("=")
            given[unquote(name)] = unquote(quoted.strip('"'))
        signature = given.pop("oauth_signature", "")
        if abs(time.time() - int(given.get("oauth_timestamp", "0"))) > 300:
            return False
        if given["oauth_nonce"] in self.nonces:
            return False
        self.nonces.add(given["oauth_nonce"])
        if (given["oauth_consumer_key"], given["oauth_token"]) != (self.keys["consumer"], self.keys["token"]):
            return False
        pairs = sorted((_quoted(k), _quoted(v)) for k, v in [*given.items(), *request.query.items()])
        joined = "&".join(f"{name}={text}" for name, text in pairs)
        base = "&".join((request.method, _quoted(url + request.path), _quoted(joined)))
        key = f"{_quoted(self.keys['consumer_secret'])}&{_quoted(self.keys['secret'])}"
        right = base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()
        return hmac.compare_digest(right, signature)

    def _authorize(self, query: dict[str, str]) -> Reply:
        """The person agrees at once."""
        wanted = {"response_type": "code", "client_id": self.client_id, "code_challenge_method": "S256"}
        scopes = set(query.get("scope", "").split())
        needed = {"tweet.read", "tweet.write", "users.read", "media.write", "offline.access"}
        if any(query.get(name) != value for name, value in wanted.items()) or scopes != needed:
            return Reply(400, b"Something went wrong")
        code = secrets.token_hex(8)
        self.codes[code] = query
        back = urlencode({"state": query["state"], "code": code})
        return Reply(302, b"", {"location": f"{query['redirect_uri']}?{back}"})

    def _token(self, request: Request) -> Reply:
        form = dict(parse_qsl(request.body.decode()))
        if not self._is_app(request, form):
            return _reply(
                {"error": "invalid_client", "error_description": "Missing valid authorization header"}, 401
            )
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] not in self.refresh_tokens:
                said = "Value passed for the token was invalid."
                return _reply({"error": "invalid_request", "error_description": said}, 400)
            self.refresh_tokens.discard(form["refresh_token"])
        else:
            asked = self.codes.pop(form.get("code", ""), None)
            challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
            if (
                not asked
                or asked["redirect_uri"] != form["redirect_uri"]
                or asked["code_challenge"] != challenge.decode().rstrip("=")
            ):
                return _reply({"error": "invalid_grant", "error_description": "The code is invalid."}, 400)
        return _reply(self._given())

    def _given(self) -> dict[str, Any]:
        token, following = secrets.token_hex(8), secrets.token_hex(8)
        self.tokens.add(token)
        given: dict[str, Any] = {"token_type": "bearer", "expires_in": 7200, "access_token": token}
        if self.gives_refresh_tokens:
            self.refresh_tokens.add(following)
            given["refresh_token"] = following
        return given

    def _is_app(self, request: Request, form: dict[str, str]) -> bool:
        if not self.client_secret:
            return form.get("client_id") == self.client_id
        pair = f"{quote(self.client_id)}:{quote(self.client_secret)}".encode()
        return request.headers.get("authorization") == f"Basic {base64.b64encode(pair).decode()}"


def _quoted(text: str) -> str:
    return quote(text, safe="-._~")


def _reply(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())

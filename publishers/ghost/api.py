"""Asking Ghost: its Admin API. A token is made for each request, since it lives for five minutes at most."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from publishers.answer import Answer
from publishers.credentials import typed
from publishers.errors import Expired, Sentence
from publishers.errors import gettext_noop as _
from publishers.web import Web

VERSION = "v5.0"  # Ghost 5 and 6 answer to it
LIVES = 240  # seconds; Ghost takes at most 300, and its clock is its own
LARGEST = 8_000_000  # bytes of an answer: a post comes with its words in several forms


@dataclass(frozen=True, slots=True)
class Credentials:
    site: str = typed(_("Site"), _("The API URL, such as https://blog.example.org"), kind="url")
    admin_api_key: str = typed(
        _("Admin API key"),
        _("In Ghost: Settings, Integrations. Letters and digits around a colon."),
        secret=True,
    )


class Api:
    def __init__(self, credentials: Credentials, web: Web) -> None:
        self.credentials = credentials
        self.web = web

    def ask(self, method: str, path: str, **how: Any) -> Answer:
        """What does no harm when it is repeated. The path begins behind `/ghost/api/admin`."""
        how = {"max_bytes": LARGEST, **how}
        return self.web.ask(method, self._url(path), headers=self._headers(), **how)

    def put(self, path: str, params: Mapping[str, str], body: Any, deadline: float) -> Answer:
        """The one request that publishes."""
        return self.web.request(
            "PUT",
            self._url(path),
            headers=self._headers(),
            params=params,
            json=body,
            deadline=deadline,
            max_bytes=LARGEST,
        )

    @property
    def site(self) -> str:
        site = self.credentials.site.strip().partition("#")[0].rstrip("/").removesuffix("/ghost")
        return site if "://" in site else f"https://{site}"

    def _url(self, path: str) -> str:
        return f"{self.site}/ghost/api/admin{path}"

    def _headers(self) -> dict[str, str]:
        return {
            "authorization": f"Ghost {token(self.credentials.admin_api_key, time.time())}",
            "accept-version": VERSION,
        }


def token(key: str, now: float) -> str:
    """A JWT signed with HS256 for an Admin API key `id:secret`, its secret in hex. Raises Expired."""
    number, _colon, secret = key.strip().partition(":")
    try:
        raw = bytes.fromhex(secret)
    except ValueError:
        raw = b""
    if not number or not raw:
        raise Expired(
            Sentence(_("This is no Admin API key: it has letters and digits on both sides of a colon.")),
            code="key",
            is_certain=True,
        )
    head = {"alg": "HS256", "typ": "JWT", "kid": number}
    body = {"iat": int(now), "exp": int(now) + LIVES, "aud": "/admin/"}
    signed = f"{_encoded(head)}.{_encoded(body)}"
    return f"{signed}.{_base64(hmac.digest(raw, signed.encode(), hashlib.sha256))}"


def _encoded(value: object) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")

"""Asking WordPress: its REST API, with an application password."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from publishers.answer import Answer
from publishers.credentials import typed
from publishers.errors import gettext_noop as _
from publishers.web import Web

LARGEST = 8_000_000  # bytes of an answer: long posts, and pages of comments


@dataclass(frozen=True, slots=True)
class Credentials:
    site: str = typed(_("Site"), _("Its address, such as https://blog.example.org"), kind="url")
    username: str = typed(_("User name"), _("Whose application password it is."))
    application_password: str = typed(
        _("Application password"),
        _("In WordPress: Users, Profile, Application Passwords. It is not the password to sign in with."),
        secret=True,
    )


class Api:
    """`is_plain`: the site has plain permalinks, so that its API is reached through the front page."""

    def __init__(self, credentials: Credentials, web: Web, *, is_plain: bool) -> None:
        self.credentials = credentials
        self.web = web
        self.is_plain = is_plain

    def ask(self, method: str, path: str, **how: Any) -> Answer:
        """What does no harm when it is repeated. The path begins behind `/wp-json`."""
        url, params = self._place(path, how.pop("params", {}))
        how = {"max_bytes": LARGEST, **how}
        return self.web.ask(method, url, headers=self._headers, params=params, **how)

    def post(self, path: str, body: Mapping[str, Any], deadline: float) -> Answer:
        """The one request that publishes."""
        url, params = self._place(path, {})
        return self.web.request(
            "POST",
            url,
            headers=self._headers,
            params=params,
            json=dict(body),
            deadline=deadline,
            max_bytes=LARGEST,
        )

    @property
    def site(self) -> str:
        """The address as it was typed, without what people copy along with it."""
        site = self.credentials.site.strip().partition("?")[0].rstrip("/")
        for ending in ("/wp-admin", "/wp-json", "/wp-login.php"):
            site = site.removesuffix(ending)
        return site if "://" in site else f"https://{site}"

    def _place(self, path: str, params: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        if self.is_plain:
            return f"{self.site}/", {"rest_route": path, **params}
        return f"{self.site}/wp-json{path}", dict(params)

    @property
    def _headers(self) -> dict[str, str]:
        pair = f"{self.credentials.username.strip()}:{self.credentials.application_password.strip()}"
        return {"authorization": "Basic " + base64.b64encode(pair.encode()).decode()}

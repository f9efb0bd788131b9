"""Asking Discourse: its API, with a key of the administration or one that a person gave a program."""

from dataclasses import dataclass
from typing import Any

from publishers.answer import Answer
from publishers.credentials import typed
from publishers.discourse.answers import refusal
from publishers.errors import Unreachable
from publishers.errors import gettext_noop as _
from publishers.web import Web

LARGEST = 8_000_000  # bytes of an answer: a forum's categories, and posts as pages show them


@dataclass(frozen=True, slots=True)
class Credentials:
    site: str = typed(_("Forum"), _("Its address, such as https://forum.example.org"), kind="url")
    api_key: str = typed(_("API key"), _("In the forum: Admin, API keys, Add API key."), secret=True)
    username: str = typed(
        _("User name"),
        _("Who posts. Leave it empty only for a User API key, which knows its person."),
        default="",
    )


class Api:
    def __init__(self, credentials: Credentials, web: Web) -> None:
        self.credentials = credentials
        self.web = web

    def ask(self, method: str, path: str, *, or_missing: bool = False, **how: Any) -> Answer:
        """What does no harm when it is repeated. `or_missing`: that it is gone is an answer too."""
        how = {"max_bytes": LARGEST, **how}
        answer = self.web.ask(method, f"{self.site}{path}", headers=self._headers, **how)
        if answer.ok or (or_missing and answer.status in (404, 410)):
            return answer
        raise refusal(answer, Unreachable)

    def look(self, path: str) -> Answer:
        """An answer of any kind: it may be a redirect, which says something here."""
        return self.web.ask("GET", f"{self.site}{path}", headers=self._headers, max_bytes=LARGEST)

    def post(self, body: dict[str, Any], deadline: float) -> Answer:
        """The one request that publishes."""
        url = f"{self.site}/posts.json"
        return self.web.request("POST", url, headers=self._headers, json=body, deadline=deadline)

    @property
    def site(self) -> str:
        site = self.credentials.site.strip().partition("?")[0].rstrip("/")
        return site if "://" in site else f"https://{site}"

    @property
    def has_marks(self) -> bool:
        """Only a key of the administration may give a topic an id of ours (Discourse, posts_controller)."""
        return bool(self.credentials.username.strip())

    @property
    def _headers(self) -> dict[str, str]:
        key, username = self.credentials.api_key.strip(), self.credentials.username.strip()
        if username:
            return {"api-key": key, "api-username": username}
        return {"user-api-key": key}

"""Asking Slack's Web API. Every method takes a form; the token stands in a header."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from publishers.answer import Answer
from publishers.credentials import typed
from publishers.errors import Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.slack import answers
from publishers.web import Web

SERVER = "https://slack.com"
LARGEST = 8_000_000  # bytes of an answer: two hundred messages with their blocks
PAGE = 200
Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Credentials:
    bot_token: str = typed(
        _("Bot token"),
        _("Of your app: OAuth & Permissions, Bot User OAuth Token. Begins with xoxb-."),
        secret=True,
    )
    channel: str = typed(
        _("Channel"), _("Its link (Copy link in its menu), its number such as C0123456789, or #name.")
    )
    server: str = typed(_("Another server than Slack's"), default="", private=True)


class Api:
    def __init__(self, credentials: Credentials, web: Web) -> None:
        self.credentials = credentials
        self.web = web

    def ask(self, method: str, **given: Any) -> dict[str, Any]:
        """What a method that does no harm when it is repeated said."""
        return answers.told(self.answer(method, **given), Unreachable)

    def answer(self, method: str, **given: Any) -> Answer:
        return self.web.ask(
            "POST", self._address(method), headers=self._headers, data=_form(given), max_bytes=LARGEST
        )

    def post(self, given: Given, deadline: float) -> Answer:
        """The one request that publishes."""
        url = self._address("chat.postMessage")
        return self.web.request("POST", url, headers=self._headers, data=_form(given), deadline=deadline)

    def pages(self, method: str, name: str, most: int, **given: Any) -> Iterator[dict[str, Any]]:
        """The objects of a list that comes in pages. Raises Unreachable after `most` pages."""
        cursor = ""
        for _page in range(most):
            found = self.ask(method, limit=PAGE, cursor=cursor, **given)
            listed = found.get(name)
            if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
                raise incomplete()
            yield from listed
            about = found.get("response_metadata")
            cursor = str(about.get("next_cursor") or "") if isinstance(about, dict) else ""
            if not cursor:
                return
        raise incomplete()

    def _address(self, method: str) -> str:
        return f"{self.credentials.server.strip().rstrip('/') or SERVER}/api/{method}"

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.credentials.bot_token.strip()}"}


def incomplete() -> Unreachable:
    return Unreachable(
        Sentence(_("The channel's messages on Slack could not all be read.")), code="incomplete"
    )


def _form(given: Given) -> dict[str, str]:
    """Empty values are left out; objects and lists are JSON."""
    return {name: _written(value) for name, value in given.items() if value not in ("", None)}


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

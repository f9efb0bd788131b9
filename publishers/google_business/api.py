"""Asking Google about businesses: three servers, one token."""

from collections.abc import Iterator, Mapping
from typing import Any

from publishers.answer import Answer
from publishers.errors import Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.google_business.answers import object_of, refusal, unreadable
from publishers.google_business.credentials import POSTS, Credentials
from publishers.web import Web

LARGEST = 8_000_000  # bytes of an answer: a page of a hundred locations


class Api:
    def __init__(self, credentials: Credentials, web: Web) -> None:
        self.credentials = credentials
        self.web = web

    def ask(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        server: str = POSTS,
        json: Any = None,
        or_missing: bool = False,
    ) -> Answer:
        """What does no harm when it is repeated. `or_missing`: 404 is an answer too."""
        url = f"{self.credentials.at(server)}/{path}"
        answer = self.web.ask(method, url, params=params, headers=self._headers, json=json, max_bytes=LARGEST)
        if answer.ok or (or_missing and answer.status == 404):
            return answer
        raise refusal(answer, Unreachable)

    def pages(
        self, path: str, name: str, params: Mapping[str, str], most: int, server: str = POSTS
    ) -> Iterator[list[dict[str, Any]]]:
        """A list in Google's own order; a page without any is left out. Raises beyond `most` pages."""
        asked = dict(params)
        for _page in range(most):
            body = object_of(self.ask("GET", path, asked, server=server))
            items = body.get(name, [])
            if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
                raise unreadable()
            yield items
            token = body.get("nextPageToken")
            if not isinstance(token, str) or not token:
                return
            asked["pageToken"] = token
        raise Unreachable(Sentence(_("What there is on Google could not all be read.")), code="incomplete")

    def post(self, path: str, body: Mapping[str, Any], deadline: float) -> Answer:
        """The one request that publishes."""
        url = f"{self.credentials.at(POSTS)}/{path}"
        return self.web.request("POST", url, headers=self._headers, json=dict(body), deadline=deadline)

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.credentials.access_token.strip()}"}

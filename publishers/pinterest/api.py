"""Asking Pinterest: its API, version 5."""

from collections.abc import Iterator, Mapping
from typing import Any

from publishers.answer import Answer
from publishers.errors import Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.pinterest.answers import items_of, object_of, refusal
from publishers.pinterest.credentials import Credentials
from publishers.web import Web

LARGEST = 8_000_000  # bytes of an answer: a page of a hundred pins


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
        json: Any = None,
        is_extra: bool = False,
        or_missing: bool = False,
    ) -> Answer:
        """What does no harm when it is repeated. `is_extra`: no post hangs on it, so 403 stops nothing else.

        `or_missing`: 404 is an answer too.
        """
        answer = self.web.ask(
            method, self._url(path), params=params, headers=self._headers, json=json, max_bytes=LARGEST
        )
        if answer.ok or (or_missing and answer.status == 404):
            return answer
        raise refusal(answer, Unreachable, is_extra=is_extra)

    def pages(self, path: str, size: int, most: int) -> Iterator[list[dict[str, Any]]]:
        """A list in the order in which Pinterest gives it. Raises where there are more than `most` pages."""
        params = {"page_size": str(size)}
        for _page in range(most):
            answer = self.ask("GET", path, params)
            yield items_of(answer)
            bookmark = object_of(answer).get("bookmark")
            if not isinstance(bookmark, str) or not bookmark:
                return
            params["bookmark"] = bookmark
        raise Unreachable(
            Sentence(_("The pins and boards on Pinterest could not all be read.")), code="incomplete"
        )

    def post(self, path: str, body: Mapping[str, Any], deadline: float, size: int) -> Answer:
        """The one request that publishes, with about `size` bytes of pictures in it."""
        how: dict[str, Any] = {"deadline": deadline, "timeout": self.web.patience(size)}
        return self.web.request("POST", self._url(path), headers=self._headers, json=dict(body), **how)

    def _url(self, path: str) -> str:
        return f"{self.credentials.api}/v5/{path}"

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.credentials.access_token.strip()}"}

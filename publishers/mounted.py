"""Web for libraries that insist on `requests`: `session.mount("https://", Mounted(web))`.

Everything that the library sends then goes through the guard, in bounded time, over a fresh connection, and
with our errors. Nothing is retried and no redirect is followed.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import get_encoding_from_headers

from publishers.answer import Answer
from publishers.web import Web

Response = requests.Response
OURS = {"host", "connection", "accept-encoding", "content-length", "user-agent"}


class Mounted(BaseAdapter):
    """Sends a requests.Session's requests through Web.

    `instead` replaces the scheme and host of every request: for libraries that have theirs written in.
    """

    def __init__(self, web: Web, instead: str = "") -> None:
        super().__init__()
        self.web = web
        self.instead = instead.rstrip("/")
        self.deadline: float | None = None  # set it before the one call that publishes
        self.max_bytes = 1_000_000  # of an answer

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        url = request.url or ""
        if self.instead:
            url = self.instead + request.path_url
        body = request.body or b""
        if not isinstance(body, bytes | str):
            raise TypeError("a body that is read bit by bit cannot be sent in one request")
        answer = self.web.request(
            request.method or "GET",
            url,
            headers={k: _text(v) for k, v in request.headers.items() if k.lower() not in OURS},
            content=body.encode() if isinstance(body, str) else body,
            deadline=self.deadline,
            max_bytes=self.max_bytes,
        )
        response = requests.Response()
        response.status_code = answer.status
        # Without a location the session sees no redirect, so it follows none.
        response.headers = CaseInsensitiveDict(
            {name: value for name, value in answer.headers.items() if name != "location"}
        )
        response.raw = BytesIO(answer.body)
        response._content = answer.body
        response.encoding = get_encoding_from_headers(response.headers)
        response.url = request.url or ""
        response.request = request
        response.reason = str(answer.status)
        return response

    def close(self) -> None:
        """There is nothing to close: every connection ended with its answer."""


def answer_of(response: Response) -> Answer:
    """What a library's response was before the library had an opinion about it."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, response.content)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value

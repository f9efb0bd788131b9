"""Asking YouTube: the Data API, version 3."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from publishers.answer import Answer
from publishers.web import Web
from publishers.youtube.credentials import Credentials

LARGEST = 8_000_000  # bytes of an answer: a hundred threads of comments with their answers


class Api:
    def __init__(self, credentials: Credentials, web: Web) -> None:
        self.credentials = credentials
        self.web = web

    def ask(self, method: str, resource: str, params: Mapping[str, str], **how: Any) -> Answer:
        """What does no harm when it is repeated."""
        how = {"max_bytes": LARGEST, **how}
        return self.web.ask(method, self._url(resource), params=params, headers=self._headers, **how)

    def commit(
        self, method: str, resource: str, part: str, body: Mapping[str, Any], deadline: float
    ) -> Answer:
        """The one request that publishes."""
        return self.web.request(
            method,
            self._url(resource),
            params={"part": part},
            headers=self._headers,
            json=dict(body),
            deadline=deadline,
        )

    def begin(self, body: Mapping[str, Any], size: int, content_type: str) -> Answer:
        """A session to which a video is brought in pieces."""
        about = {"x-upload-content-length": str(size), "x-upload-content-type": content_type}
        return self.web.ask(
            "POST",
            f"{self.credentials.api}/upload/youtube/v3/videos",
            params={"uploadType": "resumable", "part": "snippet,status"},
            headers=self._headers | about,
            json=dict(body),
        )

    def put(self, session: str, content: bytes, content_range: str, timeout: float) -> Answer:
        """A piece, or none to ask how far it is. Our token goes to Google and nowhere else."""
        headers = {"content-range": content_range}
        if self._is_google(session):
            headers |= self._headers
        return self.web.ask("PUT", session, headers=headers, content=content, timeout=timeout)

    def _url(self, resource: str) -> str:
        return f"{self.credentials.api}/youtube/v3/{resource}"

    def _is_google(self, url: str) -> bool:
        host = urlsplit(url).netloc
        return host == urlsplit(self.credentials.api).netloc or host.endswith(".googleapis.com")

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.credentials.access_token.strip()}"}

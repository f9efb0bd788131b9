"""Asking TikTok: its API, version 2, and the address to which a video is brought."""

from collections.abc import Mapping
from typing import Any

from publishers.answer import Answer
from publishers.tiktok.credentials import Credentials
from publishers.web import Web


class Api:
    def __init__(self, credentials: Credentials, web: Web) -> None:
        self.credentials = credentials
        self.web = web

    def get(self, path: str, params: Mapping[str, str]) -> Answer:
        return self.web.ask("GET", self._url(path), params=params, headers=self._headers)

    def ask(
        self, path: str, body: Mapping[str, Any], fields: str = "", timeout: float | None = None
    ) -> Answer:
        """What does no harm when it is repeated; TikTok's questions are POSTs."""
        params = {"fields": fields} if fields else None
        how = {"headers": self._headers, "timeout": timeout}
        return self.web.ask("POST", self._url(path), params=params, json=dict(body), **how)

    def commit(self, path: str, body: Mapping[str, Any], deadline: float) -> Answer:
        """The one request that publishes pictures."""
        return self.web.request(
            "POST", self._url(path), headers=self._headers, json=dict(body), deadline=deadline
        )

    def put(self, place: str, size: int, start: int, piece: bytes, kind: str) -> Answer:
        """A piece of a video that does not complete it."""
        headers = _about(size, start, piece, kind)
        return self.web.ask(
            "PUT", place, headers=headers, content=piece, timeout=self.web.patience(len(piece))
        )

    def commit_put(self, place: str, size: int, piece: bytes, kind: str, deadline: float) -> Answer:
        """The last piece: TikTok publishes the video once it has it."""
        return self.web.request(
            "PUT",
            place,
            headers=_about(size, size - len(piece), piece, kind),
            content=piece,
            deadline=deadline,
            timeout=self.web.patience(len(piece)),
        )

    def _url(self, path: str) -> str:
        return f"{self.credentials.api}/v2/{path}"

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.credentials.access_token.strip()}"}


def _about(size: int, start: int, piece: bytes, kind: str) -> dict[str, str]:
    """The address itself is the permission; our token is not told there."""
    return {
        "content-type": kind,
        "content-range": f"bytes {start}-{start + len(piece) - 1}/{size}",
    }

"""Asking LinkedIn: every request names the version of the API, and the protocol below it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlsplit

from publishers.answer import Answer
from publishers.errors import Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.linkedin.answers import refusal
from publishers.linkedin.credentials import Credentials
from publishers.web import Web

UPLOAD = 90.0  # seconds: a heavy picture over a slow line


def named(urn: str) -> str:
    """A name as it stands in an address: colons and brackets would mean something else there."""
    return quote(urn, safe="")


def listed(urns: Iterable[str]) -> str:
    return f"List({','.join(named(urn) for urn in urns)})"


class Api:
    def __init__(self, credentials: Credentials, web: Web) -> None:
        self.credentials = credentials
        self.web = web

    def ask(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        kind: str = "",
        right: str = "",
        or_missing: bool = False,
        max_bytes: int = 4_000_000,
    ) -> Answer:
        """What does no harm when it is repeated. `kind` is Rest.li's name of the method, where it wants one.

        `right`: 403 is a matter of this right, not of the channel. `or_missing`: 404 is an answer too.
        """
        headers = self._headers | ({"x-restli-method": kind} if kind else {})
        url = self.credentials.api + path
        answer = self.web.ask(method, url, headers=headers, json=json, max_bytes=max_bytes)
        if answer.ok or (or_missing and answer.status == 404):
            return answer
        raise refusal(answer, Unreachable, right)

    def post(self, path: str, body: dict[str, Any], deadline: float) -> Answer:
        """The one request that publishes."""
        url = self.credentials.api + path
        return self.web.request("POST", url, headers=self._headers, json=body, deadline=deadline)

    def put(self, url: str, content: bytes, content_type: str) -> None:
        """The bytes of a picture, to where LinkedIn said. Our token goes to LinkedIn and nowhere else."""
        headers = {"content-type": content_type}
        if self._is_linkedin(url):
            headers |= {"authorization": self._headers["authorization"]}
        answer = self.web.ask("PUT", url, headers=headers, content=content, timeout=UPLOAD)
        if answer.status in (401, 403):  # the address is used up or too old; the next try gets another
            raise Unreachable(
                Sentence(_("LinkedIn did not take a picture (status {status})."), {"status": answer.status}),
                code=str(answer.status),
            )
        if not answer.ok:
            raise refusal(answer, Unreachable)

    def _is_linkedin(self, url: str) -> bool:
        host = urlsplit(url).netloc
        return host == urlsplit(self.credentials.api).netloc or host.endswith(".linkedin.com")

    @property
    def _headers(self) -> dict[str, str]:
        return {
            "authorization": f"Bearer {self.credentials.access_token.strip()}",
            "linkedin-version": self.credentials.version,
            "x-restli-protocol-version": "2.0.0",
        }

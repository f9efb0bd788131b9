"""Asking Meta's Graph API: one host, one token."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from publishers import forms
from publishers.answer import Answer
from publishers.answers import unreadable
from publishers.errors import Rejected, Sentence, Unreachable
from publishers.errors import gettext_noop as _
from publishers.meta import answers
from publishers.web import Web

LARGEST = 4_000_000  # bytes of an answer
SLOW = 90.0  # seconds for what carries a file, or makes Meta fetch one


@dataclass(frozen=True, slots=True)
class Graph:
    """`address` ends with the version. `secret`, of the app: each request proves that it knows it."""

    network: str
    address: str
    token: str = field(repr=False)
    web: Web
    secret: str = field(default="", repr=False)

    def ask(
        self,
        method: str,
        path: str,
        given: Mapping[str, str] | None = None,
        *,
        files: Mapping[str, forms.File] | None = None,
        right: str = "",
        timeout: float | None = None,
    ) -> dict[str, Any]:
        """What does no harm when it is repeated. `right`: it needs this one, and no post hangs on it."""
        return answers.asked(self._send(method, path, given, files, timeout), self.network, right)

    def get(self, path: str, fields: str, *, right: str = "", **given: str) -> dict[str, Any]:
        return self.ask("GET", path, {"fields": fields, **given}, right=right)

    def found(self, path: str, fields: str, *, right: str = "", **given: str) -> dict[str, Any] | None:
        """As `get`; None for what is not there."""
        try:
            return self.get(path, fields, right=right, **given)
        except Unreachable as trouble:
            if trouble.code == answers.GONE:
                return None
            raise

    def delete(self, path: str) -> None:
        """Gone already is what was wanted."""
        try:
            self.ask("DELETE", path)
        except Unreachable as trouble:
            if trouble.code != answers.GONE:
                raise

    def post(self, path: str, given: Mapping[str, str], deadline: float) -> Answer:
        """The one request that publishes."""
        return self.web.request("POST", self._url(path), data=self._signed(given), deadline=deadline)

    def pages(
        self, path: str, given: Mapping[str, str], most: int, *, whole: bool = True, right: str = ""
    ) -> Iterator[dict[str, Any]]:
        """Every object of at most `most` pages; it raises where the `whole` is wanted and that is more."""
        after: dict[str, str] = {}
        for _page in range(most):
            body = self.ask("GET", path, {**given, **after}, right=right)
            data, paging = body.get("data"), body.get("paging")
            if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
                raise unreadable(self.network)
            yield from data
            if not isinstance(paging, dict) or not paging.get("next"):
                return
            cursors = paging.get("cursors")
            cursor = cursors.get("after") if isinstance(cursors, dict) else None
            if not isinstance(cursor, str):
                break
            after = {"after": cursor}
        if whole:
            raise incomplete(self.network)

    def _send(
        self,
        method: str,
        path: str,
        given: Mapping[str, str] | None,
        files: Mapping[str, forms.File] | None,
        timeout: float | None,
    ) -> Answer:
        signed = self._signed(given or {})
        how: dict[str, Any] = {"max_bytes": LARGEST, "timeout": timeout}
        how |= {"data": signed, "files": files} if method == "POST" else {"params": signed}
        return self.web.ask(method, self._url(path), **how)

    def _signed(self, given: Mapping[str, str]) -> dict[str, str]:
        token, secret = self.token.strip(), self.secret.strip()
        signed = {**given, "access_token": token}
        if secret:
            proof = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
            signed["appsecret_proof"] = proof
        return signed

    def _url(self, path: str) -> str:
        return f"{self.address}/{path}"


def incomplete(network: str) -> Unreachable:
    return Unreachable(
        Sentence(_("What is on {network} could not all be read."), {"network": network}), code="incomplete"
    )


def lacks_right(trouble: Exception) -> bool:
    return isinstance(trouble, Rejected) and trouble.code == answers.NO_RIGHT

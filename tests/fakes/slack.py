"""Slack's Web API. `python -m tests.fakes.slack --port 8905 --state arrivals.jsonl`

A workspace with two channels, and an app that is in one of them. The status is 200 also of errors.
"""

import json
from typing import Any

from tests.fakes.command import run
from tests.fakes.faulty import FaultyServer
from tests.fakes.multipart import form_and_files
from tests.fakes.server import Reply, Request
from tests.fakes.slack_team import APP, Refusal, Team

TOKEN = "xoxb-1-2-the-apps-own-secret"


class FakeSlack(FaultyServer):
    """Answers as Slack does. `refuse` makes the next call of a method meet an error or another answer."""

    def __init__(self, port: int = 0, **how: Any) -> None:
        self.token = TOKEN
        self.team = Team(self.arrived)
        self._refusals: list[tuple[str, Reply]] = []
        super().__init__(port, **how)

    @property
    def published(self) -> list[dict[str, Any]]:
        """What the app posted and what is still there."""
        return [one for one in self.team.messages.values() if one["user"] == APP["user_id"]]

    def refuse(self, method: str, error: str = "", status: int = 200, **more: Any) -> None:
        headers, raw = more.pop("headers", {}), more.pop("raw", None)
        body = json.dumps({"ok": False, "error": error} | more).encode() if raw is None else raw
        self._refusals.append((method, Reply(status, body, headers)))

    def is_commit(self, request: Request) -> bool:
        return request.path == "/api/chat.postMessage"

    def restore(self, arrival: dict[str, Any]) -> None:
        self.team.keep(arrival["message"])

    async def handle(self, request: Request) -> Reply:
        self.team.upload_url = f"{self.url}/upload"
        if request.path.startswith("/upload/"):
            _form, files = form_and_files(request)
            self.team.take(request.path.rpartition("/")[2], files["file"][1])
            return Reply(200, b"OK - 8")
        method = request.path.removeprefix("/api/")
        for at, (refused, reply) in enumerate(self._refusals):
            if refused == method:
                del self._refusals[at]
                return reply
        return self._json(self._answer(method, request))

    def _answer(self, method: str, request: Request) -> dict[str, Any]:
        do = getattr(self.team, method.replace(".", "_"), None)
        try:
            if "." not in method or do is None:
                raise Refusal("unknown_method", req_method=method)
            token = request.headers.get("authorization", "").removeprefix("Bearer ")
            if not token:
                raise Refusal("not_authed")
            if token != self.token:
                raise Refusal("invalid_auth")
            found: dict[str, Any] = do(dict(request.form))
        except Refusal as no:
            return no.body
        return {"ok": True} | found

    def _json(self, value: dict[str, Any]) -> Reply:
        scopes = {"x-oauth-scopes": ",".join(sorted(self.team.scopes))}
        return Reply(200, json.dumps(value).encode(), scopes)


if __name__ == "__main__":
    run(FakeSlack)

"""A receiver of Standard Webhooks. `python -m tests.fakes.webhook --port 8901 --state arrivals.jsonl`"""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from tests.fakes.command import run
from tests.fakes.faulty import FaultyServer
from tests.fakes.server import Reply, Request

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


class FakeWebhook(FaultyServer):
    """Verifies signatures on its own, and lets the first message of each webhook-id count."""

    def __init__(self, port: int = 0, secret: str = SECRET, **how: Any) -> None:
        self.secret = secret
        self.messages: dict[str, dict[str, Any]] = {}
        self.gone = False
        super().__init__(port, **how)

    @property
    def published(self) -> list[dict[str, Any]]:
        return list(self.messages.values())

    def is_commit(self, request: Request) -> bool:
        return request.method == "POST" and b'"post.published"' in request.body[:40]

    def restore(self, arrival: dict[str, Any]) -> None:
        self.messages.setdefault(arrival["key"], {"text": arrival["text"]})

    async def handle(self, request: Request) -> Reply:
        if self.gone:
            return Reply(410)
        if not self._is_signed(request):
            return Reply(401, b'{"error": "the signature is wrong"}')
        message = json.loads(request.body)
        if message["type"] == "post.published":
            key = request.headers["webhook-id"]
            repeat = key in self.messages
            self.messages.setdefault(key, message["data"])
            self.arrived(id=key, key=key, text=message["data"]["text"], repeat=repeat)
        return Reply(200, b"{}")

    def _is_signed(self, request: Request) -> bool:
        stamp = request.headers.get("webhook-timestamp", "0")
        if abs(time.time() - int(stamp)) > 300:
            return False
        signed = f"{request.headers.get('webhook-id')}.{stamp}.".encode() + request.body
        raw = base64.b64decode(self.secret.removeprefix("whsec_"))
        right = "v1," + base64.b64encode(hmac.new(raw, signed, hashlib.sha256).digest()).decode()
        return any(
            hmac.compare_digest(right, given)
            for given in request.headers.get("webhook-signature", "").split(" ")
        )


if __name__ == "__main__":
    run(FakeWebhook)

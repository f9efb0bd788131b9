"""Discord's API, v10. `python -m tests.fakes.discord --port 8904 --state arrivals.jsonl`

A server with a text channel and a forum, a bot that was added to it, and a webhook.
"""

import json
import re
from typing import Any

from tests.fakes.command import run
from tests.fakes.discord_server import BOT, FORUM, GUILD, TEXT, WEBHOOK, Refusal, Server
from tests.fakes.faulty import FaultyServer
from tests.fakes.multipart import File, form_and_files
from tests.fakes.server import Reply, Request

TOKEN = "NDAwNTAw.the-bots-own.secret-token"
WEBHOOK_TOKEN = "aWebhooksOwn-secret_token"
HOOK = {"id": WEBHOOK, "username": "Harbour news", "bot": True, "discriminator": "0000"}
COMMITS = re.compile(r"/api/v10/(?:channels/\d+/(?:messages|threads)|webhooks/\d+/[^/]+)")


class FakeDiscord(FaultyServer):
    """Answers as Discord does. `refuse` makes the next request to a path meet one of its refusals."""

    def __init__(self, port: int = 0, **how: Any) -> None:
        self.token, self.webhook_token = TOKEN, WEBHOOK_TOKEN
        self.webhook_is_gone = False
        self.server = Server(self.arrived)
        self._refusals: list[tuple[str, Reply]] = []
        super().__init__(port, **how)

    @property
    def webhook(self) -> str:
        return f"{self.url}/api/webhooks/{WEBHOOK}/{self.webhook_token}"

    @property
    def published(self) -> list[dict[str, Any]]:
        """What the bot and the webhook posted, and what is still there."""
        ours = (BOT["id"], WEBHOOK)
        return [one for one in self.server.messages.values() if one["author"]["id"] in ours]

    def refuse(self, path: str, status: int, code: int = 0, message: str = "no", **more: Any) -> None:
        headers, raw = more.pop("headers", {}), more.pop("raw", None)
        body = json.dumps({"code": code, "message": message} | more).encode() if raw is None else raw
        self._refusals.append((path, Reply(status, body, headers)))

    def is_commit(self, request: Request) -> bool:
        return request.method == "POST" and bool(COMMITS.fullmatch(request.path))

    def restore(self, arrival: dict[str, Any]) -> None:
        if not arrival["repeat"]:
            self.server.keep(arrival["message"])
            self.server.nonces[BOT["id"], arrival["key"]] = (arrival["wall"], arrival["id"])

    async def handle(self, request: Request) -> Reply:
        path = request.path.removeprefix("/api/v10")
        for at, (refused, reply) in enumerate(self._refusals):
            if refused in path:
                del self._refusals[at]
                return reply
        try:
            answer = self._answer(request, path.strip("/").split("/"))
        except Refusal as no:
            return Reply(no.status, json.dumps(no.body).encode())
        return Reply(204) if answer is None else Reply(200, json.dumps(answer).encode())

    def _answer(self, request: Request, path: list[str]) -> Any:
        body, files = _given(request)
        if path[0] == "webhooks":
            return self._webhook(request, path[1:], body, files)
        if request.headers.get("authorization") != f"Bot {self.token}":
            raise Refusal(401, 0, "401: Unauthorized")
        match request.method, *path:
            case "GET", "users", "@me":
                return BOT
            case "GET", "guilds", number, "members", _who if number == GUILD:
                return {"user": BOT, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00"}
            case "GET", "guilds", number, "threads", "active" if number == GUILD:
                return {"threads": self._threads(archived=False), "members": []}
            case "GET", "guilds", number if number == GUILD:
                return self.server.guild(request.query)
            case "GET", "channels", _forum, "threads", "archived", "public":
                return {"threads": self._threads(archived=True), "members": [], "has_more": False}
            case "POST", "channels", number, "threads":
                if number != FORUM:
                    raise Refusal(400, 50024, "Cannot execute action on this channel type")
                return self.server.begin(number, BOT, body, files)
            case "GET", "channels", number:
                return self.server.channel(number)
            case "DELETE", "channels", number if number in self.server.threads:
                del self.server.threads[number]
                for message in [one for one in self.published if one["channel_id"] == number]:
                    del self.server.messages[message["id"]]
                return {}
            case "GET", "channels", number, "messages":
                return self.server.listed(number, request.query)
            case "POST", "channels", number, "messages":
                if self.server.channel(number)["type"] == 15:
                    raise Refusal(400, 50008, "Cannot send messages in a non-text channel")
                return self.server.post(number, BOT, body, files)
            case _method, "channels", channel, "messages", number:
                return self._message(request.method, channel, number, body, str(BOT["id"]))
        raise Refusal(404, 0, "404: Not Found")

    def _webhook(self, request: Request, path: list[str], body: Any, files: dict[str, File]) -> Any:
        if self.webhook_is_gone or path[0] != WEBHOOK:
            raise Refusal(404, 10015, "Unknown Webhook")
        if path[1] != self.webhook_token:
            raise Refusal(401, 50027, "Invalid Webhook Token")
        home, thread = self.server.webhook_channel, request.query.get("thread_id", "")
        if len(path) == 4:
            return self._message(request.method, thread or home, path[3], body, WEBHOOK)
        if request.method == "GET":
            about = {"id": WEBHOOK, "type": 1, "name": HOOK["username"], "avatar": None}
            return about | {"channel_id": home, "guild_id": GUILD, "application_id": None}
        posted = self._execute(home, thread, body, files)
        # Without wait=true the answer is empty, and what could not be saved is no error.
        return posted if request.query.get("wait") == "true" else None

    def _execute(self, home: str, thread: str, body: Any, files: dict[str, File]) -> Any:
        for name in ("nonce", "enforce_nonce", "message_reference"):
            body.pop(name, None)  # a webhook knows nothing of these
        if home == FORUM and not thread:
            if not body.get("thread_name"):
                raise Refusal(400, 220001, "Webhooks posted to forum channels must have a thread_name")
            begun = self.server.begin(home, HOOK, body | {"message": body}, files, webhook_id=WEBHOOK)
            return begun["message"]
        if body.get("thread_name"):
            raise Refusal(400, 220003, "Webhooks can only create threads in forum channels")
        return self.server.post(thread or home, HOOK, body, files, webhook_id=WEBHOOK)

    def _message(self, method: str, channel: str, number: str, body: Any, author: str) -> Any:
        message = self.server.one(channel, number)
        if method == "PATCH":
            return self.server.edit(message, author, body)
        if method == "DELETE":
            del self.server.messages[number]
            return None
        return message

    def _threads(self, *, archived: bool) -> list[dict[str, Any]]:
        threads = self.server.threads.values()
        return [one for one in threads if one["thread_metadata"]["archived"] == archived]

    def say(self, receipt_id: str, text: str) -> None:
        """Somebody answers a post of ours, or names the bot where there is none."""
        channel, _slash, number = receipt_id.rpartition("/")
        self.server.say(text, number, channel or TEXT, mentions=not receipt_id)


def _given(request: Request) -> tuple[Any, dict[str, File]]:
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        form, files = form_and_files(request)
        return json.loads(form["payload_json"]), files
    return json.loads(request.body or b"{}"), {}


if __name__ == "__main__":
    run(FakeDiscord)

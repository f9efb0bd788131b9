"""Telegram's Bot API. `python -m tests.fakes.telegram --port 8902 --state arrivals.jsonl`

A bot, a channel, and the group in which the channel is discussed. The bot cannot list what it posted.
"""

import json
from typing import Any

from tests.fakes.command import run
from tests.fakes.faulty import FaultyServer
from tests.fakes.multipart import File, form_and_files
from tests.fakes.server import Reply, Request
from tests.fakes.telegram_bot import Bot, Refusal
from tests.fakes.telegram_chats import BOT

TOKEN = f"{BOT['id']}:AAG-the-bots-own-secret-token"
SENDS = ("sendMessage", "sendPhoto", "sendMediaGroup")


class FakeTelegram(FaultyServer):
    """Answers as the Bot API does. `refuse` makes the next call of a method meet one of its refusals."""

    def __init__(self, port: int = 0, token: str = TOKEN, **how: Any) -> None:
        self.token = token
        self.bot = Bot(self._arrived)
        self.odd: dict[str, Any] = {}  # what a method answers instead, by its name
        self._refusals: list[tuple[str, Refusal]] = []
        super().__init__(port, **how)

    @property
    def published(self) -> list[dict[str, Any]]:
        return self.bot.published

    def refuse(self, method: str, code: int, description: str, **parameters: int) -> None:
        self._refusals.append((method, Refusal(code, description, **parameters)))

    def is_commit(self, request: Request) -> bool:
        return request.path.rpartition("/")[2] in SENDS

    def restore(self, arrival: dict[str, Any]) -> None:
        for message in arrival["messages"]:
            self.bot.keep(message)

    async def handle(self, request: Request) -> Reply:
        who, _, method = request.path.removeprefix("/bot").rpartition("/")
        do = getattr(self.bot, f"do_{method}", None)
        try:
            if ":" not in who or do is None:
                raise Refusal(404, "Not Found")
            if who != self.token:
                raise Refusal(401, "Unauthorized")
            self._refuse_where_told(method)
            if method in self.odd:
                return _json(self.odd[method])
            return _json({"ok": True, "result": do(*parameters(request))})
        except Refusal as no:
            body = {"ok": False, "error_code": no.code, "description": no.description}
            return _json(body | ({"parameters": no.parameters} if no.parameters else {}), no.code)

    def _refuse_where_told(self, method: str) -> None:
        for at, (refused, refusal) in enumerate(self._refusals):
            if refused == method:
                del self._refusals[at]
                raise refusal

    def _arrived(self, posted: list[dict[str, Any]], given: dict[str, Any]) -> None:
        first = posted[0]
        text = first.get("text", first.get("caption", ""))
        self.arrived(id=first["message_id"], key="", text=text, messages=posted, given=given, repeat=False)


def parameters(request: Request) -> tuple[dict[str, Any], dict[str, File]]:
    """As the Bot API takes them: a query, a form, JSON, or a form with files whose objects are JSON."""
    kind = request.headers.get("content-type", "")
    files: dict[str, File] = {}
    if kind.startswith("application/json"):
        return json.loads(request.body), files
    given: dict[str, Any] = dict(request.query)
    if kind.startswith("multipart/form-data"):
        form, files = form_and_files(request)
        given |= form
    elif request.body:
        given |= dict(request.form)
    return {name: _unpacked(name, value) for name, value in given.items()}, files


def _unpacked(name: str, value: str) -> Any:
    if name in ("text", "caption", "parse_mode", "photo"):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())


if __name__ == "__main__":
    run(FakeTelegram)
